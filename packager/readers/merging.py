"""Several manuscripts of one work as one, their anchors kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packager.model import Anchor, Element, Inline, Link, Manuscript, Metadata
from packager.readers.rewriting import rewritten


def one_after_another(pages: Sequence[Manuscript], metadata: Metadata) -> Manuscript:
    """The pages' elements in this order. `metadata` is that of the whole."""
    if len(pages) == 1:
        return replace(pages[0], chapter_of=None)
    elements: list[Element] = []
    for number, page in enumerate(pages, 1):
        elements.extend(_renamed(page.elements, f"c{number}-"))
    # Assets are named by their content: equal names are equal pictures.
    assets = {asset.name: asset for page in pages for asset in page.assets}
    return replace(
        pages[0],
        elements=tuple(elements),
        metadata=metadata,
        assets=tuple(assets.values()),
        left_out=tuple(replace(left, file=page.source) for page in pages for left in page.left_out),
        lost=tuple(replace(lost, file=page.source) for page in pages for lost in page.lost),
        chapter_of=None,
        spots=(),
        files=tuple(page.source for page in pages),
    )


def _renamed(elements: tuple[Element, ...], prefix: str) -> tuple[Element, ...]:
    def change(inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case Anchor(name):
                return (Anchor(prefix + name),)
            case Link(href, children) if href.startswith("#"):
                return (Link(f"#{prefix}{href[1:]}", children),)
            case _:
                return (inline,)

    return rewritten(elements, change)
