"""What the front matter gathers from all stories: disclaimers and fandoms."""

from __future__ import annotations

from collections.abc import Sequence

from packager.model import Block, Disclaimer, Mark, Marked, Note, Paragraph, Story, Text, blocks_text, words
from packager.walk import images

Said = tuple[tuple[str, ...], tuple[bytes, ...]]


def same_text(blocks: tuple[Block, ...], story: Story) -> Said:
    """What makes two texts equal: the same words in order, case and signs aside, and the same pictures."""
    pictures = {asset.name: asset.data for asset in story.assets}
    shown = tuple(pictures[image.asset] for image in images(blocks) if image.asset in pictures)
    return tuple(word.casefold() for word in words(blocks_text(blocks))), shown


def merge_disclaimers(
    found: Sequence[tuple[int, Story, Note]],
) -> tuple[tuple[Disclaimer, ...], tuple[str, ...]]:
    """Equal texts are set once, with all their stories (and their numbers). Also gives the texts merged away."""
    again: list[str] = []
    texts: dict[Said, tuple[Block, ...]] = {}
    whose: dict[Said, dict[tuple[str, tuple[str, ...]], list[int]]] = {}
    for number, story, note in found:
        blocks = _with_title(note)
        key = same_text(blocks, story)
        who = (story.metadata.title, story.metadata.authors)
        if key in texts:
            again.append(blocks_text(blocks))
        texts.setdefault(key, blocks)
        numbers = whose.setdefault(key, {}).setdefault(who, [])
        if number not in numbers:
            numbers.append(number)
    once = (Disclaimer(text, tuple(whose[key]), tuple(map(tuple, whose[key].values()))) for key, text in texts.items())
    return tuple(once), tuple(again)


def _with_title(note: Note) -> tuple[Block, ...]:
    """What a note says with the label that its source gave it: those are the source's words too."""
    if not words(note.title):
        return note.blocks
    return (Paragraph((Marked(Mark.STRONG, (Text(note.title),)),), note.where), *note.blocks)


def book_fandoms(stories: Sequence[Story]) -> tuple[str, ...]:
    """Every fandom of the book once, in order of first appearance; case does not part two."""
    seen: dict[str, str] = {}
    for story in stories:
        for fandom in story.metadata.fandoms:
            seen.setdefault(fandom.casefold(), fandom)
    return tuple(seen.values())
