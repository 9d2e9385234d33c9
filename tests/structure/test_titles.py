"""Title and author from header lines, the title line, or the file's name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.model import LineBreak, Manuscript, Metadata, Paragraph, Text, block_text
from packager.structure import to_story
from packager.structure.metadata_lines import from_file_name
from tests.structure.made_up import chapter, notes, prose, tell


def test_title_line_over_the_story() -> None:
    """A title line with a by-line under it names story and author."""
    story = tell(f"Bread and Salt\n\nby hen_keeper\n\n{chapter()}")
    assert (story.metadata.title, story.metadata.authors, story.title_from) == (
        "Bread and Salt",
        ("hen_keeper",),
        "title line",
    )
    assert story.title_lines.first == 1


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("some title\nby moonfall", []),
        ("Some Title\nby moonfall", []),
        ("***\nsome title\nwritten by moonfall\n***", []),
        ("some title\nby moonfall\nrating: t", ["rating: t"]),
        ("Rating: T\n\nsome title\nby moonfall\n\nDisclaimer: not mine.", ["Rating: T", "Disclaimer: not mine."]),
    ],
)
def test_title_with_its_by_line_right_below(first: str, rest: list[str]) -> None:
    """A title and a by-line on the next line, in small letters too, are the story's."""
    for head in (first, first.replace("by ", "by: ")):
        story = tell(f"{head}\n\n{chapter()}")
        assert (story.metadata.title.lower(), story.metadata.authors) == ("some title", ("moonfall",))
        said = "\n".join(text for _, text in notes(story))
        assert all(line in said for line in rest)


def test_title_with_its_by_line_in_one_paragraph_of_a_page() -> None:
    """<p>some title<br>by moonfall</p> names the story too; where the page states a title, the text is left alone."""
    head = Paragraph((Text("some title"), LineBreak(), Text("by moonfall")))
    page = Manuscript("page.html", (head, *(Paragraph((Text(text),)) for text in prose(12))))
    named = to_story(page).metadata
    assert (named.title, named.authors) == ("some title", ("moonfall",))
    stated = to_story(replace(page, metadata=Metadata(title="Bread and Salt")))
    assert (stated.metadata.title, stated.left_out) == ("Bread and Salt", ())
    assert stated.chapters[0].scenes[0].blocks[0] == head


@pytest.mark.parametrize(
    "verse",
    ["i went alone\nby the sea", "i went alone\nby moonfall\nhome", "i went alone\nby dusk", "alone.\nby moonfall"],
)
def test_a_verse_with_by_is_no_title(verse: str) -> None:
    """A line of a poem that opens with 'by' names no author, and the poem keeps its lines."""
    story = tell(f"{verse}\n\n{chapter()}")
    assert (story.title_lines.first, story.metadata.authors) == (0, ())
    assert block_text(story.chapters[0].scenes[0].blocks[0]) == verse
    below = tell(f"{chapter()}\n\nsome title\nby moonfall\n\n{chapter(start=3)}")
    assert (below.title_lines.first, below.metadata.authors) == (0, ())


def test_title_line_between_note_and_chapter() -> None:
    """A title line is found after notes and over the first heading."""
    story = tell(
        f"Disclaimer: not mine.\n\nBread and salt\n\nChapter 1: Hens\n\n{chapter()}\n\nChapter 2: Dust\n\n{chapter(start=1)}"
    )
    assert (story.metadata.title, story.title_lines.first) == ("Bread and salt", 3)


@pytest.mark.parametrize(
    "first", ["Ilse…you never said, did you?", "You kept the keys.", '"Come in," said Ilse.', "It rained"]
)
def test_first_sentence_is_no_title(first: str) -> None:
    """A sentence that opens the story is neither title nor author."""
    story = tell(f"{first}\n\n{chapter()}")
    assert (story.title_lines.first, story.metadata.authors) == (0, ())
    assert story.metadata.title == "Story" or story.title_from == "file name" or not story.metadata.title


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Leaf_and_Sand.txt", ("Leaf and Sand", "")),
        ("Leaf and Sand by moonfall.txt", ("Leaf and Sand", "moonfall")),
        ("leaf-and-sand.txt", ("Leaf And Sand", "")),
        ("000_60cc1c791247dc34.txt", ("", "")),
        ("12345.txt", ("", "")),
        ("O'Brien's Hens.txt", ("O'Brien's Hens", "")),
    ],
)
def test_file_names(name: str, expected: tuple[str, str]) -> None:
    """A file name tells a title where it holds words, and none where it holds numbers."""
    assert from_file_name(name) == expected


def test_manifest_title_leaves_the_line_out() -> None:
    """A title the user gives replaces the text's own, whose words are counted as left out."""
    from packager.structure import Choices

    story = tell(f"Bread and Salt\n\nby hen_keeper\n\n{chapter()}", Choices(title="Salt", authors=("Ida",)))
    assert (story.metadata.title, story.metadata.authors) == ("Salt", ("Ida",))
    assert [out.words for out in story.left_out] == [("Bread", "and", "Salt")]
