"""The search for a paragraph's best lines, on made-up widths."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.typeset import Tuning, Wish
from packager.typeset.breaker import FORCED, FREE, HYPHEN, Places, _Search, best_lines

GAP, EM = 2.2, 11.0


def paragraph(widths: list[float], hyphens: frozenset[int] = frozenset()) -> Places:
    """Places for words of these widths; those in `hyphens` may be broken in the middle."""
    places = Places([0.0], [0.0], [0], [0], [FORCED], [-1], [""], [0], [""])
    x = 0.0
    for index, width in enumerate(widths):
        if index in hyphens:
            half = width / 2
            _add(places, x + half + 3.0, x + half, index, index, HYPHEN, index)
        x += width
        last = index == len(widths) - 1
        _add(places, x, x if last else x + GAP, index, index + (not last), FORCED if last else FREE, index)
        x += GAP
    return places


def _add(places: Places, end: float, start: float, before: int, after: int, kind: int, word: int) -> None:
    places.end.append(end)
    places.start.append(start)
    places.end_gaps.append(before)
    places.start_gaps.append(after)
    places.kind.append(kind)
    places.word.append(word)
    places.last.append("")
    places.first.append("")
    places.offset.append(1 if kind == HYPHEN else 0)


def lines(places: Places, measure: float = 100.0, wish: Wish | None = None, **tuning: float) -> list[tuple[int, int]]:
    found = best_lines(places, [measure], GAP, EM, Tuning(**tuning), 0.02, wish)  # type: ignore[arg-type]
    assert found is not None
    return [(line.start, line.end) for line in found[0]]


words = st.lists(st.floats(4.0, 45.0), min_size=1, max_size=40)


@given(words)
def test_lines_follow_one_another_from_first_word_to_last(widths: list[float]) -> None:
    """No word is left out and none is set twice."""
    places = paragraph(widths)
    found = lines(places)
    assert found[0][0] == 0
    assert found[-1][1] == len(places.end) - 1
    assert all(a[1] == b[0] for a, b in pairwise(found))


@given(words)
def test_no_line_is_wider_than_its_measure_can_hold(widths: list[float]) -> None:
    """Narrowest face and smallest gaps bring every line into its measure."""
    places = paragraph(widths)
    for start, end in lines(places):
        gaps = places.end_gaps[end] - places.start_gaps[start]
        width = places.end[end] - places.start[start]
        tuning = Tuning()
        narrow = width * (0.02 + tuning.rescue_narrow / 0.43)
        assert width - narrow - gaps * GAP * tuning.squeeze <= 100.01


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(6.0, 30.0), min_size=2, max_size=14))
def test_nothing_is_cheaper_than_what_is_chosen(widths: list[float]) -> None:
    """No other way of breaking the paragraph costs less, line by line, than the one chosen."""
    places = paragraph(widths)
    tuning = Tuning(contrast=0.0, face_contrast=0.0, runt=0.0, fragment=0.0)
    search = _Search(places, [60.0], GAP, EM, tuning, 0.02, None)
    final = len(places.end) - 1

    def cost(ends: tuple[int, ...]) -> float:
        total = 0.0
        for start, end in pairwise((0, *ends, final)):
            width = places.end[end] - places.start[start]
            if end == final and width <= 60.0:
                continue
            found = search.fit(width, 60.0 - width, places.end_gaps[end] - places.start_gaps[start])
            if found is None:
                return float("inf")
            total += search.badness(*found)
        return total

    ways = (ends for count in range(final) for ends in combinations(range(1, final), count))
    cheapest = min(map(cost, ways))
    found = best_lines(places, [60.0], GAP, EM, tuning, 0.02)
    assert found is not None
    chosen = cost(tuple(line.end for line in found[0][:-1]))
    # lines far too loose are only looked at when nothing else fits, so only usual ones are compared
    if chosen < 400 * len(found[0]):
        assert chosen == pytest.approx(cheapest, abs=1e-6)


def test_never_three_hyphens_in_a_row() -> None:
    """A ladder of three hyphens is not built even where every line would be perfect with one."""
    widths = [22.8] * 60
    places = paragraph(widths, frozenset(range(1, 59)))
    found = lines(places, hyphen=0.0, hyphen_pair=0.0)
    run = longest = 0
    for _, end in found:
        run = run + 1 if places.kind[end] == HYPHEN else 0
        longest = max(longest, run)
    assert longest <= 2


def test_wish_for_one_line_more_or_less_is_heard_where_it_can_be() -> None:
    """Page breaking can ask for another number of lines, and gets it where no line gets too loose or tight."""
    heard = 0
    for seed in range(20):
        widths = [8.0 + 7.3 * (seed + 3) * index % 29.0 for index in range(120)]
        places = paragraph(widths)
        usual = len(lines(places, 288.0))
        for wanted in (usual - 1, usual + 1):
            got = len(lines(places, 288.0, Wish(lines=wanted)))
            assert got in (usual, wanted)
            heard += got == wanted
    assert heard >= 5


def test_word_wider_than_the_line_has_no_lines() -> None:
    """Nothing is cut off: the paragraph is left to the renderer."""
    assert best_lines(paragraph([20.0, 140.0, 20.0]), [100.0], GAP, EM, Tuning(), 0.02) is None


def test_short_last_word_is_not_left_alone() -> None:
    """The paragraph takes a word down rather than end on one short word."""
    widths = [6.2] * 37  # twelve to a line, and one left over
    places = paragraph(widths)
    last = lines(places)[-1]
    assert places.word[last[1]] - places.word[last[0]] >= 2
