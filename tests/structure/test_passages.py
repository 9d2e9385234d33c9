"""Points of view, flashbacks, letters, endings."""

from __future__ import annotations

import pytest

from packager.model import Quote, QuoteKind, Signpost, block_text
from packager.structure.signposts import is_signpost
from tests.structure.made_up import PROSE, chapter, prose, tell


def blocks(text: str) -> list[object]:
    return [b for c in tell(text).chapters for s in c.scenes for b in s.blocks]


@pytest.mark.parametrize(
    "line",
    ["Ilse's POV", "ILSE POV", "~Carter's Point of View~", "POV: Ilse", "Normal POV", "Flashback", "*Flash Back*", "--End Flashback--",
     "~ Three years later ~", "Three years later", "[Meanwhile]", "The next morning"],
)  # fmt: skip
def test_signposts(line: str) -> None:
    """Lines that steer and tell nothing are signposts."""
    assert is_signpost(line)


@pytest.mark.parametrize(
    "line",
    ["Three years later he came home.", "Later.", '"Flashback?"', "That night...", "Her point of view mattered."],
)
def test_prose_is_no_signpost(line: str) -> None:
    """A sentence is prose even when it opens with a time."""
    assert not is_signpost(line)


def test_flashback_between_its_markers() -> None:
    """What stands between the markers is a flashback, markers included."""
    text = "\n\n".join([*prose(2), "Flash back", PROSE[4], PROSE[5], "End flash back", *prose(2, 2)])
    quotes = [b for b in blocks(text) if isinstance(b, Quote)]
    assert [(q.kind, [block_text(b) for b in q.blocks]) for q in quotes] == [
        (QuoteKind.FLASHBACK, ["Flash back", PROSE[4], PROSE[5], "End flash back"])
    ]


def test_flashback_without_an_end_stays_a_signpost() -> None:
    """Where no marker ends it, nothing is guessed."""
    text = "\n\n".join([*prose(2), "Flashback", *prose(4, 2)])
    assert [type(b) for b in blocks(text)].count(Quote) == 0
    assert [block_text(b) for b in blocks(text) if isinstance(b, Signpost)] == ["Flashback"]


def test_a_sure_letter() -> None:
    """Salutation, body, valediction, name and postscript are a letter."""
    letter = ["Dear Ilse,", "The river is up and I am late.", "Love always,", "Tom", "P.S. Keep the lamp lit."]
    found = [b for b in blocks("\n\n".join([*prose(2), *letter, *prose(2, 2)])) if isinstance(b, Quote)]
    assert [(q.kind, len(q.blocks)) for q in found] == [(QuoteKind.LETTER, 5)]


def test_dear_in_speech_is_no_letter() -> None:
    """A salutation without an end is left alone."""
    text = "\n\n".join([*prose(2), "Dear Ilse,", *prose(6, 2)])
    assert not any(isinstance(b, Quote) for b in blocks(text))


def test_the_end_is_kept() -> None:
    """An end marker is kept as a line of its own and is no note."""
    story = tell(f"{chapter()}\n\nThe End")
    assert isinstance(story.chapters[0].scenes[-1].blocks[-1], Signpost)


def test_unmarked_leap_is_a_hint_only() -> None:
    """A leap in time without any white space is hinted at and nothing is done."""
    text = "\n\n".join([*prose(3), "Three weeks later the ferry was sold, and the boys went to sea.", *prose(3, 1)])
    story = tell(text)
    assert len(story.hints) == 1
    assert len(story.chapters[0].scenes) == 1
