"""From letters counted on printed pages to places in the text of an XHTML page."""

from __future__ import annotations

from packager.writers.pdf_html import body_tree


class LetterPlaces:
    """Knows where in a page's text (as `itertext` gives it) each letter or digit stands.

    Footnotes and their calls are skipped.
    """

    def __init__(self, body: str) -> None:
        self._offsets: list[int] = []
        tree = body_tree(body)
        skipped = {
            id(inside)
            for note in tree.iter("aside")
            if "footnote" in note.get("class", "").split()
            for inside in note.iter()
        }
        skipped |= {id(call) for call in tree.iter("a") if "noteref" in call.get("class", "").split()}
        place = 0
        parents = {child: parent for parent in tree.iter() for child in parent}

        stack = [(tree, False)]  # an element, and whether its text or its tail is next
        while stack:
            node, tail = stack.pop()
            text = (node.tail if tail else node.text) or ""
            if id(parents.get(node) if tail else node) not in skipped:
                self._offsets += [place + i for i, c in enumerate(text) if c.isalnum()]
            place += len(text)
            if not tail:
                if node is not tree:
                    stack.append((node, True))
                stack += [(child, False) for child in reversed(node)]
        self.length = place

    def offset(self, letters: int) -> int:
        """The offset of the first character after `letters` letters."""
        if letters < len(self._offsets):
            return self._offsets[letters]
        return self.length
