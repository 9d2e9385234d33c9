"""What a conversion counts and tells: the words of an element, and what was dropped."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from lxml import etree

from packager.model import words
from packager.problems import Report
from packager.readers import runs
from packager.readers.parsing import Node
from packager.readers.vocabulary import BLOCKS, CONTAINERS, HEADINGS, SILENT

if TYPE_CHECKING:
    from packager.readers.markup import Conversion

_PARTS = BLOCKS | frozenset(HEADINGS) | CONTAINERS | frozenset(("br", "option", "rt", "rp", "img"))


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


def tell(conversion: Conversion, report: Report) -> None:
    """Reports what a conversion dropped or could not keep."""
    label, counts, gallery, links = conversion.label, conversion.counts, conversion.gallery, conversion.links
    if gallery.missing:
        report.warn(
            "missing-image",
            label,
            f"{_count(len(gallery.missing), 'picture is', 'pictures are')} missing or damaged "
            f"(first: {short(gallery.missing[0])}); their alternative text stands in their place",
        )
    if gallery.remote:
        report.warn(
            "remote-image",
            label,
            f"{_count(len(gallery.remote), 'picture stands', 'pictures stand')} on the web and "
            f"{'was' if len(gallery.remote) == 1 else 'were'} not fetched (first: {short(gallery.remote[0])})",
        )
    if counts["colour"]:
        report.info("colour-dropped", label, f"the colour of {counts['colour']} passages is dropped")
    if counts["hidden"]:
        report.info("hidden-text", label, f"{counts['hidden']} hidden passages left out (counted as 'hidden')")
    if counts["embedded-content"] or counts["form-control"]:
        total = counts["embedded-content"] + counts["form-control"]
        report.info("active-content", label, f"{total} embedded or form elements left out")
    if links.unsafe:
        report.info(
            "unsafe-link",
            label,
            f"{links.unsafe} links to files, scripts or data taken out, their words kept",
        )
    if links.dead:
        report.info("dead-link", label, f"{links.dead} links lead nowhere; their words are kept")
    if counts["nesting"]:
        report.info(
            "deep-nesting",
            label,
            f"{counts['nesting']} containers nested too deep are set as plain paragraphs",
        )


def short(address: str) -> str:
    """An address as it fits in a message: printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "?" for character in address)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


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
