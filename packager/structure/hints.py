"""Scene changes that left no mark at all: suspected from the words that open a paragraph, never acted on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packager.model import Chapter, Lines, Paragraph, block_text

_JUMP = re.compile(
    r"^(?:(?:about |some |almost |nearly |exactly |just |only )?(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|(?:a )?few|many|\d+) "
    r"(?:minutes?|hours?|days?|nights?|weeks?|months?|years?) (?:later|earlier|ago|after|had passed|passed)"
    r"|(?:early |late )?(?:the (?:next|following)|that|later that|the same) (?:very )?(?:morning|day|afternoon|evening|night|week|month|year)\b"
    r"|meanwhile\b|elsewhere\b|back (?:at|in) the\b)",
    re.I,
)


def hints(chapters: Sequence[Chapter]) -> tuple[tuple[Lines, str], ...]:
    """Paragraphs in the middle of a scene that open with a leap in time or place."""
    found = []
    for chapter in chapters:
        for scene in chapter.scenes:
            for before, block in zip(scene.blocks, scene.blocks[1:], strict=False):
                if isinstance(before, Paragraph) and isinstance(block, Paragraph):
                    match = _JUMP.match(block_text(block))
                    if match:
                        found.append((block.where, f"opens with '{match[0]}': perhaps a scene break that left no mark"))
    return tuple(found)
