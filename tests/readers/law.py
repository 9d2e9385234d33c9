"""The law of conservation, checked by a count of its own: words of the source = set + in metadata + left out."""

from __future__ import annotations

from collections import Counter

import lxml.html

from packager.model import Manuscript, block_text, words
from packager.readers.parsing import decode

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark rb ruby s samp small span strike "
    "strong sub sup time tt u var label wbr".split()
)
_SILENT = frozenset(("script", "style", "title", "meta", "link"))


def source_words(data: bytes | str) -> Counter[str]:
    """All words a page's body holds, counted with lxml.html and nothing of fanpack's conversion."""
    text = decode(data) if isinstance(data, bytes) else data
    root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    body = root.find("body")
    return Counter(words("".join(_texts(root if body is None else body)).replace("\u00ad", "")))


def _texts(node: lxml.html.HtmlElement) -> list[str]:
    parts: list[str] = []
    if not isinstance(node.tag, str):
        return parts
    if node.tag not in _SILENT:
        edge = "" if node.tag in _INLINE else "\n"
        parts += [edge, node.text or ""]
        for child in node:
            parts += _texts(child)
            parts.append(child.tail or "")
        parts.append(edge)
        if node.tag == "img":
            parts.append(node.get("alt") or "")
    return parts


def set_words(manuscript: Manuscript) -> Counter[str]:
    """The words of the manuscript's elements."""
    return Counter(word for element in manuscript.elements for word in words(block_text(element)))


def left_out_words(manuscript: Manuscript, *rules: str) -> Counter[str]:
    """The words left out, by all rules or by these."""
    return Counter(word for left in manuscript.left_out if not rules or left.rule in rules for word in left.words)


def accounted(manuscript: Manuscript) -> Counter[str]:
    return set_words(manuscript) + left_out_words(manuscript)
