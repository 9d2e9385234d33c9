"""Passages set as what they are: what stands between 'Flashback' and 'End flashback', and letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packager.model import Block, Gap, Paragraph, Quote, QuoteKind, Scene, Signpost, block_text
from packager.structure.signposts import closes_flashback, opens_flashback

_SALUTE = re.compile(
    r"^[\"“'‘*_]*(?:(?:my )?dear(?:est)?|to my|hey|hi|hello|beloved)\b[^.!?\"”]{1,40}[,:;]?[*_]*$", re.I
)
_VALEDICTION = re.compile(
    r"^[\"“'‘*_]*(?:(?:with )?(?:all )?(?:my |much |lots of )?love(?: always| for always| forever| you(?: always| for always)?)?|yours(?: truly| sincerely| faithfully| always| ever| forever)?|sincerely(?: yours)?|(?:best|warm|kind|warmest|kindest) (?:regards|wishes)|regards|respectfully(?: yours)?|truly yours|always yours|your (?:loving |devoted |faithful |obedient |affectionate )?(?:friend|servant|son|daughter|brother|sister|mother|father|husband|wife)|love you for always|affectionately(?: yours)?|signed|xoxo)\s*[,.\-–—~]*[*_]*$",
    re.I,
)
_POSTSCRIPT = re.compile(r"^[\"“'‘*_]*p\.? ?(?:p\.? ?)?s\b", re.I)
LONGEST_LETTER = 25  # paragraphs between salutation and valediction


def with_passages(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """A chapter's scenes with flashbacks and sure letters as quotes; a flashback over several scenes is one in each."""
    opened = _pairs(scenes)
    out = []
    inside = False
    for n, scene in enumerate(scenes):
        blocks: list[Block] = []
        held: list[Block] = []
        for k, block in enumerate(scene.blocks):
            text = block_text(block) if isinstance(block, Signpost) else ""
            if not inside and (n, k) in opened:
                inside = True
                held = [block]
            elif inside and text and closes_flashback(text):
                blocks.append(_flashback([*held, block]))
                held, inside = [], False
            elif inside:
                held.append(block)
            else:
                blocks.append(block)
        if held:
            blocks.append(_flashback(held))
        out.append(Scene(tuple(_letters(blocks)), scene.opening))
    return tuple(out)


def _flashback(blocks: list[Block]) -> Quote:
    return Quote(tuple(blocks), QuoteKind.FLASHBACK, blocks[0].where)


def _pairs(scenes: Sequence[Scene]) -> frozenset[tuple[int, int]]:
    """Places (scene, block) of the opening markers whose next marker in the chapter closes."""
    found = set()
    waiting: tuple[int, int] | None = None
    for n, scene in enumerate(scenes):
        for k, block in enumerate(scene.blocks):
            if not isinstance(block, Signpost):
                continue
            text = block_text(block)
            if opens_flashback(text):
                waiting = (n, k)
            elif waiting is not None and closes_flashback(text):
                found.add(waiting)
                waiting = None
    return frozenset(found)


def _letters(blocks: list[Block]) -> list[Block]:
    """Salutation alone on its line, valediction alone on its line, no speech before it: surely a letter."""
    out: list[Block] = []
    i = 0
    while i < len(blocks):
        end = _letter_end(blocks, i)
        if end:
            out.append(Quote(tuple(blocks[i : end + 1]), QuoteKind.LETTER, blocks[i].where))
            i = end + 1
        else:
            out.append(blocks[i])
            i += 1
    return out


def _letter_end(blocks: list[Block], start: int) -> int:
    first = blocks[start]
    if not isinstance(first, Paragraph) or not _SALUTE.match(block_text(first).strip()):
        return 0
    for j in range(start + 1, min(len(blocks), start + LONGEST_LETTER)):
        block = blocks[j]
        if isinstance(block, Gap):
            continue
        if not isinstance(block, Paragraph):
            return 0
        text = block_text(block).strip()
        if _VALEDICTION.match(text):
            return _with_signature(blocks, j)
    return 0


def _with_signature(blocks: list[Block], end: int) -> int:
    """The name under a valediction and postscripts belong to the letter."""
    j = end + 1
    named = False
    while j < len(blocks):
        block = blocks[j]
        if isinstance(block, Paragraph):
            text = block_text(block).strip()
            short = len(text.split()) <= 4 and not re.search(r"[.!?][\"”]?$", text.rstrip("."))
            if _POSTSCRIPT.match(text):
                end = j
            elif short and not named and text[:1].isalpha():
                named, end = True, j
            else:
                break
        elif not isinstance(block, Gap):
            break
        j += 1
    return end
