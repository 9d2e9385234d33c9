"""Sensible answers where nobody was asked: the book's title, its language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from packager.model import NOWHERE, WORD, Lines, Note, Story, inline_text
from packager.walk import runs

NO_NAME = frozenset(
    "stories story fanfic fanfics fanfiction fics fic downloads download books book texts text txt in "
    "sites samples examples input html "
    "epub epubs files desktop documents tmp temp new new-folder src source sources".split()
)
"""Folder names that say where files lie, not what they are."""


def book_title(stories: Sequence[Story], folder: str = "") -> str:
    """One story: its own title. A folder with a name that says something: that.

    Else 'X and Other Stories', as anthologies are named.
    """
    if len(stories) == 1:
        return stories[0].metadata.title
    name = Path(folder).resolve().name if folder else ""
    if name and name.lower() not in NO_NAME and re.search(r"[^\W\d_]{3}", name):
        words = re.sub(r"[_\-.]+", " ", name).strip()
        return words if any(c.isupper() for c in words) else words.title()
    return f"{stories[0].metadata.title} and Other Stories"


def book_language(stories: Sequence[Story]) -> str:
    """The language most stories are in; English where none says."""
    said = Counter(story.metadata.language for story in stories if story.metadata.language)
    return said.most_common(1)[0][0] if said else "en"


TITLE_WORDS = 7


def first_words(story: Story) -> str:
    """A name for a story without one: its first words, as untitled poems are named by their first line.

    A first sentence that is short enough is taken whole; else it is cut before a word that cannot end a
    line well, and says so by an ellipsis.
    """
    text = next((" ".join(text.split()) for _, text in _texts(story)), "")
    found = list(re.finditer(r"\S+", text))
    if not found:
        return ""
    sentence = re.match(r".{3,48}?[.!?](?=[\s\"”’']|$)", text)
    if sentence and len(sentence.group().split()) <= TITLE_WORDS:
        return sentence.group().strip(" \"“”‘’'.")
    cut = found[:TITLE_WORDS]
    while len(cut) > 3 and cut[-1].group().strip(",.;:").lower() in WEAK_ENDINGS:
        cut.pop()
    whole = len(cut) == len(found)
    named = text[: cut[-1].end()].strip(" \"“”‘’'.,;:—–-")
    return named if whole else named + "…"


def first_line(story: Story) -> Lines:
    """Where those words stand."""
    return next((where for where, _ in _texts(story)), NOWHERE)


def _texts(story: Story) -> Iterator[tuple[Lines, str]]:
    """What of the story's prose holds words, and where it stands."""
    for chapter in story.chapters:
        for scene in chapter.scenes:
            for block in scene.blocks:
                if not isinstance(block, Note):
                    texts = map(inline_text, runs(block))
                    yield from ((block.where, text) for text in texts if WORD.search(text))


WEAK_ENDINGS = frozenset(
    "a an and as at but by for from had has have he her his i if in into is it its just my no not of on "
    "or our over she so than that the their then they this to was we were when who with you your".split()
)
