"""Kobo's own flavour of EPUB: the same book with a mark at every sentence.

A Kobo shows `.kepub.epub` files with its better engine (page numbers by chapter, faster turns, reading
statistics), which finds its place by `<span class="koboSpan" id="kobo.P.S">`: paragraph P, sentence S. The
text is untouched; `kepubify` is where the format was learnt from.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath
from typing import IO

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"

SENTENCE = re.compile(r"[^.!?…:]*(?:[.!?…:]+[’”\"'»)\]]*\s*|$)", re.S)
"""A sentence with the marks and spaces that close it. Dots inside '...' close it once."""

PARAGRAPHS = {"p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "td", "th", "table", "ol", "ul"}
UNTOUCHED = {"script", "style", "svg", "math", "pre", "audio", "video", "rt", "rp"}
VOID = {"br", "hr", "img", "link", "meta", "input", "col", "wbr"}

STYLE = "div#book-inner{margin-top:0;margin-bottom:0}"
"""Kobo adds margins of its own to the inner division; kepubify takes them off as well."""


def to_kepub(source: IO[bytes], target: IO[bytes]) -> None:
    """Write the EPUB in `source` as a kepub. Only its XHTML changes; members keep order, names and dates.

    Raises what `zips.DAMAGED` names where the EPUB is damaged.
    """
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w") as made:
        for member in book.infolist():
            data = book.read(member)
            if PurePosixPath(member.filename).suffix in {".xhtml", ".html", ".htm"}:
                data = with_spans(data)
            made.writestr(member, data, compress_type=member.compress_type)


def with_spans(page: bytes) -> bytes:
    """A page with Kobo's divisions and spans; one that is no XML, or has them already, comes back as it was."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return page
    body = root.find(f"{XHTML}body")
    if body is None or root.find(f".//{XHTML}span[@class='koboSpan']") is not None:
        return page
    _Numbering().mark(body)
    columns = etree.Element(f"{XHTML}div", id="book-columns")
    inner = etree.SubElement(columns, f"{XHTML}div", id="book-inner")
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    body.append(columns)
    head = root.find(f"{XHTML}head")
    if head is not None:
        style = etree.SubElement(head, f"{XHTML}style", {"type": "text/css", "class": "kobostylehacks"})
        style.text = STYLE
    for element in root.iter(etree.Element):
        if not len(element) and element.text is None and _name(element) not in VOID:
            element.text = ""  # '<span/>' is an unclosed span to engines that read XHTML as HTML
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"))


class _Numbering:
    """Counts paragraphs and sentences while it puts the spans in."""

    def __init__(self) -> None:
        self.paragraph = 0
        self.sentence = 0
        self.fresh = True  # the next span begins a paragraph

    def mark(self, element: etree._Element) -> None:
        name = _name(element)
        if name in UNTOUCHED or not isinstance(element.tag, str):
            return
        if name in PARAGRAPHS:
            self.fresh = True
        if name == "img":
            self._wrap(element)
            return
        children = list(element)
        text, element.text = element.text, None
        at = self._insert(element, 0, text)
        for child in children:
            at = element.index(child) + 1
            tail, child.tail = child.tail, None
            self.mark(child)
            if child.getparent() is not element:  # a picture inside its new span
                at = next(i for i, e in enumerate(element) if e is child.getparent()) + 1
            at = self._insert(element, at, tail)
        if name in PARAGRAPHS:
            self.fresh = True

    def _insert(self, parent: etree._Element, at: int, text: str | None) -> int:
        """Put a text into `parent` before child `at`, sentence by sentence; white space stays bare."""
        for piece in _sentences(text or ""):
            if not piece.strip():
                _append_text(parent, at, piece)
                continue
            span = self._span()
            span.text = piece
            parent.insert(at, span)
            at += 1
        return at

    def _span(self) -> etree._Element:
        if self.fresh:
            self.paragraph, self.sentence, self.fresh = self.paragraph + 1, 0, False
        self.sentence += 1
        return etree.Element(f"{XHTML}span", {"class": "koboSpan", "id": f"kobo.{self.paragraph}.{self.sentence}"})

    def _wrap(self, image: etree._Element) -> None:
        parent = image.getparent()
        assert parent is not None
        self.fresh = True
        span = self._span()
        parent.replace(image, span)
        span.append(image)


def _sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found]


def _append_text(parent: etree._Element, at: int, text: str) -> None:
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
