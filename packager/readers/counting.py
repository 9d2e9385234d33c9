"""The words of an element, counted apart from its conversion; the parts of ruby text."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from packager.model import words
from packager.readers import runs
from packager.readers.parsing import Node
from packager.readers.vocabulary import BLOCKS, CONTAINERS, HEADINGS, SHUT, SILENT

_PARTS = (
    BLOCKS | frozenset(HEADINGS) | CONTAINERS | frozenset(("br", "option", "rt", "rp", "img", "q")) | frozenset(SHUT)
)


def words_of(node: Node, drop: Collection[Node] = ()) -> list[str]:
    """The words of an element as a reader would see them, parted at block elements and line breaks.

    `drop`: elements inside whose words don't count. Scripts and styles hold no words.
    """
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(node, events=("start", "end")):
        shut = not isinstance(element.tag, str) or element.tag in SILENT or element in drop
        edge = isinstance(element.tag, str) and element.tag in _PARTS
        if event == "start":
            silent += shut
            text = element.text
        else:
            silent -= shut
            text = element.tail if element is not node else None
        if edge:
            parts.append("\n")
        if text and not silent:
            parts.append(text)
        elif event == "start" and not silent and element.tag == "img":
            parts.append(element.get("alt") or "")
    return words(runs.clean("".join(parts)))


def ruby_of(node: Node) -> tuple[str, str]:
    """Base and reading of a `<ruby>` element, several pairs joined."""
    base: list[str] = []
    reading: list[str] = []
    inside: list[str] = []
    for event, element in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            inside.append(element.tag)
            text = element.text
        else:
            inside.pop()
            text = element.tail if element is not node else None
        # The innermost one tells: an unclosed <rp> holds the <rt> after it.
        kind = next((tag for tag in reversed(inside) if tag in ("rp", "rt", "rtc", "rb")), "rb")
        if text and kind != "rp":
            (reading if kind in ("rt", "rtc") else base).append(text)
    return runs.clean("".join(base)), runs.clean("".join(reading))


def is_plain_ruby(node: Node) -> bool:
    """Whether a `<ruby>` element holds nothing but text and marks."""
    odd = _PARTS - {"rt", "rp"} | SILENT | {"ruby"}
    return not any(child.tag in odd or child.get("hidden") is not None for child in node.iterdescendants())
