"""HTML elements to blocks: one walk, shared by every reader of marked-up text.

An allow-list by construction: only text and what `vocabulary` names gets through. Scripts, forms, frames,
handlers, styles and foreign addresses have no way into the model. The walk is iterative, so no depth of
nesting can hurt it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from lxml import etree

from packager.model import (
    Block,
    Element,
    Figure,
    Heading,
    Inline,
    LineBreak,
    Paragraph,
    Rule,
    Text,
    Verse,
    block_text,
    words,
)
from packager.problems import Report
from packager.readers import folding
from packager.readers.block_builder import Builder
from packager.readers.frames import as_blocks
from packager.readers.gathering import Gathering
from packager.readers.parsing import Node
from packager.readers.telling import tell

Special = Callable[[Node, "Conversion"], "tuple[Element, ...] | None"]
"""Reads an element its own way, or gives None. `INLINE` specials give inlines (a footnote's call)."""
InlineSpecial = Callable[[Node, "Conversion"], "Inline | None"]


@dataclass(eq=False)
class Conversion(Gathering):
    """Converts the marked-up text of one source; gathers its pictures, what was left out, and findings."""

    specials: tuple[Special, ...] = field(default=(), kw_only=True)
    inline_specials: tuple[InlineSpecial, ...] = field(default=(), kw_only=True)

    def special(self, node: Node) -> tuple[Element, ...] | None:
        for special in self.specials:
            if (found := special(node, self)) is not None:
                return found
        return None

    @property
    def has_inline_specials(self) -> bool:
        return bool(self.inline_specials)

    def inline_special(self, node: Node) -> Inline | None:
        for special in self.inline_specials:
            if (found := special(node, self)) is not None:
                return found
        return None

    # ------------------------------------------------------------------------------------- what to call

    def elements(self, *nodes: Node, drop: Collection[Node] = ()) -> tuple[Element, ...]:
        """The content of these elements as one sequence, rules and all. `drop`: elements passed over."""
        out: list[Element] = []
        for node in nodes:
            out.extend(self._walk(node, drop))
        return folding.tidy(self._dividers(out))

    def blocks(self, *nodes: Node, drop: Collection[Node] = ()) -> tuple[Block, ...]:
        """The content of these elements as blocks: what notes and cells can hold. A rule becomes a gap."""
        return as_blocks(self.elements(*nodes, drop=drop))

    def alone(self, node: Node) -> tuple[Element, ...]:
        """The element itself, as it would stand among others."""
        return folding.tidy(self._walk(node, (), whole=True))

    def inlines(self, node: Node) -> tuple[Inline, ...]:
        """The content of one element as inlines: its paragraphs, and pictures standing alone, joined by line breaks.

        Of what is no line (a list, a table) the words are kept; a gap is none.
        """
        out: list[Inline] = []
        for block in self.blocks(node):
            lines: tuple[tuple[Inline, ...], ...]
            match block:
                case Paragraph(inlines) | Heading(inlines):
                    lines = (inlines,)
                case Figure(image, caption):
                    lines = ((image,), caption)
                case Verse(lines):
                    pass
                case _:
                    lines = tuple((Text(line),) for line in block_text(block).split("\n") if line.strip())
            for line in filter(None, lines):
                out.extend([LineBreak(), *line] if out else line)
        return tuple(out)

    def report(self, report: Report) -> None:
        """Tells what was dropped or could not be kept, one line each."""
        tell(self, report)

    # ------------------------------------------------------------------------------------------ the walk

    def _walk(self, root: Node, drop: Collection[Node], whole: bool = False) -> list[Element]:
        builder = Builder(self)
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if node is root and whole:
                if event == "end":
                    builder.end(node)
                elif builder.start(node):
                    builder.text(node.text)
                continue
            if node is root:
                if event == "start":
                    builder.enter_root(node)
                    builder.text(node.text)
                continue
            if event == "start":
                if drop and node in drop:
                    builder.skip()
                elif builder.start(node):
                    builder.text(node.text)
            else:
                builder.end(node)
                builder.text(node.tail)
        return builder.finish()

    def _dividers(self, found: list[Element]) -> list[Element]:
        """Pictures that only part scenes become rules: small or wide ones used three times or more."""
        used = Counter(e.image.asset for e in found if isinstance(e, Figure) and not e.caption)
        dividers = set()
        for name, count in used.items():
            width, height = self.gallery.sizes.get(name, (0, 0))
            if count >= 3 and (height <= 120 or width >= 3 * height):
                dividers.add(name)
        if not dividers:
            return found
        out: list[Element] = []
        for element in found:
            if isinstance(element, Figure) and element.image.asset in dividers and not element.caption:
                self.leave_words("divider-picture", words(element.image.alt), element.where)
                out.append(Rule(element.where, marker="image"))
            else:
                out.append(element)
        return out
