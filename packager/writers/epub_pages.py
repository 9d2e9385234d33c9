"""The XHTML documents of an EPUB: pages wrapped, and very long ones parted where nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from packager.html_book import HtmlBook, NavPoint, Page, PageKind, is_rtl
from packager.writers.escaped import attribute, text

PART_BYTES = 240_000
"""Above it a page is parted: browsers need 0.8 s to show 100 KB, 1.7 s for 300 KB, 10 s for 3 MB."""

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"

FRONT = {
    PageKind.COVER,
    PageKind.HALF_TITLE,
    PageKind.TITLE,
    PageKind.DEDICATION,
    PageKind.DISCLAIMERS,
    PageKind.CONTENTS,
}
BACK = {PageKind.COLOPHON}

DROP_CAP = re.compile('<span class="drop-cap">([“‘"\'«„]+)(?=[^<])')

SHEETS = ("css/book.css", "css/extra.css")


def with_quotes_apart(body: str) -> str:
    """The quotation mark before an initial in an element of its own, so that it can hang beside the letter.

    Set as large as the initial it would outweigh it.
    """
    return DROP_CAP.sub(r'<span class="drop-cap"><span class="initial-quote">\1</span>', body)


def document(page: Page, scene_break: str = "", *, rtl: bool = False) -> bytes:
    """A page as a whole XHTML file. `scene_break` is what assistive technology calls a scene break.

    `rtl`: the book turns its pages to the left. The root has the book's direction whatever the page's own is: reading
    systems lay columns out in that of the root, and a Hebrew story in an English book would run off the wrong side
    (Readium 2.4 and Foliate 2.6 showed its first screen and nothing more).
    """
    body = with_quotes_apart(page.body)
    if scene_break:
        body = body.replace(
            '<hr class="scene-break"/>', f'<hr class="scene-break" aria-label="{attribute(scene_break)}"/>'
        )
    own = page.dir == "rtl" or is_rtl(page.lang)
    if own != rtl:
        body = re.sub(r"<section\b", f'<section dir="{"rtl" if own else "ltr"}"', body, count=1)
    direction = ' dir="rtl"' if rtl else ""
    part = "frontmatter" if page.kind in FRONT else "backmatter" if page.kind in BACK else "bodymatter"
    return _file(page.lang, direction, page.title, page.kind.value, part, body)


def _file(lang: str, direction: str, title: str, css_class: str, part: str, body: str) -> bytes:
    links = "".join(f'<link rel="stylesheet" type="text/css" href="{sheet}"/>\n' for sheet in SHEETS)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{OPS}" lang="{lang}" xml:lang="{lang}"{direction}>\n'
        f"<head>\n<title>{text(title) or '—'}</title>\n{links}</head>\n"
        f'<body class="{css_class}" epub:type="{part}">\n{body}\n</body>\n</html>\n'
    ).encode()


def nav_document(lang: str, title: str, body: str) -> bytes:
    """The contents as a whole XHTML file, in the book's language and direction."""
    return _file(lang, ' dir="rtl"' if is_rtl(lang) else "", title, "contents", "frontmatter", body)


# --------------------------------------------------------------------------------------------- parting


def parted(book: HtmlBook, limit: int = PART_BYTES) -> HtmlBook:
    """The book with every page over `limit` bytes in several files, and links to what moved mended.

    A part begins at a scene break if there is one in reach, else at a paragraph. Footnotes go with their
    calls. A book without such a page is returned as it is.
    """
    pages: list[Page] = []
    moved: dict[str, str] = {}
    for page in book.pages:
        if len(page.body) * 4 <= limit or len(page.body.encode()) <= limit:
            pages.append(page)
            continue
        parts = list(_parts(page, limit))
        pages += parts
        for part in parts:
            for name in re.findall(r'\sid="([^"]+)"', part.body):
                moved[f"{page.file_name}#{name}"] = f"{part.file_name}#{name}"
    if not moved:
        return book
    nav = tuple(_pointed(point, moved) for point in book.nav)
    return replace(book, pages=tuple(_mended(page, moved) for page in pages), nav=nav)


def _pointed(point: NavPoint, moved: dict[str, str]) -> NavPoint:
    children = tuple(_pointed(child, moved) for child in point.children)
    return replace(point, href=moved.get(point.href, point.href), children=children)


def _mended(page: Page, moved: dict[str, str]) -> Page:
    original = re.sub(r"\.part\d+\.xhtml$", ".xhtml", page.file_name)

    def mend(found: re.Match[str]) -> str:
        target = found[1]
        target = f"{original}{target}" if target.startswith("#") else target
        new = moved.get(target)
        if new is None:
            return found[0]
        return f'href="{new.removeprefix(page.file_name)}"'

    return replace(page, body=re.sub(r'href="([^"]*#[^"]+)"', mend, page.body))


def _parts(page: Page, limit: int) -> Iterator[Page]:
    whole = f'<body xmlns="{XHTML}" xmlns:epub="{OPS}">{page.body}</body>'
    root = etree.fromstring(whole, etree.XMLParser(huge_tree=True, resolve_entities=False))
    if len(root) != 1:
        yield page
        return
    section = root[0]
    blocks, notes = [], {}
    for child in section:
        if child.get("class") == "footnote":
            notes[child.get("id")] = _markup(child)
        else:
            blocks.append(child)
    pieces = [_markup(block) for block in blocks]
    groups = _grouped(pieces, [block.get("class") == "scene-break" for block in blocks], limit)
    opening = re.match(r"\s*<[^>]+>", page.body)
    if opening is None or len(groups) < 2:
        yield page
        return
    for number, group in enumerate(groups, 1):
        inside = "\n".join(group)
        calls = re.findall(r'href="#([^"]+)"', inside)
        inside += "".join(f"\n{notes.pop(call)}" for call in dict.fromkeys(calls) if call in notes)
        if number == 1:
            yield replace(page, body=f"{opening[0]}\n{inside}\n</{_tag(section)}>")
            continue
        name = f"{page.id}.part{number}"
        kind = section.get("class")
        yield replace(
            page,
            id=name,
            file_name=re.sub(r"(\.\w+)$", rf".part{number}\1", page.file_name),
            body=f'<{_tag(section)} class="{kind}" id="{name}">\n{inside}\n</{_tag(section)}>',
        )


def _grouped(pieces: list[str], breaks: list[bool], limit: int) -> list[list[str]]:
    """Pieces in groups of at most `limit` bytes each (or one piece), cut before a scene break by preference.

    A break in the last half of a full group is in reach; one before it would leave a stub.
    """
    groups: list[list[str]] = []
    group: list[str] = []
    size, cut = 0, 0
    for piece, is_break in zip(pieces, breaks, strict=True):
        length = len(piece.encode())
        if group and size + length > limit:
            cut = cut or len(group)
            groups.append(group[:cut])
            group = group[cut:]
            size, cut = sum(len(p.encode()) for p in group), 0
        if is_break and size > limit // 2:
            cut = len(group)
        group.append(piece)
        size += length
    return [*groups, group] if group else groups


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _markup(element: etree._Element) -> str:
    """An element as XHTML without the namespace declarations that its document makes."""
    tail, element.tail = element.tail, None
    markup = etree.tostring(element, encoding="unicode", method="xml")
    element.tail = tail
    tag, end, inside = str(markup).partition(">")
    return tag.replace(f' xmlns="{XHTML}"', "").replace(f' xmlns:epub="{OPS}"', "") + end + inside
