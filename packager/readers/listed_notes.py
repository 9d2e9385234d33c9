"""Footnotes that a converter lists at the text's end and links to: they go back to where they are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from packager.model import Footnote, Inline
from packager.readers.markup import Conversion
from packager.readers.parsing import Node


class ListedNotes:
    """Finds `<li id="PREFIX...">` and stands in for the links to them (an `InlineSpecial` of a conversion).

    `lists` are the elements that hold the notes: whoever converts the body drops them. A note that is called
    twice is set at its first call; the second keeps its sign alone, so that no word is set twice.
    """

    def __init__(self, body: Node, prefixes: tuple[str, ...], back: Collection[str]) -> None:
        """`back`: the signs of links that lead from a note to its call ('↑')."""
        self._notes: dict[str, Node] = {}
        self._back = frozenset(back)
        self.lists: set[Node] = set()
        self._set: set[str] = set()
        for item in body.iter("li"):
            name = item.get("id") or ""
            if name.startswith(prefixes):
                self._notes[item.attrib.pop("id")] = item  # its call is no link into the text
                self.lists.add(item.getparent())

    def __call__(self, node: Node, conversion: Conversion) -> Inline | None:
        name = (node.get("href") or "").removeprefix("#")
        item = self._notes.get(name) if node.tag == "a" else None
        if item is None or name in self._set:
            return None
        self._set.add(name)
        blocks = conversion.blocks(item, drop=set(self._back_links(item)))
        return Footnote(blocks) if blocks else None

    def _back_links(self, item: Node) -> Iterator[Node]:
        return (a for a in item.iter("a") if "".join(a.itertext()).strip("\ufe0e\ufe0f ") in self._back)
