"""Which lines open a chapter."""

from __future__ import annotations

import pytest

from tests.structure.made_up import chapter, headings, prose, tell

NUMBERED = [
    ("Chapter {n}", [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    ("CHAPTER {word}", [("CHAPTER ONE", ""), ("CHAPTER TWO", ""), ("CHAPTER THREE", "")]),
    ("Chapter the {nth}", [("Chapter the First", ""), ("Chapter the Second", ""), ("Chapter the Third", "")]),
    ("Ch. {n} - The Well", [("Ch. 1", "The Well"), ("Ch. 2", "The Well"), ("Ch. 3", "The Well")]),
    ("{roman}.", [("I.", ""), ("II.", ""), ("III.", "")]),
    ("-{n}-", [("1", ""), ("2", ""), ("3", "")]),
    ("{n}", [("1", ""), ("2", ""), ("3", "")]),
    ("{n}. The Well", [("1.", "The Well"), ("2.", "The Well"), ("3.", "The Well")]),
    ("**Chapter {n}: The Well**", [("Chapter 1", "The Well"), ("Chapter 2", "The Well"), ("Chapter 3", "The Well")]),
    ("~ Chapter {n} ~", [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
    ("Chapitre {roman} : Le Puits", [("Chapitre I", "Le Puits"), ("Chapitre II", "Le Puits"), ("Chapitre III", "Le Puits")]),
    ("Capítulo {n}", [("Capítulo 1", ""), ("Capítulo 2", ""), ("Capítulo 3", "")]),
    ("{n}. Kapitel", [("1. Kapitel", ""), ("2. Kapitel", ""), ("3. Kapitel", "")]),
    ("Part {word}", [("Part ONE", ""), ("Part TWO", ""), ("Part THREE", "")]),
    ("chapter {n}: the well", [("chapter 1", "the well"), ("chapter 2", "the well"), ("chapter 3", "the well")]),
    ("Chapter {n}\n==========", [("Chapter 1", ""), ("Chapter 2", ""), ("Chapter 3", "")]),
]  # fmt: skip
WORDS = (("ONE", "First", "I"), ("TWO", "Second", "II"), ("THREE", "Third", "III"))


@pytest.mark.parametrize(("form", "expected"), NUMBERED, ids=[form for form, _ in NUMBERED])
def test_numbered_headings(form: str, expected: list[tuple[str, str]]) -> None:
    """Chapters are found in every way people number them, with the number told from the name."""
    parts = []
    for n, (word, nth, roman) in enumerate(WORDS, 1):
        parts += [form.format(n=n, word=word, nth=nth, roman=roman), chapter(start=n)]
    assert headings(tell("\n\n".join(parts))) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Chapter one of his life had ended on the quay, and he did not care to read the next.",
        "Chapter 3 was always the hardest, she thought.",
        "Part of him wanted to go home.",
        "I.",
        "12 men stood on the bridge.",
        "Prologue and all, the play lasted four hours.",
    ],
)
def test_sentences_are_no_headings(sentence: str) -> None:
    """A sentence that begins like a heading stays story."""
    story = tell("\n\n".join([*prose(5), sentence, *prose(5, 3)]))
    assert headings(story) == []


def test_list_and_countdown_are_no_chapters() -> None:
    """Numbers close to one another are a list in the story."""
    story = tell("\n\n".join([*prose(6), "1. Bread", "2. Candles", "3. Salt", *prose(6, 2), "3", "2", "1", *prose(4)]))
    assert headings(story) == []


def test_title_under_the_number() -> None:
    """A title line below 'Chapter 1' is the chapter's name."""
    text = f"Chapter 1\n\nThe Lamp\n\n{chapter()}\n\nChapter 2\n\nThe Lion\n\n{chapter(start=2)}"
    assert headings(tell(text)) == [("Chapter 1", "The Lamp"), ("Chapter 2", "The Lion")]


def test_first_short_line_of_the_story_is_no_title() -> None:
    """A short sentence below a heading is story."""
    text = f"Chapter 1\n\nIt rained.\n\n{chapter()}\n\nChapter 2\n\n{chapter(start=2)}"
    assert headings(tell(text)) == [("Chapter 1", ""), ("Chapter 2", "")]


def test_running_title_over_each_chapter() -> None:
    """The story's title repeated over every chapter is no chapter's name, and is not lost."""
    text = "\n\n".join(
        f"Bread and Salt\n\nChapter {n}: {name}\n\n{chapter(start=n)}"
        for n, name in ((1, "Ice"), (2, "Fire"), (3, "Ash"))
    )
    story = tell(text)
    assert headings(story) == [("Chapter 1", "Ice"), ("Chapter 2", "Fire"), ("Chapter 3", "Ash")]
    assert story.metadata.title == "Bread and Salt"
    assert [c.heading_rest for c in story.chapters] == ["", "Bread and Salt", "Bread and Salt"]


def test_parts_hold_chapters() -> None:
    """A part opens with its first chapter and is no chapter itself."""
    text = f"PART ONE\n\nI\n\n{chapter()}\n\nII\n\n{chapter(start=1)}\n\nPART TWO\n\nI\n\n{chapter(start=2)}\n\nII\n\n{chapter(start=3)}"
    story = tell(text)
    assert [(c.part, c.label) for c in story.chapters] == [("PART ONE", "I"), ("", "II"), ("PART TWO", "I"), ("", "II")]


def test_numbers_inside_chapters_are_sections() -> None:
    """Numbers that begin anew under each chapter heading stay headings inside it."""
    text = f"Chapter 1\n\nI\n\n{chapter()}\n\nII\n\n{chapter(start=1)}\n\nChapter 2\n\nI\n\n{chapter(start=2)}\n\nII\n\n{chapter(start=3)}"
    assert headings(tell(text)) == [("Chapter 1", ""), ("Chapter 2", "")]


def test_prologue_and_epilogue() -> None:
    """Words for what stands around the chapters open chapters too."""
    text = f"Prologue\n\n{chapter(4)}\n\nChapter 1\n\n{chapter()}\n\nInterlude: Snow\n\n{chapter(4)}\n\nEpilogue\n\n{chapter(4)}"
    assert headings(tell(text)) == [("Prologue", ""), ("Chapter 1", ""), ("Interlude", "Snow"), ("Epilogue", "")]


def test_bare_titles_open_chapters() -> None:
    """Titles alone on their lines open chapters where no number does."""
    names = ["THE LAMP ON THE QUAY", "A LETTER", "WHITE DUST"]
    text = "\n\n".join(f"{name}\n\n{chapter(20, start=n)}" for n, name in enumerate(names))
    assert headings(tell(text)) == [("", name) for name in names]


def test_contents_in_the_text() -> None:
    """A table of contents is set apart: its lines open no chapters."""
    names = ["The Lamp", "The Lion", "The Letter"]
    contents = "\n\n".join(f"Chapter {n}: {name}" for n, name in enumerate(names, 1))
    body = "\n\n".join(f"Chapter {n}: {name}\n\n{chapter(start=n)}" for n, name in enumerate(names, 1))
    story = tell(f"Contents\n\n{contents}\n\n{body}")
    assert headings(story) == [(f"Chapter {n}", name) for n, name in enumerate(names, 1)]
    assert [note.kind.value for note in story.front] == ["contents"]


def test_a_number_said_twice_is_one_chapter() -> None:
    """'Chapter 2' over 'Chapter 2: The Lion' is one heading, as archives write it over the author's own."""
    text = f"Chapter 1: The Lamp\n\nChapter 1\n\n{chapter()}\n\nChapter 2: The Lion\n\nChapter 2\n\n{chapter(start=2)}"
    assert headings(tell(text)) == [("Chapter 1", "The Lamp"), ("Chapter 2", "The Lion")]
