"""The pages of one story: its title page, parts, chapters and the notes after it."""

from __future__ import annotations

from dataclasses import dataclass

from packager.html_book import NavPoint, Page, PageKind
from packager.model import (
    Align,
    Block,
    Chapter,
    Entry,
    Inline,
    Metadata,
    NoteKind,
    Paragraph,
    PlacedNotes,
    Scene,
)
from packager.render.anchors import Anchors
from packager.render.facts import header_facts, metadata_facts
from packager.render.front import placed_notes, story_key
from packager.render.labels import listed
from packager.render.openings import Openings, drop_cap, lead_in
from packager.render.xhtml import PageText, attribute, text


@dataclass(frozen=True, slots=True)
class StoryPages:
    pages: tuple[Page, ...]
    nav: NavPoint


@dataclass(frozen=True, slots=True)
class StorySetting:
    """What all pages of one story share."""

    number: int  # 1-based
    entry: Entry
    labels: dict[str, str]
    openings: Openings
    book_title: str
    book_language: str
    asset_names: dict[str, str]
    anchors: Anchors

    @property
    def metadata(self) -> Metadata:
        return self.entry.story.metadata

    @property
    def lang(self) -> str:
        return self.metadata.language or self.book_language

    @property
    def running(self) -> tuple[str, str]:
        """Author (or book) on the verso, story on the recto."""
        return listed(self.metadata.authors, self.labels) or self.book_title, self.metadata.title


def story_pages(setting: StorySetting) -> StoryPages:
    story = setting.entry.story
    prefix = story_key(setting.number)
    files = [f"{prefix}-c{i:03d}" for i in range(1, len(story.chapters) + 1)]
    pages = [_title_page(setting, prefix)]
    parts: list[tuple[NavPoint, list[NavPoint]]] = []
    chapters: list[NavPoint] = []
    for name, chapter in zip(files, story.chapters, strict=True):
        if chapter.part:
            page = _part_page(setting, chapter, name)
            pages.append(page)
            parts.append((NavPoint(chapter.part, page.file_name), []))
        pages.append(_chapter_page(setting, chapter, name))
        if not chapter.implicit:
            (parts[-1][1] if parts else chapters).append(NavPoint(chapter_name(chapter), f"{name}.xhtml"))
    children = [*chapters, *(NavPoint(p.title, p.href, tuple(inner)) for p, inner in parts)]
    if setting.entry.after.notes:
        page = _notes_page(setting, prefix)
        pages.append(page)
        children.append(NavPoint(page.title, page.file_name))
    return StoryPages(tuple(pages), NavPoint(setting.metadata.title, pages[0].file_name, tuple(children)))


def chapter_name(chapter: Chapter) -> str:
    """'Chapter 1: Hear Me' for the contents, however the source had it."""
    if chapter.label and chapter.title:
        join = " " if chapter.label.endswith((":", ".", "-", "–", "—")) else ": "
        return f"{chapter.label.rstrip('-–—')}{join}{chapter.title}"
    return chapter.label or chapter.title


def _page_text(setting: StorySetting, prefix: str) -> PageText:
    return PageText(prefix, setting.anchors, setting.asset_names, image_alt=setting.labels["picture"])


def _page(setting: StorySetting, name: str, kind: PageKind, title: str, body: str) -> Page:
    """A page of the story, named like its outermost element."""
    return Page(
        name,
        f"{name}.xhtml",
        kind,
        title,
        body,
        lang=setting.lang,
        story=setting.number - 1,
        running=setting.running,
    )


# ----------------------------------------------------------------------------------------- title page


def _title_page(setting: StorySetting, prefix: str) -> Page:
    story, meta, said = setting.entry.story, setting.metadata, setting.labels
    name = f"{prefix}-title"
    page = _page_text(setting, name)
    own = "" if story.title_from == "title line" else " meta"
    block = [f'<h1 class="story-name{own}" id="{name}-h">{text(meta.title)}</h1>']
    if meta.authors:
        authors = tuple(f'<span class="author">{text(author)}</span>' for author in meta.authors)
        block.append(
            f'<p class="story-authors"><span class="gen">{said["by"]}</span> '
            f'<span class="meta">{listed(authors, said)}</span></p>'
        )
    block += [
        f'<p class="story-series meta" data-series="{attribute(s.name)}" data-part="{attribute(s.part)}">'
        f"{text(_series(s.name, s.part, said))}</p>"
        for s in meta.series
    ]
    parts = [f'<div class="title-block">{"".join(block)}</div>']
    summaries = _summaries(setting)
    if summaries:
        inside = "\n".join(
            (f'<h2 class="note-title">{text(title)}</h2>' if title else "") + page.blocks(blocks, "first")
            for title, blocks in summaries
        )
        parts.append(f'<div class="story-summary">{inside}</div>')
    front = setting.entry.before.notes
    facts = header_facts(setting.entry.facts)
    facts += metadata_facts(meta, said, facts)
    if facts:
        rows = "\n".join(fact.row for fact in facts)
        parts.append(f'<dl class="story-facts">{rows}</dl>')
    rest = tuple((stood, note) for stood, note in front if note.kind is not NoteKind.SUMMARY)
    if rest:
        parts.append(f'<div class="story-before">{placed_notes(PlacedNotes(rest), page)}</div>')
    inside = "\n".join(parts + page.footnotes)
    body = f'<section class="story-title" id="{name}" aria-labelledby="{name}-h">\n{inside}\n</section>'
    return _page(setting, name, PageKind.STORY_TITLE, meta.title, body)


def _series(name: str, part: str, said: dict[str, str]) -> str:
    return said["part_of"].format(part=part, name=name) if part else name


def _summaries(setting: StorySetting) -> list[tuple[str, tuple[Block, ...]]]:
    """The summary the source states, then those in the text, each with the label it stood under."""
    notes = [n for _, n in setting.entry.before.notes if n.kind is NoteKind.SUMMARY]
    found = [("", setting.metadata.summary), *((n.title, n.blocks) for n in notes)]
    return [(title, blocks) for title, blocks in found if title or blocks]


# ------------------------------------------------------------------------------------ parts, chapters


def _part_page(setting: StorySetting, chapter: Chapter, name: str) -> Page:
    part = f"{name}-part"
    body = (
        f'<section class="part" id="{part}" epub:type="part" role="doc-part" aria-labelledby="{part}-h">\n'
        f'<h2 class="part-title" id="{part}-h">{text(chapter.part)}</h2>\n</section>'
    )
    return _page(setting, part, PageKind.PART, chapter.part, body)


def _head(chapter: Chapter, name: str) -> str:
    if chapter.implicit:
        return ""
    parts = []
    if chapter.heading_rest:
        parts.append(f'<span class="chapter-rest">{text(chapter.heading_rest)}</span> ')
    if chapter.label:
        parts.append(f'<span class="chapter-label">{text(chapter.label)}</span> ')
    if chapter.title:
        parts.append(f'<span class="chapter-name">{text(chapter.title)}</span>')
    only = " only-label" if not chapter.title else " only-name" if not chapter.label else ""
    inside = "".join(parts).strip()
    return f'<header class="chapter-head{only}"><h2 class="chapter-title" id="{name}-h">{inside}</h2></header>'


def _chapter_page(setting: StorySetting, chapter: Chapter, name: str) -> Page:
    page = _page_text(setting, name)
    parts = [_head(chapter, name)]
    if chapter.implicit and chapter.heading_rest:
        parts.append(f'<p class="chapter-rest">{text(chapter.heading_rest)}</p>')
    for i, scene in enumerate(chapter.scenes):
        if i:
            parts.append('<hr class="scene-break"/>')
        parts.append(_scene(scene, page, setting.openings, opens_chapter=i == 0))
    title = chapter_name(chapter) or setting.metadata.title
    labelled = f'aria-labelledby="{name}-h"' if not chapter.implicit else f'aria-label="{attribute(title)}"'
    inside = "\n".join(part for part in parts + page.footnotes if part)
    body = (
        f'<section class="chapter{" implicit" if chapter.implicit else ""}" id="{name}" '
        f'epub:type="chapter" role="doc-chapter" {labelled}>\n{inside}\n</section>'
    )
    return _page(setting, name, PageKind.CHAPTER, title, body)


def _scene(scene: Scene, page: PageText, openings: Openings, opens_chapter: bool) -> str:
    def opening(paragraph: Paragraph) -> str:
        rest = paragraph.inlines
        if paragraph.align is not Align.START:  # a motto, a date: the story opens below it
            return page.inlines(rest)
        initial = ""
        if openings.drop_cap and opens_chapter and (capital := drop_cap(paragraph)):
            initial, rest = f'<span class="drop-cap">{text(capital[0])}</span>', capital[1]
        lead: tuple[Inline, ...] = ()
        if openings.lead_in and (opens_chapter or openings.lead_in_after_break):
            lead, rest = lead_in(rest, openings.lead_in)
        led = f'<span class="lead-in">{page.inlines(lead)}</span>' if lead else ""
        return f"{initial}{led}{page.inlines(rest)}"

    return page.blocks(scene.blocks, "first opening" if opens_chapter else "first after-break", opening)


# ---------------------------------------------------------------------------------------------- notes


def _notes_page(setting: StorySetting, prefix: str) -> Page:
    name = f"{prefix}-notes"
    page = _page_text(setting, name)
    title = setting.labels["notes"]
    body = (
        f'<section class="notes" id="{name}" epub:type="afterword" role="doc-afterword" '
        f'aria-labelledby="{name}-h">\n<h2 class="page-title gen" id="{name}-h">{title}</h2>\n'
    )
    body += "\n".join([placed_notes(setting.entry.after, page), *page.footnotes]) + "\n</section>"
    return _page(setting, name, PageKind.NOTES, title, body)
