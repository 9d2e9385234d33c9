"""Sensible answers where nobody was asked: the book's title, its language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from packager.model import Story

NO_NAME = frozenset(  # one per word: a list of words is read more easily so
    "stories story fanfic fanfics fanfiction fics fic downloads download books book texts text txt in "
    "input html epub epubs files desktop documents tmp temp new new-folder src source sources".split()
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
