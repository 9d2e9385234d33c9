"""The pages of the printed book, marked in the EPUB: where each begins, and the list of them.

So somebody with the paper copy and somebody with a phone find the same page. A mark is an empty element
that assistive technology can announce and nobody sees; the text around it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from packager.html_book import HtmlBook, Page, PageBreak
from packager.writers.escaped import attribute

TOKEN = re.compile(r"<!--.*?-->|<[^>]*>|&[^;\s]+;|[^<&]+", re.S)
INLINE = re.compile(r"<(?:span|em|strong|i|b|a|u|s|small|cite|sub|sup|code|ruby)\b[^>]*[^/]>\Z")
MARK = re.compile(r'id="(pb-[^"]*)"[^>]*aria-label="([^"]*)"')


def marked(book: HtmlBook, breaks: Sequence[PageBreak]) -> HtmlBook:
    """The book with a mark in its pages wherever a printed page begins. Links and words stay."""
    if not breaks:
        return book
    by_file: dict[str, list[tuple[int, str]]] = {}
    bodies = {page.file_name: page.body for page in book.pages}
    used: dict[str, int] = {}
    for place in breaks:
        used[place.label] = used.get(place.label, 0) + 1
        by_file.setdefault(place.file_name, []).append((_offset(place, bodies), _mark(place.label, used[place.label])))
    pages = (
        replace(page, body=_with_marks(page.body, by_file[page.file_name]))
        if page.file_name in by_file and page.in_spine
        else page
        for page in book.pages
    )
    return replace(book, pages=tuple(pages))


def page_list(pages: Sequence[Page], breaks: Sequence[PageBreak], nav: str) -> list[tuple[str, str]]:
    """Printed page numbers and their targets in reading order.

    `nav` is what stands for a page that is on paper only (the printed contents): its first page leads there.
    """
    found: list[tuple[str, str]] = []
    first: dict[str, str] = {}
    for place in breaks:
        first.setdefault(place.file_name, place.label)
    for page in pages:
        if not page.in_spine:
            if page.file_name in first:
                found.append((first[page.file_name], nav))
            continue
        if 'id="pb-' in page.body:
            found += [(unescape(label), f"{page.file_name}#{mark}") for mark, label in MARK.findall(page.body)]
    return found


def _offset(place: PageBreak, bodies: dict[str, str]) -> int:
    """Where in the page's whole text: the element's own beginning counts if one is named."""
    opening = re.search(rf'<[^>]*\sid="{re.escape(place.element)}"', bodies.get(place.file_name, ""))
    if not place.element or opening is None:
        return place.offset
    ahead = (token for token in TOKEN.findall(opening.string[: opening.start()]) if token[0] != "<")
    return place.offset + sum(1 if token[0] == "&" else len(token) for token in ahead)


def _mark(label: str, time: int) -> str:
    safe = re.sub(r"[^A-Za-z0-9]", lambda found: f"_{ord(found[0]):x}", label)
    name = f"pb-{safe}" if time == 1 else f"pb-{safe}-{time}"
    return f'<span id="{name}" epub:type="pagebreak" role="doc-pagebreak" aria-label="{attribute(label)}"></span>'


def _with_marks(body: str, marks: list[tuple[int, str]]) -> str:
    """Marks put before the character at their offset of the text; inside a word they wait for its end.

    At the start of a text the mark stands before the inline elements that open there, so that an initial
    keeps its place as the first thing in its paragraph.
    """
    parts: list[str] = []
    waiting = sorted(marks, key=lambda mark: mark[0])
    waiting.reverse()  # the next one is last
    place = 0
    last = ""
    for token in TOKEN.findall(body):
        if token[0] == "<":
            parts.append(token)
            continue
        entity = token[0] == "&"
        length = 1 if entity else len(token)
        done = 0
        if waiting and waiting[-1][0] < place + length and token.isspace():
            # Between two facts, rows or items no mark may stand: it waits for the text of the next.
            waiting = [(max(at, place + length), mark) for at, mark in waiting]
        while waiting and waiting[-1][0] < place + length:
            at = max(waiting[-1][0] - place, done)
            before = last if at == 0 else token[at - 1]
            if not entity and before.isalnum() and token[at].isalnum():
                rest = re.match(r"\w*", token[at:])
                at += rest.end() if rest else 0
                if at == length:  # the word may go on in the next text
                    waiting[-1] = (place + length, waiting[-1][1])
                    continue
            mark = waiting.pop()[1]
            if at == 0:
                _insert_before_inlines(parts, mark)
            else:
                parts.append(token[done:at])
                parts.append(mark)
            done = at
        parts.append(token[done:])
        place += length
        last = token[-1] if not entity else ";"
    if waiting:  # past the last character: the end of the page
        parts[-1:-1] = [mark for _, mark in reversed(waiting)]
    return "".join(parts)


def _insert_before_inlines(parts: list[str], mark: str) -> None:
    at = len(parts)
    while at and INLINE.match(parts[at - 1]) and "pagebreak" not in parts[at - 1]:
        at -= 1
    parts.insert(at, mark)
