"""Where in the book the places of a story stand that its links lead to: its chapters, and what left them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packager.model import Anchor, Anthology, Block
from packager.render.front import story_key
from packager.walk import leaves, runs

Anchors = dict[str, str]
"""By an anchor's name in its story: 'file_name#id'."""


def book_anchors(anthology: Anthology) -> list[Anchors]:
    """The anchors of each story. One of a name that stands in several places is the first of them in a chapter, else
    the first on the pages of notes, else that among the disclaimers."""
    found = [_in_story(anthology, number) for number in range(1, len(anthology.entries) + 1)]
    for number, notes in anthology.end_notes:
        _add(found[number - 1], f"end-notes-{story_key(number)}", "end-notes", [note for _, note in notes.notes])
    for disclaimer in anthology.disclaimers:
        number = disclaimer.numbers[0][0]
        _add(found[number - 1], f"disclaimers-{story_key(number)}", "disclaimers", disclaimer.blocks)
    return found


def _in_story(anthology: Anthology, number: int) -> Anchors:
    entry, prefix = anthology.entries[number - 1], story_key(number)
    found: Anchors = {}
    for place, chapter in enumerate(entry.story.chapters, 1):
        name = f"{prefix}-c{place:03d}"
        _add(found, name, name, [block for scene in chapter.scenes for block in scene.blocks])
    title = (*entry.story.metadata.summary, *(note for _, note in entry.before.notes))
    _add(found, f"{prefix}-title", f"{prefix}-title", title)
    _add(found, f"{prefix}-notes", f"{prefix}-notes", [note for _, note in entry.after.notes])
    return found


def _add(found: Anchors, key: str, page: str, blocks: Iterable[Block]) -> None:
    for name in _names(blocks):
        if name not in found:
            found[name] = f"{page}.xhtml#{key}-{_slug(name, len(found))}"


def _names(blocks: Iterable[Block]) -> Iterator[str]:
    """Names in reading order, those inside footnotes and notes too."""
    for block in blocks:
        for run in runs(block):
            yield from (leaf.name for leaf in leaves(run) if isinstance(leaf, Anchor))


def _slug(anchor: str, number: int) -> str:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "" for c in anchor)
    return f"a{number}-{safe[:40]}" if safe else f"a{number}"
