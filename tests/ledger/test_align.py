"""Two streams of words against each other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from packager.ledger_align import align, common, gaps, is_subsequence

WORDS = st.lists(st.sampled_from("the a he said and ran moon river nine letters fell".split()), max_size=60)


def test_equal_streams_are_one_run() -> None:
    """Streams that agree hold one run of their whole length."""
    stream = [str(n) for n in range(1000)]
    assert [(r.left, r.right, r.length) for r in align(stream, list(stream))] == [(0, 0, 1000)]


def test_a_stretch_that_only_one_side_has_is_a_gap() -> None:
    """A note that was moved away is the gap between two runs, however long it is."""
    stream = [str(n) for n in range(5000)]
    shorter = stream[:100] + stream[4000:]
    assert list(gaps(align(stream, shorter), 5000, len(shorter))) == [(100, 4000, 100, 100)]


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_runs_agree_and_ascend(left: list[str], right: list[str]) -> None:
    """Every run holds the same words on both sides, and no run goes back."""
    a = b = 0
    for run in align(left, right, 2):
        assert run.left >= a
        assert run.right >= b
        assert left[run.left : run.left + run.length] == right[run.right : run.right + run.length]
        a, b = run.left + run.length, run.right + run.length


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_runs_and_gaps_cover_both_streams(left: list[str], right: list[str]) -> None:
    """No word is in neither a run nor a gap, none in both."""
    runs = align(left, right, 2)
    holes = list(gaps(runs, len(left), len(right)))
    covered = sum(run.length for run in runs)
    assert covered + sum(b - a for a, b, _, _ in holes) == len(left)
    assert covered + sum(d - c for _, _, c, d in holes) == len(right)


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_common_is_the_whole_of_what_agrees(left: list[str], right: list[str]) -> None:
    """`common` counts the agreeing words and stops at the first that does not."""
    same = common(left, right, 0, 0)
    assert left[:same] == right[:same]
    assert same in (len(left), len(right)) or left[same] != right[same]


def test_a_subsequence_keeps_the_order() -> None:
    """Words in another order are no subsequence; how far they go is said."""
    assert is_subsequence(list("ace"), list("abcde")) == 3
    assert is_subsequence(list("aec"), list("abcde")) == 2
