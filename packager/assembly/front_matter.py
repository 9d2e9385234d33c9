"""What the front matter gathers from all stories: disclaimers and fandoms."""

from __future__ import annotations

from collections.abc import Sequence

from packager.model import Disclaimer, Note, Story, blocks_text, words


def merge_disclaimers(found: Sequence[tuple[Story, Note]]) -> tuple[Disclaimer, ...]:
    """Equal texts (same words, case aside) are set once, with all their stories."""
    merged: dict[tuple[str, ...], Disclaimer] = {}
    for story, note in found:
        key = tuple(word.lower() for word in words(blocks_text(note.blocks)))
        who = (story.metadata.title, story.metadata.authors)
        known = merged.get(key)
        if known is None:
            merged[key] = Disclaimer(note.blocks, (who,))
        elif who not in known.stories:
            merged[key] = Disclaimer(known.blocks, (*known.stories, who))
    return tuple(merged.values())


def book_fandoms(stories: Sequence[Story]) -> tuple[str, ...]:
    """Every fandom of the book once, in order of first appearance; case does not part two."""
    seen: dict[str, str] = {}
    for story in stories:
        for fandom in story.metadata.fandoms:
            seen.setdefault(fandom.casefold(), fandom)
    return tuple(seen.values())
