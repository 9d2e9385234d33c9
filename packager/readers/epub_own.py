"""An EPUB that fanpack made, read again: every story as it was, from the markup of docs/markup.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from packager.languages import language_tag
from packager.model import (
    Block,
    ChapterStart,
    Element,
    Link,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Series,
    Text,
)
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import facts
from packager.readers.archive import SafeZip
from packager.readers.base import Source
from packager.readers.building import manuscript
from packager.readers.epub_fronts import work_of
from packager.readers.epub_package import Package
from packager.readers.images import Gallery
from packager.readers.links import Links, member
from packager.readers.markup import Conversion
from packager.readers.own_markup import SHEET, Footnotes, asides_of, calls_of, first_of, own_block
from packager.readers.parsing import Node, classes, decode, has_class, parse_xhtml, text_of

_FACTS = {
    "fandom": "fandoms",
    "rating": "rating",
    "warnings": "warnings",
    "category": "categories",
    "relationships": "relationships",
    "characters": "characters",
    "tags": "tags",
    "collections": "collections",
    "published": "published",
    "updated": "updated",
    "source": "source_url",
}


def is_own(package: Package) -> bool:
    return "fanpack " in package.generator + " "


@dataclass(slots=True)
class _Story:
    """One story while its pages are gathered."""

    metadata: Metadata
    pages: list[tuple[str, Node]] = field(default_factory=list)
    disclaimers: list[Node] = field(default_factory=list)


def read(archive: SafeZip, package: Package, source: Source, report: Report) -> tuple[Manuscript, ...]:
    """The stories of the book, each with its notes, and the disclaimers given back to their stories."""
    pages = [(item.path, parse_xhtml(decode(archive.read(item.path) or b""))) for item in package.spine]
    for picture in (node for _, root in pages for node in root.iter("img") if has_class(node, "gen")):
        picture.set("alt", "")  # 'Picture' is a word of the book's, not of the story's
    stories: list[_Story] = []
    disclaimers: list[Node] = []
    notes: list[tuple[str, Node]] = []
    for path, root in pages:
        body = root.find("body")
        kind = set(classes(body)) if body is not None else set()
        if "story-title" in kind:
            stories.append(_Story(_metadata(root, package.metadata.authors, language_tag(root.get("lang") or ""))))
            stories[-1].pages.append((path, root))
        elif "disclaimers" in kind:
            disclaimers = [node for node in root.iter("section") if has_class(node, "disclaimer")]
        elif "notes" in kind and any(has_class(h, "notes-of") for h in root.iter("h2")):
            notes.append((path, root))
        elif kind & {"part", "chapter", "notes"} and stories:
            stories[-1].pages.append((path, root))
    if not stories:
        raise FanpackError(
            ExitCode.INPUT, source.label, "this EPUB by fanpack holds no stories; build it again from its sources"
        )
    for node in disclaimers:
        titles = [text_of(cite) for cite in node.iter("cite")]
        for story in stories:
            if story.metadata.title in titles:
                story.disclaimers.append(node)
    found = []
    for number, story in enumerate(stories, 1):
        label = source.label if len(stories) == 1 else f"{source.label}#{number}"
        found.append(_manuscript(archive, story, notes, label, report))
    return tuple(found)


# ------------------------------------------------------------------------------------------- metadata


def _metadata(root: Node, known: Sequence[str], lang: str) -> Metadata:
    title = first_of(root, "story-name")
    byline = first_of(root, "story-authors")
    metadata = Metadata(title=text_of(title) if title is not None else "", language=lang)
    if byline is not None:
        names = " ".join("".join(span.itertext()) for span in byline.iter("span") if has_class(span, "meta"))
        metadata = replace(metadata, authors=_names(names, known))
    series = []
    for node in root.iter("p"):
        if has_class(node, "story-series"):
            match = re.fullmatch(r"\D*?(\d+(?:\.\d+)?)\s+\S+\s+(.+)", text_of(node))
            series.append(Series(match[2], match[1]) if match else Series(text_of(node)))
    metadata = replace(metadata, series=tuple(series))
    for label, value in _rows(root):
        key = _FACTS.get(text_of(label).lower())
        if not has_class(value[0] if len(value) else value, "meta"):
            continue
        text = facts.name(text_of(value))
        if key in ("rating", "published", "updated", "source_url"):
            metadata = replace(metadata, **{key: text})  # type: ignore[arg-type]
        elif key:
            metadata = replace(metadata, **{key: facts.listed(text)})  # type: ignore[arg-type]
        elif links := [a for a in value.iter("a") if a.get("href", "").startswith(("http:", "https:"))]:
            found = tuple(Link(a.get("href", ""), (Text(text_of(a)),)) for a in links)
            metadata = replace(metadata, inspired_by=(*metadata.inspired_by, *found))
        else:
            metadata = replace(metadata, extra=(*metadata.extra, (text_of(label), text)))
    return metadata


def _rows(root: Node) -> list[tuple[Node, Node]]:
    table = first_of(root, "story-facts")
    if table is None:
        return []
    cells = [node for node in table if node.tag in ("dt", "dd")]
    return list(zip(cells[::2], cells[1::2], strict=False))


def _names(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """'A, B and C' as names: the book's own list of authors tells where one ends."""
    rest = facts.name(text)
    found: list[str] = []
    while rest:
        name = max((k for k in known if rest.startswith(k)), key=len, default="")
        if not name:
            break
        found.append(name)
        rest = re.sub(r"^\s*(?:,|\S{1,3}\s)\s*", "", rest[len(name) :] + " ").strip()
    return tuple(found) if found and not rest else tuple(p for p in re.split(r", | and ", facts.name(text)) if p)


# ------------------------------------------------------------------------------------------ the story


def _manuscript(
    archive: SafeZip, story: _Story, notes: list[tuple[str, Node]], label: str, report: Report
) -> Manuscript:
    asides = asides_of(root for _, root in story.pages)
    links = Links()
    links.survey(story.pages)

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
        inline_specials=(Footnotes(asides, calls_of(root for _, root in story.pages)),),
    )
    elements: list[Element] = []
    for node in story.disclaimers:
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
        elements.extend(_notes(root, conversion, metadata.title))
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
    for label, value in _rows(root):
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
        elements.append(ChapterStart(heading, where))
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


def _notes(root: Node, conversion: Conversion, title: str = "") -> list[Element]:
    """The notes of a page; of a page for the whole book, only those under the story's title."""
    found: list[Element] = []
    of = ""
    for node in root.iter("h2", "section"):
        if node.tag == "h2" and has_class(node, "notes-of"):
            of = text_of(node)
        elif has_class(node, "note") and (not title or of == title):
            found.extend(own_block(node, conversion) or ())
    return found
