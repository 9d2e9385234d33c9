"""Changes to the inlines of a whole manuscript, one inline at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from packager.model import ChapterStart, Element, Footnote, Inline, Link, Marked, Rule, Spoken
from packager.walk import map_runs

Change = Callable[[Inline], tuple[Inline, ...]]
"""What stands for an inline whose children have been changed already: itself, others, or nothing."""


def rewritten(elements: tuple[Element, ...], change: Change) -> tuple[Element, ...]:
    """The elements with every inline, however deep, replaced by what `change` makes of it."""

    def runs(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        out: list[Inline] = []
        for inline in inlines:
            match inline:
                case Marked(_, children) | Spoken(children) | Link(_, children):
                    inline = replace(inline, children=runs(children))
                case Footnote(blocks):
                    inline = replace(inline, blocks=tuple(map_runs(block, runs) for block in blocks))
                case _:
                    pass
            out.extend(change(inline))
        return tuple(out)

    return tuple(
        element if isinstance(element, Rule | ChapterStart) else map_runs(element, runs) for element in elements
    )
