"""Title and author from header lines, the title line, or the file's name."""

from __future__ import annotations

import pytest

from packager.structure.metadata_lines import from_file_name
from tests.structure.made_up import chapter, tell


def test_title_line_over_the_story() -> None:
    """A title line with a by-line under it names story and author."""
    story = tell(f"Bread and Salt\n\nby hen_keeper\n\n{chapter()}")
    assert (story.metadata.title, story.metadata.authors, story.title_from) == (
        "Bread and Salt",
        ("hen_keeper",),
        "title line",
    )
    assert story.title_lines.first == 1


def test_title_line_between_note_and_chapter() -> None:
    """A title line is found after notes and over the first heading."""
    story = tell(
        f"Disclaimer: not mine.\n\nBread and salt\n\nChapter 1: Hens\n\n{chapter()}\n\nChapter 2: Dust\n\n{chapter(start=1)}"
    )
    assert (story.metadata.title, story.title_lines.first) == ("Bread and salt", 3)


@pytest.mark.parametrize(
    "first", ["Ilse…you always knew, didn't you?", "You always saved me.", '"Come in," said Ilse.', "It rained"]
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
