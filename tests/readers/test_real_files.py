"""Real downloads, where they are at hand: what the page says by other means is what the reader found."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from packager.model import ChapterStart
from packager.readers.parsing import decode
from tests.readers.law import accounted, source_words
from tests.readers.reading import read_one


def _pages() -> list[Path]:
    base = os.environ.get("FANPACK_SHARED") or str(Path(__file__).parents[2] / ".." / "shared")
    folder = Path(base) / "samples" / "sites"
    return sorted(folder.glob("*.html")) if folder.is_dir() else []


pytestmark = pytest.mark.skipif(not _pages(), reason="no real files: set FANPACK_SHARED to the folder that holds them")


@pytest.mark.parametrize("path", _pages(), ids=lambda path: path.name)
def test_every_word_is_accounted_for(path: Path) -> None:
    """Set, metadata and left out by rule are together all words of the page, each once.

    Where metadata and page chrome touch ('Books' beside 'Harry' in a trail of links) two words read as one
    or as two; their letters are the same.
    """
    data = path.read_bytes()
    mine, theirs = accounted(read_one(data, path.name)), source_words(data)
    assert Counter("".join(mine.elements())) == Counter("".join(theirs.elements()))
    assert (mine - theirs).total() + (theirs - mine).total() <= 3


@pytest.mark.parametrize("path", _pages(), ids=lambda path: path.name)
def test_title_and_authors_are_those_of_the_window(path: Path) -> None:
    """The window's title holds the work's title and, on the Archive, its authors."""
    data = path.read_bytes()
    manuscript = read_one(data, path.name)
    match = re.search(r"<title>(.*?)</title>", decode(data), re.S)
    assert match is not None
    window = " ".join(match[1].split())
    assert manuscript.metadata.title in window
    if manuscript.format.startswith("ao3"):
        assert window.startswith(f"{manuscript.metadata.title} - {', '.join(manuscript.metadata.authors)} - ")


@pytest.mark.parametrize("path", _pages(), ids=lambda path: path.name)
def test_chapters_are_those_of_the_stats(path: Path) -> None:
    """As many chapters as the work's facts say it has; a work of one has no heading, a page shows its own."""
    manuscript = read_one(path.read_bytes(), path.name)
    starts = sum(isinstance(element, ChapterStart) for element in manuscript.elements)
    have = int(dict(manuscript.metadata.extra)["Chapters"].split("/")[0])
    if manuscript.chapter_of is not None:
        assert (starts, have) == (1, manuscript.chapter_of[1])
    else:
        assert starts == (0 if have == 1 else have)
