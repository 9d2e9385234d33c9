"""Footnotes that a converter lists at the text's end and links to: they go back to where they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from packager.model import Footnote, Inline
from packager.readers.markup import Conversion
from packager.readers.parsing import Node


class ListedNotes:
    """Finds `<li id="PREFIX...">` and stands in for the links to them (an `InlineSpecial` of a conversion).

    `lists` are the elements that hold the notes: whoever converts the body drops them. A note that is called
    twice is set at its first call; the second calls it by its name, so that no word is set twice.
    """

    def __init__(self, body: Node, prefixes: tuple[str, ...], back: Collection[str]) -> None:
        """`back`: the signs of links that lead from a note to its call ('↑')."""
        self._notes: dict[str, Node] = {}
        self._back = frozenset(back)
        self.lists: set[Node] = set()
        self._set: set[str] = set()
        self._filled: set[str] = set()  # whose words are set: it may be called again
        for item in body.iter("li"):
            name = item.get("id") or ""
            if name.startswith(prefixes):
                self._notes[item.attrib.pop("id")] = item  # its call is no link into the text
                self.lists.add(item.getparent())
        called = Counter((a.get("href") or "").removeprefix("#") for a in body.iter("a"))
        self._again = {name for name in self._notes if called[name] > 1}

    def __call__(self, node: Node, conversion: Conversion) -> Inline | None:
        name = (node.get("href") or "").removeprefix("#")
        item = self._notes.get(name) if node.tag == "a" else None
        if item is None:
            return None
        if name in self._set:
            return Footnote((), name) if name in self._filled else None
        self._set.add(name)
        blocks = conversion.blocks(item, drop=set(self._back_links(item)))
        if not blocks:
            return None
        self._filled.add(name)
        return Footnote(blocks, name if name in self._again else "")

    def _back_links(self, item: Node) -> Iterator[Node]:
        return (a for a in item.iter("a") if "".join(a.itertext()).strip("\ufe0e\ufe0f ") in self._back)
