"""The contents of an EPUB: nav.xhtml (contents, landmarks, page list) and the NCX for older readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packager.html_book import HtmlBook, NavPoint, Page, PageKind
from packager.writers.epub_pages import BACK, FRONT, nav_document
from packager.writers.escaped import attribute, text

SHOWN_LINES = 400
"""A longer contents page shows its upper level only; the reading system's own list still has everything."""

UNSEEN = {PageKind.COVER, PageKind.HALF_TITLE, PageKind.TITLE}
"""Named in the reading system's own list and not on the contents page: no printed book lists its title page."""

NUMBER = re.compile(r"[0-9]{1,9}")

RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def nav_xhtml(book: HtmlBook, pages: Sequence[Page], page_list: Sequence[tuple[str, str]]) -> bytes:
    """nav.xhtml. `pages` are the files of the spine; `page_list` pairs a printed page number and a target."""
    title = book.labels.get("contents", "Contents")
    body = (
        '<section class="contents" id="contents">\n'
        '<nav class="toc" epub:type="toc" role="doc-toc" aria-labelledby="contents-h" id="toc">\n'
        f'<h1 class="page-title" id="contents-h">{text(title)}</h1>\n'
        f"{_contents(book)}\n</nav>\n"
        '<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">\n<ol>\n'
        f"{_landmarks(book, pages)}</ol>\n</nav>\n"
    )
    if page_list:
        lines = "".join(f'<li><a href="{attribute(to)}">{text(label)}</a></li>\n' for label, to in page_list)
        body += (
            '<nav epub:type="page-list" role="doc-pagelist" hidden="hidden" aria-label="Pages">\n'
            f"<ol>\n{lines}</ol>\n</nav>\n"
        )
    return nav_document(book.info.language, title, body + "</section>")


def _walk(points: Sequence[NavPoint]) -> Iterator[NavPoint]:
    for point in points:
        yield point
        yield from _walk(point.children)


def _contents(book: HtmlBook) -> str:
    """The contents as nested lists, each line in its page's language."""
    fold = sum(1 for _ in _walk(book.nav)) > SHOWN_LINES
    authors = _authors(book)
    foreign = {page.file_name: page.lang for page in book.pages if page.lang != book.info.language}
    unseen = {page.file_name for page in book.pages if page.kind in UNSEEN}

    def listed(points: Sequence[NavPoint], top: bool) -> str:
        items: list[str] = []
        for point in points:
            by = authors.get(point.href, "") if top else ""
            by = f' <span class="toc-authors"{_direction(by)}>{text(by)}</span>' if by else ""
            label = f'<span class="toc-title"{_direction(point.title)}>{text(point.title) or "—"}</span>{by}'
            inner = f"\n{listed(point.children, False)}" if point.children else ""
            lang = foreign.get(point.href.partition("#")[0], "")
            lang = f' lang="{lang}" xml:lang="{lang}"' if lang else ""
            hidden = _hidden(top and point.href in unseen)
            items.append(f'<li{hidden}><a href="{attribute(point.href)}"{lang}>{label}</a>{inner}</li>\n')
        return f"<ol{_hidden(fold and not top)}>\n{''.join(items)}</ol>"

    return listed(book.nav, True)


def _hidden(so: bool) -> str:
    return ' hidden="hidden"' if so else ""


def _direction(said: str) -> str:
    """Names written from right to left stand by themselves: else title and author change places."""
    return ' dir="auto"' if RTL_LETTER.search(said) else ""


def _authors(book: HtmlBook) -> dict[str, str]:
    """The authors to name beside each story in the contents, by the file its title page is in."""
    if len(book.stories) < 2:
        return {}
    found: dict[str, str] = {}
    for page in book.pages:
        if page.kind is PageKind.STORY_TITLE and page.story is not None:
            found[page.file_name] = ", ".join(book.stories[page.story].authors)
    return found


def _landmarks(book: HtmlBook, pages: Sequence[Page]) -> str:
    said = book.labels
    rows: list[tuple[str, str, str]] = []
    for page in pages:
        match page.kind:
            case PageKind.COVER:
                rows.append(("cover", said.get("cover", "Cover"), page.file_name))
            case PageKind.TITLE:
                rows.append(("titlepage", said.get("title_page", "Title Page"), page.file_name))
            case _:
                pass
    rows.append(("toc", said.get("contents", "Contents"), "nav.xhtml#toc"))
    start = next((page for page in pages if page.kind not in FRONT | BACK), None)
    if start:
        rows.append(("bodymatter", said.get("start", "Start"), start.file_name))
    return "".join(f'<li><a epub:type="{t}" href="{attribute(h)}">{text(n)}</a></li>\n' for t, n, h in rows)


def toc_ncx(book: HtmlBook, identifier: str, page_list: Sequence[tuple[str, str]]) -> bytes:
    """toc.ncx: EPUB 2 readers' contents, each target once (a second line to the same place is an error)."""
    seen: set[str] = set()
    order = 0

    def points(level: Sequence[NavPoint]) -> Iterator[str]:
        nonlocal order
        for point in level:
            if point.href in seen:
                yield from points(point.children)
                continue
            seen.add(point.href)
            order += 1
            head = (
                f'<navPoint id="n{order}" playOrder="{order}"><navLabel>'
                f'<text>{text(point.title) or "—"}</text></navLabel><content src="{attribute(point.href)}"/>'
            )
            yield head + "".join(points(point.children)) + "</navPoint>\n"

    lines = "".join(points(book.nav))
    targets = []
    for label, to in page_list:
        order += 1
        kind = "normal" if NUMBER.fullmatch(label) else "front"
        value = f' value="{label}"' if kind == "normal" else ""
        targets.append(
            f'<pageTarget id="n{order}" type="{kind}"{value} playOrder="{order}"><navLabel>'
            f'<text>{text(label)}</text></navLabel><content src="{attribute(to)}"/></pageTarget>\n'
        )
    numbers = [int(label) for label, _ in page_list if NUMBER.fullmatch(label)]
    pages = f"<pageList>\n{''.join(targets)}</pageList>\n" if targets else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        f'xml:lang="{attribute(book.info.language)}">\n<head>\n'
        f'<meta name="dtb:uid" content="{attribute(identifier)}"/>\n'
        f'<meta name="dtb:depth" content="{_depth(book.nav)}"/>\n'
        f'<meta name="dtb:totalPageCount" content="{len(targets)}"/>\n'
        f'<meta name="dtb:maxPageNumber" content="{max(numbers, default=0)}"/>\n</head>\n'
        f"<docTitle><text>{text(book.info.title)}</text></docTitle>\n"
        f"<navMap>\n{lines}</navMap>\n{pages}</ncx>\n"
    ).encode()


def _depth(points: Sequence[NavPoint]) -> int:
    return max((1 + _depth(point.children) for point in points), default=0)
