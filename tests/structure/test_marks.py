"""Marked scene breaks."""

from __future__ import annotations

import pytest

from tests.structure.made_up import breaks, chapter, notes, prose, tell

MARKS = [
    "***", "* * *", "---", "~*~", "oOo", "xXx", "-x-x-", "#", "•", "~~~~~", "=====", "[line break]", "LINE BREAK", "<hr>",
    "o0o0o0o", "XOXOX", "~oOo~", "§", ". . .", "...", "<><><>", "-- Line Break --", "~*~Page Break~*~", "xoxoxoxo", "⁂", "❖ ❖ ❖", "/////",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_marks_part_scenes(mark: str) -> None:
    """Every way people mark a scene break is one."""
    text = "\n\n".join([*prose(3), mark, *prose(3, 1), mark, *prose(3, 4)])
    story = tell(text)
    assert breaks(story) == [mark, mark]
    assert [len(c.scenes) for c in story.chapters] == [3]


@pytest.mark.parametrize("line", ['"..."', "?!", "No", "XX", "Oh", '"???"', "Ox", "Line", "Break", "O"])
def test_short_lines_are_no_marks(line: str) -> None:
    """A silence, a cry or a word in the story parts no scenes."""
    assert breaks(tell("\n\n".join([*prose(3), line, *prose(3, 1)]))) == []


def test_marks_at_the_edges_part_nothing() -> None:
    """A mark that opens or closes the text, or stands beside a heading or a note, is no scene break."""
    text = f"***\n\nChapter 1\n\n***\n\n{chapter()}\n\n***\n\nA/N: Please review!\n\n***\n\nChapter 2\n\n{chapter(start=1)}\n\n***"
    story = tell(text)
    assert breaks(story) == []
    assert [k for k, _ in notes(story)] == ["authors_note"]


def test_a_lone_ellipsis_in_talk_is_silence() -> None:
    """Three dots between two lines of speech are nobody's answer, not a break."""
    text = "\n\n".join([*prose(3), '"Will you come?"', "...", '"Will you?"', *prose(3, 1)])
    assert breaks(tell(text)) == []
