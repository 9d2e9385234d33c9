"""Letters of print against the pages: what lines may do to words, and what they may not."""

from __future__ import annotations

import pytest

from packager.ledger_letters import Difference, differences, letters, part_letters

BODY = (
    '<section class="chapter" id="c1"><h2 class="gen">Chapter 1</h2><p>The ﬁrst café, she said, was '
    'closed<a class="noteref gen" href="#n1">1</a> for the winter and nobody knew when it would open.</p>'
    '<aside class="footnote" id="n1"><p class="footnote-back gen">1</p><p>It opened in May of that year.</p></aside>'
    "</section>"
)


def told(*pages: str) -> list[tuple[str, str]]:
    part = part_letters("c1", "c1.xhtml", BODY)
    return [(d.kind, d.letters) for d in differences(part, [letters(page) for page in pages])]


def test_lines_may_break_hyphenate_and_capitalise() -> None:
    """Hyphens, ligatures, small capitals and page ends change no letter."""
    assert not told(
        "Chapter 1 THE FIRST CAFE, SHE said, was closed1 for the win-\nter and no\u00adbody",
        "knew when it would open. 1 It opened in May of that year.",
    )


def test_a_footnote_may_stand_at_any_foot_and_go_on_over_the_page() -> None:
    """A note between the text of two pages, or split over both, is where print may put it."""
    assert not told(
        "Chapter 1 The first café, she said, was closed1 for the winter 1. It opened",
        "and nobody knew when it would open. in May of that year.",
    )


def test_footnotes_that_say_the_same_over_and_over() -> None:
    """Short notes of one word, repeated, are told apart; one word less is still missed."""
    body = (
        '<section class="chapter" id="c1"><p>The<a class="noteref gen" href="#n1">1</a> end<a class="noteref gen" '
        'href="#n2">2</a>.</p>'
        '<aside class="footnote" id="n1"><p class="footnote-back gen">1</p><p>the the the</p></aside>'
        '<aside class="footnote" id="n2"><p class="footnote-back gen">2</p><p>the the the the</p></aside></section>'
    )
    part = part_letters("c1", "c1.xhtml", body)
    assert not differences(part, [letters("The1 end2.")], [letters("1 the the the 2 the the the the")])
    lacking = differences(part, [letters("The1 end2.")], [letters("1 the the the 2 the the the")])
    assert [(d.kind, sorted(d.letters)) for d in lacking] == [("missing", sorted("the"))]


def test_what_fanpack_wrote_may_be_hidden() -> None:
    """A heading of fanpack's own that the style sheet hides is no loss."""
    assert not told(
        "The first café, she said, was closed for the winter and nobody knew when it would open."
        "It opened in May of that year."
    )


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "The first café, she said, was closed for the and nobody knew when it would open."
            "It opened in May of that year.",
            [("missing", "winter")],
        ),
        (
            "The first café, she said, was closed for the winter winter and nobody knew when it would open."
            "It opened in May of that year.",
            [("extra", "winter")],
        ),
        (
            "The first café, she said, was closed for the winter and nobody knew when it would open.",
            [("missing", "itopenedinmayofthatyear")],
        ),
    ],
)
def test_lost_and_doubled_letters_are_told(printed: str, expected: list[tuple[str, str]]) -> None:
    """A word lost or doubled in print, and a footnote that is not there, are told as such."""
    assert told(printed) == expected


def test_a_drop_cap_may_be_drawn_before_the_text() -> None:
    """A letter that floats is drawn out of turn, on the same page."""
    part = part_letters("c", "c.xhtml", "<p><span>M</span>any waters cannot quench it, nor floods.</p>")
    assert not differences(part, [letters("any waters cannot quench it, nor floods. M")])
    later = differences(part, [letters("any waters cannot quench it"), letters("nor"), letters("floods M")])
    assert {d.kind for d in later} == {"missing", "extra"}


def test_right_to_left_text_is_counted() -> None:
    """A PDF holds Hebrew in the order of its glyphs: the letters count, their order does not."""
    part = part_letters("c", "c.xhtml", "<p>He said שלום to all of them that day.</p>")
    assert not differences(part, [letters("He said םולש to all of them that day.")])
    assert [d.kind for d in differences(part, [letters("He said ולש to all of them that day.")])] == ["missing"]


def test_an_exchanged_letter_from_right_to_left_is_told() -> None:
    """As many letters as there should be, one of them another."""
    part = part_letters("c", "c.xhtml", "<p>He said שלום to all of them that day.</p>")
    found = differences(part, [letters("He said בולש to all of them that day.")])
    assert {(d.kind, d.letters) for d in found} == {("missing", "ם"), ("extra", "ב")}


def test_a_difference_names_its_page() -> None:
    """The page of the PDF that lacks the letters is told, counted from the part's first."""
    part = part_letters("c", "c.xhtml", "<p>One two three four five six seven eight nine ten eleven.</p>")
    found = differences(part, [letters("One two three four five six"), letters("seven nine ten eleven")])
    assert found == [Difference("missing", "eight", "onetwothreefourfivesixseven", 1)]
