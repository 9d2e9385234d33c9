"""An EPUB that fanpack made, read again: every story as it was, from the markup of docs/markup.md."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from packager.languages import language_tag
from packager.model import (
    Block,
    ChapterStart,
    Element,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Text,
)
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.archive import SafeZip
from packager.readers.base import Source
from packager.readers.building import manuscript
from packager.readers.epub_fronts import work_of
from packager.readers.epub_own_facts import rows, title_page
from packager.readers.epub_package import Package
from packager.readers.images import Gallery
from packager.readers.links import Links, member
from packager.readers.markup import Conversion
from packager.readers.own_markup import SHEET, Footnotes, Listed, first_of, own_block
from packager.readers.parsing import Node, classes, decode, has_class, parse_xhtml, text_of


def is_own(package: Package) -> bool:
    return "fanpack " in package.generator + " "


@dataclass(slots=True)
class _Story:
    """One story while its pages are gathered."""

    metadata: Metadata
    key: str = ""  # what pages of the whole book call it
    pages: list[tuple[str, Node]] = field(default_factory=list)
    disclaimers: list[tuple[str, Node]] = field(default_factory=list)


def read(archive: SafeZip, package: Package, source: Source, report: Report) -> tuple[Manuscript, ...]:
    """The stories of the book, each with its notes, and the disclaimers given back to their stories."""
    pages = [(item.path, parse_xhtml(decode(archive.read(item.path) or b""))) for item in package.spine]
    for picture in (node for _, root in pages for node in root.iter("img") if has_class(node, "gen")):
        picture.set("alt", "")  # 'Picture' is a word of the book's, not of the story's
    stories: list[_Story] = []
    disclaimers: list[tuple[str, Node]] = []
    notes: list[tuple[str, Node]] = []
    for path, root in pages:
        body = root.find("body")
        kind = set(classes(body)) if body is not None else set()
        if "story-title" in kind:
            lang = language_tag(root.get("lang") or "")
            stories.append(_Story(title_page(root, package.metadata.authors, lang), _key(root)))
            stories[-1].pages.append((path, root))
        elif "disclaimers" in kind:
            disclaimers = [(path, node) for node in root.iter("section") if has_class(node, "disclaimer")]
        elif "notes" in kind and any(has_class(h, "notes-of") for h in root.iter("h2")):
            notes.append((path, root))
        elif kind & {"part", "chapter", "notes"} and stories:
            stories[-1].pages.append((path, root))
    if not stories:
        raise FanpackError(
            ExitCode.INPUT, source.label, "this EPUB by fanpack holds no stories; build it again from its sources"
        )
    for path, node in disclaimers:
        cites = list(node.iter("cite"))
        for story in stories:
            if any(_is_of(cite, story) for cite in cites):
                story.disclaimers.append((path, node))
    # A call and its note stand on one page, whichever that is; no two pages of the book share an id.
    footnotes = Listed.of(root for _, root in pages)
    found = []
    for number, story in enumerate(stories, 1):
        label = source.label if len(stories) == 1 else f"{source.label}#{number}"
        found.append(_manuscript(archive, story, notes, footnotes, label, report))
    return tuple(found)


def _key(title_page: Node) -> str:
    """What the book calls a story: its pages' ids begin with it ('s002' of 's002-title')."""
    ids = (node.get("id") or "" for node in title_page.iter("section"))
    return next((match[0] for name in ids if (match := re.match(r"s\d+(?=-)", name))), "")


def _is_of(node: Node, story: _Story) -> bool:
    """Whether a heading or citation on a page of the whole book names this story; older books say only the title."""
    keys = (node.get("data-story") or "").split()
    return story.key in keys if keys else text_of(node) == story.metadata.title


# ------------------------------------------------------------------------------------------ the story


def _manuscript(
    archive: SafeZip, story: _Story, notes: list[tuple[str, Node]], footnotes: Listed, label: str, report: Report
) -> Manuscript:
    links = Links()
    links.survey([*story.pages, *notes, *story.disclaimers])

    def lookup(src: str) -> bytes | None:
        return archive.read(member(links.page, src))

    conversion = Conversion(
        label,
        links=links,
        gallery=Gallery(lookup, key=lambda src: member(links.page, src), fetch=archive.budget.remote),
        lang=story.metadata.language or "en",
        counts_blocks=True,
        sheet=SHEET,
        specials=(own_block,),
        inline_specials=(Footnotes(footnotes),),
    )
    elements: list[Element] = []
    for path, node in story.disclaimers:
        links.page = path
        text = first_of(node, "disclaimer-text")
        if text is not None and (blocks := conversion.blocks(text)):
            elements.append(Note(NoteKind.DISCLAIMER, blocks, blocks[0].where, origin=Origin.SOURCE))
    metadata = story.metadata
    for path, root in story.pages:
        links.page = path
        body = root.find("body")
        assert body is not None
        if has_class(body, "story-title"):
            front, metadata = _front(root, conversion, metadata)
            elements.extend(front)
        elif has_class(body, "part"):
            heading = first_of(root, "part-title")
            if heading is not None:
                elements.append(ChapterStart(text_of(heading), conversion.at(heading), part=True))
        elif has_class(body, "notes"):
            elements.extend(_notes(root, conversion))
        else:
            elements.extend(_chapter(root, conversion))
    for path, root in notes:
        links.page = path
        elements.extend(_notes(root, conversion, story))
    work_id, publisher = work_of(metadata.source_url)
    return manuscript(
        conversion,
        report,
        source=label,
        elements=tuple(elements),
        metadata=replace(metadata, publisher=publisher),
        format="epub-fanpack",
        work_id=work_id,
        may_be_empty=True,  # a story of nothing but headings was one before it was put into the book
    )


def _front(root: Node, conversion: Conversion, metadata: Metadata) -> tuple[list[Element], Metadata]:
    """Summary, the header lines of the source and the notes before the story, from its title page."""
    elements: list[Element] = []
    summary = first_of(root, "story-summary")
    if summary is not None:
        metadata = replace(metadata, summary=conversion.blocks(summary))
    lines: list[Block] = []
    for label, value in rows(root):
        if not has_class(value[0] if len(value) else value, "meta"):
            name = text_of(label)
            text = f"{name}: {text_of(value)}" if name else text_of(value)
            lines.append(Paragraph((Text(text),), conversion.at(value)))
    if lines:
        elements.append(Note(NoteKind.HEADER, tuple(lines), lines[0].where, origin=Origin.SOURCE))
    before = first_of(root, "story-before")
    if before is not None:
        places = {node for node in before if has_class(node, "note-place")}  # 'Before the story' is fanpack's own
        elements.extend(conversion.elements(before, drop=places))
    return elements, metadata


def _chapter(root: Node, conversion: Conversion) -> list[Element]:
    section = next((node for node in root.iter("section") if has_class(node, "chapter")), None)
    if section is None:
        return []
    elements: list[Element] = []
    header = next((node for node in section if has_class(node, "chapter-head")), None)
    if header is not None:
        heading, rest = _heading(header)
        where = conversion.at(header)
        elements.append(ChapterStart(heading, where, once=not rest))
        if rest:  # a line of its own under the heading, as sources have it
            elements.append(Paragraph((Text(rest),), where))
    elif has_class(section, "implicit") and ".part" not in (section.get("id") or ""):
        elements.append(ChapterStart("", conversion.at(section)))
    drop = {node for node in section if node is header or has_class(node, "footnote")}
    return [*elements, *conversion.elements(section, drop=drop)]


def _heading(header: Node) -> tuple[str, str]:
    """The heading as the source wrote it, and the words of its lines that repeat it or the story's title."""
    parts = {}
    for node in header.iter("span"):
        for name in ("chapter-rest", "chapter-label", "chapter-name"):
            if has_class(node, name):
                parts[name] = text_of(node)
    label, name = parts.get("chapter-label", ""), parts.get("chapter-name", "")
    between = "" if not (label and name) else " " if label.endswith((":", ".", "-", "–", "—")) else ": "
    return f"{label}{between}{name}", parts.get("chapter-rest", "")


def _notes(root: Node, conversion: Conversion, story: _Story | None = None) -> list[Element]:
    """The notes of a page; of a page for the whole book, only those under the name of the `story`."""
    found: list[Element] = []
    its_own = story is None
    for node in root.iter("h2", "section"):
        if story and node.tag == "h2" and has_class(node, "notes-of"):
            its_own = _is_of(node, story)
        elif has_class(node, "note") and its_own:
            found.extend(own_block(node, conversion) or ())
    return found
