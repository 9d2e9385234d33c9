"""The pages before and after the stories: half title, title page, disclaimers, contents, colophon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packager.html_book import NavPoint, Page, PageKind
from packager.model import Anthology, Disclaimer, PlacedNotes
from packager.render.labels import listed
from packager.render.xhtml import PageText, attribute, text

SHOWN_AUTHORS = 4
"""A title page names that many authors; a longer list stands in the contents, story by story."""

ROLES = {
    PageKind.HALF_TITLE: ("halftitlepage", ""),
    PageKind.TITLE: ("titlepage", ""),
    PageKind.DEDICATION: ("dedication", "doc-dedication"),
    PageKind.DISCLAIMERS: ("frontmatter", ""),
    PageKind.COLOPHON: ("colophon", "doc-colophon"),
    PageKind.NOTES: ("endnotes", ""),
}


def section(page_id: str, kind: PageKind, body: str, name: str = "") -> str:
    """The outermost element of a page. `name` labels it for assistive technology."""
    epub_type, role = ROLES.get(kind, ("", ""))
    said = f' epub:type="{epub_type}"' if epub_type else ""
    said += f' role="{role}"' if role else ""
    said += f' aria-label="{attribute(name)}"' if name and role else ""
    return f'<section class="{kind.value}" id="{page_id}"{said}>\n{body}\n</section>'


def _page(anthology: Anthology, name: str, kind: PageKind, title: str, body: str) -> Page:
    """A page of the whole book, in its language, named like its outermost element."""
    return Page(name, f"{name}.xhtml", kind, title, body, lang=anthology.info.language)


def book_authors(anthology: Anthology) -> tuple[str, ...]:
    """The authors named for the book, else those of its stories in order."""
    if anthology.info.authors:
        return anthology.info.authors
    found = dict.fromkeys(a for entry in anthology.entries for a in entry.story.metadata.authors)
    return tuple(found)


def half_title(anthology: Anthology, words: dict[str, str]) -> Page:
    title = anthology.info.title
    body = section("half-title", PageKind.HALF_TITLE, f'<p class="half-title-text gen">{text(title)}</p>', title)
    return _page(anthology, "half-title", PageKind.HALF_TITLE, words["half_title"], body)


def title_page(anthology: Anthology, words: dict[str, str]) -> Page:
    info = anthology.info
    authors = book_authors(anthology)
    parts = [f'<h1 class="book-title gen">{text(info.title)}</h1>']
    if info.subtitle:
        parts.append(f'<p class="book-subtitle gen">{text(info.subtitle)}</p>')
    if authors and len(authors) <= SHOWN_AUTHORS:
        parts.append(f'<p class="book-authors gen">{text(listed(authors, words))}</p>')
    if info.editor:
        parts.append(f'<p class="book-editor gen">{words["edited_by"]} {text(info.editor)}</p>')
    if anthology.fandoms:
        parts.append(f'<p class="book-fandoms gen">{text(" · ".join(anthology.fandoms))}</p>')
    if info.publisher or info.date:
        foot = " · ".join(part for part in (info.publisher, info.date[:4]) if part)
        parts.append(f'<p class="book-publisher gen">{text(foot)}</p>')
    body = section("title-page", PageKind.TITLE, "\n".join(parts))
    return _page(anthology, "title-page", PageKind.TITLE, words["title_page"], body)


def dedication(anthology: Anthology) -> Page | None:
    said = anthology.info.dedication
    if not said:
        return None
    lines = "<br/>".join(text(line) for line in said.splitlines())
    body = section("dedication", PageKind.DEDICATION, f'<p class="gen">{lines}</p>')
    return _page(anthology, "dedication", PageKind.DEDICATION, "", body)


def _whose(disclaimer: Disclaimer, words: dict[str, str]) -> str:
    parts = [
        f'<cite data-story="{" ".join(map(story_key, numbers))}">{text(title)}</cite>'
        + (f" {words['by']} {text(listed(authors, words))}" if authors else "")
        for (title, authors), numbers in zip(disclaimer.stories, disclaimer.numbers, strict=True)
    ]
    return f'<p class="disclaimer-for gen">{"; ".join(parts)}</p>'


Pictures = Sequence[dict[str, str]]
"""For each story the names of its pictures in the book, for pages that show notes of many stories."""


def story_key(number: int) -> str:
    """What a story is called on pages of the whole book, for programs; its own pages' ids begin with it."""
    return f"s{number:03d}"


def disclaimers(
    anthology: Anthology, words: dict[str, str], pictures: Pictures, anchors: Sequence[dict[str, str]]
) -> Page | None:
    if not anthology.disclaimers and not anthology.fandoms:
        return None
    page = PageText("disclaimers", image_alt=words["picture"])
    parts = [f'<h1 class="page-title gen">{words["disclaimers"]}</h1>']
    if anthology.fandoms:
        names = text(listed(anthology.fandoms, words))
        parts.append(f'<p class="disclaimer-fandoms gen">{words["fandoms"].format(names=names)}</p>')
    for disclaimer in anthology.disclaimers:
        number = disclaimer.numbers[0][0]
        page.asset_names, page.anchors = pictures[number - 1], anchors[number - 1]
        parts.append(
            f'<section class="disclaimer">\n{_whose(disclaimer, words)}\n'
            f'<div class="disclaimer-text">{page.blocks(disclaimer.blocks, "first")}</div>\n</section>'
        )
    body = section("disclaimers", PageKind.DISCLAIMERS, "\n".join(parts + page.footnotes))
    return _page(anthology, "disclaimers", PageKind.DISCLAIMERS, words["disclaimers"], body)


def _toc(points: Sequence[NavPoint], authors: dict[str, str]) -> str:
    items: list[str] = []
    for point in points:
        by = authors.get(point.href, "")
        named = f' <span class="toc-authors">{text(by)}</span>' if by else ""
        inside = f'<a href="{attribute(point.href)}"><span class="toc-title">{text(point.title)}</span>'
        inside += f"{named}</a>"
        if point.children:
            inside += _toc(point.children, authors)
        items.append(f"<li>{inside}</li>")
    return f"<ol>{''.join(items)}</ol>"


def contents(anthology: Anthology, nav: Sequence[NavPoint], authors: dict[str, str], words: dict[str, str]) -> Page:
    """The contents as printed. `authors` maps a nav target to the authors named beside it."""
    body = (
        f'<h1 class="page-title gen">{words["contents"]}</h1>\n'
        f'<nav class="toc gen" epub:type="toc" role="doc-toc" aria-label="{words["contents"]}">'
        f"{_toc(nav, authors)}</nav>"
    )
    page = _page(
        anthology, "contents", PageKind.CONTENTS, words["contents"], section("contents", PageKind.CONTENTS, body)
    )
    return replace(page, in_spine=False)


def placed_notes(notes: PlacedNotes, page: PageText, level: int = 2) -> str:
    """Notes under the places they stood at: 'Chapter 3', a heading of this level, then what the author said there."""
    parts: list[str] = []
    last = ""
    for stood, note in notes.notes:
        if stood and stood != last:
            parts.append(f'<h{level} class="note-place gen">{text(stood)}</h{level}>')
        last = stood or last
        parts.append(page.note(note, level=level + 1 if last else level))
    return "\n".join(parts)


def end_notes(
    anthology: Anthology, words: dict[str, str], pictures: Pictures, anchors: Sequence[dict[str, str]]
) -> Page | None:
    if not anthology.end_notes:
        return None
    page = PageText("end-notes", image_alt=words["picture"])
    parts = [f'<h1 class="page-title gen">{words["end_notes"]}</h1>']
    for number, notes in anthology.end_notes:
        page.asset_names, page.anchors = pictures[number - 1], anchors[number - 1]
        title = text(anthology.entries[number - 1].story.metadata.title)
        parts.append(
            f'<h2 class="notes-of gen" data-story="{story_key(number)}">{title}</h2>\n{placed_notes(notes, page, 3)}'
        )
    body = section("end-notes", PageKind.NOTES, "\n".join(parts + page.footnotes))
    made = _page(anthology, "end-notes", PageKind.NOTES, words["end_notes"], body)
    return replace(made, running=(anthology.info.title, words["end_notes"]))


def colophon(anthology: Anthology, words: dict[str, str], font: str) -> Page:
    said = anthology.info.colophon
    lines = said.splitlines() if said else [words["rights"], words["made_with"].format(font=font)]
    parts = [f'<p class="gen">{text(line)}</p>' for line in lines if line.strip()]
    parts.append(f'<p class="not-for-sale gen">{words["not_for_sale"]}</p>')
    body = section("colophon", PageKind.COLOPHON, "\n".join(parts), words["colophon"])
    return _page(anthology, "colophon", PageKind.COLOPHON, words["colophon"], body)
