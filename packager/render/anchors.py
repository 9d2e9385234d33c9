"""The anchors a chapter holds, so that links inside a story find their page."""

from __future__ import annotations

from collections.abc import Iterator

from packager.model import Anchor, Chapter
from packager.walk import leaves, runs


def anchors_in(chapter: Chapter) -> Iterator[str]:
    """Names in reading order, those inside footnotes and notes too."""
    for scene in chapter.scenes:
        for block in scene.blocks:
            for run in runs(block):
                yield from (leaf.name for leaf in leaves(run) if isinstance(leaf, Anchor))
