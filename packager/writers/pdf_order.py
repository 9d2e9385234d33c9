"""Which page comes where: recto openings, blank versos, page labels, running heads and folios, the contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from xml.etree import ElementTree as ET

from packager.html_book import HtmlBook, Page, PageKind
from packager.writers.pdf_merge import Leaf
from packager.writers.pdf_options import PdfOptions

ALWAYS_RECTO = frozenset(
    {
        PageKind.HALF_TITLE,
        PageKind.TITLE,
        PageKind.DEDICATION,
        PageKind.CONTENTS,
        PageKind.PART,
        PageKind.STORY_TITLE,
    }
)
BODY = frozenset({PageKind.PART, PageKind.STORY_TITLE, PageKind.CHAPTER})
SILENT = frozenset(  # neither head nor folio, as typesetters do
    {
        PageKind.COVER,
        PageKind.HALF_TITLE,
        PageKind.TITLE,
        PageKind.DEDICATION,
        PageKind.PART,
        PageKind.STORY_TITLE,
        PageKind.COLOPHON,
    }
)

FOLIOS = 64  # folios are made by the sheet of so many


@dataclass(frozen=True, slots=True)
class Heads:
    """Running heads as stamped: pages of one sheet, rectos first, versos second, in turn."""

    texts: tuple[str, ...]
    rectos: Mapping[str, int]
    versos: Mapping[str, int]


def printed_pages(book: HtmlBook, options: PdfOptions) -> tuple[Page, ...]:
    """The pages a PDF holds: no cover on paper (it is printed and cut apart), all of them on a screen."""
    return tuple(page for page in book.pages if options.screen or page.kind is not PageKind.COVER)


def opens_recto(page: Page, first_body: bool, options: PdfOptions) -> bool:
    """Whether a page begins on a right-hand page."""
    if options.screen:
        return False
    if page.kind in ALWAYS_RECTO or first_body:
        return True
    return page.kind is PageKind.CHAPTER and options.openings == "recto"


def order(pages: Sequence[Page], counts: Sequence[int], options: PdfOptions) -> tuple[tuple[Leaf, ...], int]:
    """The leaves in order, without stamps, and how many stand before the body (numbered in roman)."""
    leaves: list[Leaf] = []
    front = -1
    for number, (page, count) in enumerate(zip(pages, counts, strict=True)):
        first_body = front < 0 and page.kind in BODY
        if opens_recto(page, first_body, options) and len(leaves) % 2:
            leaves.append(Leaf(None))
        if first_body:
            front = len(leaves)
        leaves += [Leaf(number, offset, centred=page.kind is PageKind.COVER) for offset in range(count)]
    if len(leaves) % 2 and not options.screen:
        leaves.append(Leaf(None))
    front = max(front, 0)
    return tuple(replace(leaf, label=label(index, front)) for index, leaf in enumerate(leaves)), front


def label(index: int, front: int) -> str:
    """The page label of a leaf: 'iv' before the body, '12' from it on."""
    return roman(index + 1) if index < front else str(index - front + 1)


def roman(number: int) -> str:
    """A number in lower-case roman numerals."""
    out = ""
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while number >= value:
            out, number = out + letters, number - value
    return out


def heads(pages: Sequence[Page], room: int) -> Heads:
    """All running heads of the book; `room` is how many letters fit."""
    rectos: dict[str, int] = {}
    versos: dict[str, int] = {}
    for page in pages:
        if page.kind in SILENT:
            continue
        for text, side in ((page.running[1], rectos), (page.running[0], versos)):
            if text:
                side.setdefault(text, len(side))
    texts = [shortened(text, room) for pair in zip_longest(rectos, versos, fillvalue="") for text in pair]
    return Heads(
        tuple(texts),
        {text: 2 * i for text, i in rectos.items()},
        {text: 2 * i + 1 for text, i in versos.items()},
    )


def shortened(text: str, room: int) -> str:
    """A running head that fits: whole words and an ellipsis."""
    if len(text) <= room:
        return text
    return text[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def stamped(leaves: Sequence[Leaf], pages: Sequence[Page], made: Heads, front: int) -> tuple[Leaf, ...]:
    """The leaves with their heads (not on a part's first page) and folios (not on silent pages)."""
    out = []
    for index, leaf in enumerate(leaves):
        if leaf.part is None or pages[leaf.part].kind in SILENT:
            out.append(leaf)
            continue
        page = pages[leaf.part]
        kind, number = ("r", index) if index < front else ("d", index - front)
        folio = (f"{kind}{number // FOLIOS}", number % FOLIOS)
        head = None
        if leaf.page:
            text, side = (page.running[1], made.rectos) if index % 2 == 0 else (page.running[0], made.versos)
            if text:
                head = ("h", side[text])
        out.append(replace(leaf, head=head, folio=folio))
    return tuple(out)


def contents_page(page: Page, labels: Mapping[str, str]) -> Page:
    """The contents with literal page numbers: `labels` maps file names and anchors to page labels.

    Each line becomes title, dots and number; the dots are a background, so they are neither heard nor copied.
    """
    from packager.writers.pdf_html import body_tree

    body = body_tree(page.body)
    for nav in [e for e in body.iter() if e.tag in ("nav", "div") and "toc" in e.get("class", "").split()]:
        for item in nav.iter("li"):
            link = item.find("a")
            if link is None:
                continue
            name, _, anchor = link.get("href", "").partition("#")
            number = labels.get(anchor) or labels.get(name, "")
            text = ET.Element("span", {"class": "toc-text"})
            text.text = link.text
            text.extend(list(link))
            for child in list(link):
                link.remove(child)
            link.text = None
            link.set("class", (link.get("class", "") + " toc-line").strip())
            link.append(text)
            if number:
                ET.SubElement(link, "span", {"class": "toc-dots"})
                ET.SubElement(link, "span", {"class": "toc-page"}).text = number
    inside = (body.text or "") + "".join(ET.tostring(e, encoding="unicode") for e in body)
    return replace(page, body=re.sub(r"<svg:|</svg:", lambda m: m[0].replace("svg:", ""), inside))
