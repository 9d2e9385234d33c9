"""The ledger of print: short footnotes that say the same, beside the numbers CSS writes before them."""

from __future__ import annotations

import pytest

from packager.ledger_letters import differences, part_letters

NOTE = '<a class="noteref gen" href="#n">1</a><aside class="footnote"><p>A/N: hi</p></aside>'
BODY = f"<p>The lamps were lit again{NOTE}.</p><p>The lamps were lit again{NOTE}.</p>"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("thelampswerelitagain1thelampswerelitagain21anhi2anhi", []),
        ("1thelampswerelitagain2thelampswerelitagain1anhi2anhi", []),
        ("thelampswerelitagain1thelampswerelitagain21anhi2anhiho", ["extra"]),
        ("thelampswerelitagain1thelampswerelitagain21anhi2", ["missing"]),
    ],
)
def test_equal_notes_are_told_from_their_numbers(page: str, said: list[str]) -> None:
    """Both notes and their numbers are right; one word more or one note less is found."""
    part = part_letters("c1", "c1.xhtml", BODY)
    assert [difference.kind for difference in differences(part, [page])] == said


def test_a_note_that_ends_as_the_next_begins() -> None:
    """'n n' and 'hi' between the numbers 1 and 2: each letter is a note's or a number, none is too many."""
    note = '<a class="noteref gen" href="#n">1</a><aside class="footnote"><p>{}</p></aside>'
    part = part_letters("c1", "c1.xhtml", f"<p>in{note.format('n n')}</p><p>and{note.format('hi')}</p>")
    assert not differences(part, ["in1and2"], ["1nn2hi"])
    assert [difference.kind for difference in differences(part, ["in1and2"], ["1nn2hin"])] == ["extra"]
