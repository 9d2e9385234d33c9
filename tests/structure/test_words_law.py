"""The law: the words that go in are the words that come out."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.model import (
    Align,
    ChapterStart,
    Element,
    Gap,
    Heading,
    LineBreak,
    Manuscript,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Rule,
    Text,
)
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from packager.structure import to_story
from tests.structure.made_up import PROSE, TALK, lost_and_doubled, manuscript

LINES = st.sampled_from(
    [
        *PROSE, *TALK, "Chapter 1", "Chapter 2: The Lion", "CHAPTER III", "IV", "5", "6. Hens", "Part One", "Prologue", "THE END", "A/N:",
        "A/N: Please review!", "(A/N: hens)", "Disclaimer: not mine", "Title: Hens", "Author: Ida", "by Ida", "Rating: T", "Bread and Salt",
        "***", "xXx", "LINE BREAK", "...", "Flashback", "End flashback", "Ilse's POV", "Dear Ilse,", "Love,", "Tom", "Contents", "xoxo Chapter 7 oxox",
        "She ran (A/N: fast) away.", "[Illustration: a hen]", "_so_ it is", "Three weeks later", "I.", "Chapter the First", "To my hens", "", "",
        "Chapter 2", "Chapter 2 (and last)", "Interlude", "Kapitel 3", "*A/N* hello", "Summary: hens", "review this fic please, thanks to my beta",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=60), st.sampled_from(["\n", "\n\n"]))
def test_no_word_lost_in_texts(lines: list[str], between: str) -> None:
    """However headings, notes, marks and prose follow one another, no word is lost or doubled."""
    text = between.join(lines)
    if not text.strip():
        return
    source = manuscript(text)
    assert lost_and_doubled(source, to_story(source)) == (Counter(), Counter())


def _element(line: str, kind: int) -> Element:
    match kind:
        case 0:
            return ChapterStart(line)
        case 1:
            return Heading((Text(line),), 2)
        case 2:
            return Rule()
        case 3:
            return Gap(2)
        case 4:
            return Note(NoteKind.AUTHORS_NOTE, (Paragraph((Text(line),)),), title="Notes", origin=Origin.SOURCE)
        case 5:
            return Paragraph((Text(line), LineBreak(), Text("Chapter 4"), LineBreak(), Text(line)), align=Align.CENTER)
        case 6:
            return ChapterStart(line, part=True)
        case _:
            return Paragraph((Text(line),))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LINES, st.integers(0, 12)), min_size=1, max_size=40))
def test_no_word_lost_in_stated_structure(parts: list[tuple[str, int]]) -> None:
    """The law holds where the source itself states chapters, notes and rules."""
    source = Manuscript("x.html", tuple(_element(line, kind) for line, kind in parts))
    assert lost_and_doubled(source, to_story(source)) == (Counter(), Counter())


def test_no_word_lost_in_the_corpus() -> None:
    """The law holds on every text at hand."""
    root = Path(os.environ.get("FANPACK_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    texts = sorted(root.glob("samples/*.txt")) + sorted(root.glob("corpus/**/*.txt"))
    if not texts:
        pytest.skip("no corpus beside the repository (FANPACK_SHARED names its folder)")
    for path in texts[::3]:
        (source,) = PlainText().read(Source(str(path), path.read_bytes()), Report())
        assert lost_and_doubled(source, to_story(source)) == (Counter(), Counter()), path
