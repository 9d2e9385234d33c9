"""What the user decided against the guesses."""

from __future__ import annotations

from packager.model import Gap
from packager.problems import Report
from packager.structure import Choices
from tests.structure.made_up import TALK, breaks, chapter, headings, notes, prose, tell


def test_break_and_no_break() -> None:
    """The user's word makes a scene break and takes one away; the space stays."""
    text = "\n\n".join([*prose(2), "***", *prose(2, 2)])
    assert breaks(tell(text)) == ["***"]
    story = tell(text, Choices(no_breaks=("By noon the road",)))
    assert breaks(story) == []
    assert any(isinstance(b, Gap) for b in story.chapters[0].scenes[0].blocks)
    assert breaks(tell("\n\n".join(prose(3)), Choices(breaks=("By noon",)))) == ["blank"]


def test_note_and_not_note() -> None:
    """The user's word makes a paragraph a note, or story."""
    text = "\n\n".join([*prose(2), "Hens rule.", *prose(2, 2)])
    assert notes(tell(text, Choices(notes=("Hens rule",)))) == [("authors_note", "Hens rule.")]
    text = f"A/N: he wrote, and put the pen down.\n\n{chapter()}"
    assert notes(tell(text, Choices(not_notes=("A/N: he wrote",)))) == []


def test_chapter_and_no_chapter() -> None:
    """The user's word makes a line a chapter heading, or story."""
    text = "\n\n".join([*prose(2), "of hens", *prose(2, 2), "Chapter 9", *prose(3, 3)])
    assert headings(tell(text)) == [("Chapter 9", "")]
    story = tell(text, Choices(chapters=("of hens",), no_chapters=("Chapter 9",)))
    assert headings(story) == [("", "of hens")]


def test_anchor_that_matches_nothing_is_reported() -> None:
    """An override whose words are gone is a problem that says what to do."""
    report = Report()
    tell(chapter(), Choices(breaks=("words that are not there",)), report)
    assert [p.code for p in report.warnings] == ["override-unmatched"]
    assert "quote" in report.warnings[0].message


def test_anchor_that_matches_twice_is_reported() -> None:
    """An override that names two places names both lines and does nothing."""
    report = Report()
    text = "\n\n".join([*prose(2), TALK[0], *prose(2, 2), TALK[0], *prose(2, 4)])
    story = tell(text, Choices(breaks=("You are late",)), report)
    assert [p.code for p in report.warnings] == ["override-ambiguous"]
    assert breaks(story) == []


def test_anchor_survives_other_punctuation() -> None:
    """Quotes and dashes around the words do not matter."""
    text = "\n\n".join([*prose(2), TALK[0], *prose(1, 2)])
    assert breaks(tell(text, Choices(breaks=("“You are late,” said Ilse",)))) == ["blank"]


def test_missing_chapter_is_reported() -> None:
    """A number that is skipped is a problem that names both chapters and the line."""
    report = Report()
    tell(f"Chapter 1\n\n{chapter()}\n\nChapter 3\n\n{chapter(start=2)}", report=report)
    assert [p.code for p in report.warnings] == ["missing-chapter"]
    assert "'Chapter 3' follows 'Chapter 1'" in report.warnings[0].message
