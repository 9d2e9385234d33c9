"""Copies of faces that are drawn a little wider or narrower."""

from __future__ import annotations

import io

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from packager.typeset import Face, Tuning
from packager.typeset.faces import expanded, factor, family_name, steps, tracking, widened
from packager.typeset.measure import Font

TUNING = Tuning()


def shaped(data: bytes, text: str, **features: bool) -> tuple[list[int], int]:
    font = hb.Font(hb.Face(data))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features)
    return [info.codepoint for info in buffer.glyph_infos], sum(p.x_advance for p in buffer.glyph_positions)


@pytest.fixture(scope="module")
def wide(faces: tuple[Face, ...]) -> Face:
    return expanded(faces[0], 3, factor(3, TUNING), tracking(3, TUNING))


def test_widest_usual_copy_is_two_percent_and_a_little_tracking_wider(faces: tuple[Face, ...], wide: Face) -> None:
    """A word in the widest usual face is 2 % wider and has 0.004 em more between its letters."""
    _, natural = shaped(faces[0].data, "hamburgefonts", kern=False)
    _, drawn = shaped(wide.data, "hamburgefonts", kern=False)
    assert drawn == pytest.approx(natural * 1.02 + 13 * 4, abs=7)


@pytest.mark.parametrize("features", [{"liga": True}, {"smcp": True}, {"onum": True}])
def test_copies_keep_ligatures_small_capitals_and_figures(
    faces: tuple[Face, ...], wide: Face, features: dict[str, bool]
) -> None:
    """A copy chooses the same glyphs as its face, whatever feature is asked for."""
    text = "office fjord 1984 Cafe\u0301"
    assert shaped(wide.data, text, **features)[0] == shaped(faces[0].data, text, **features)[0]


def test_outlines_are_wider_but_not_higher(faces: tuple[Face, ...], wide: Face) -> None:
    """Only horizontal sizes change."""
    old = TTFont(io.BytesIO(faces[0].data))["glyf"]["H"]
    new = TTFont(io.BytesIO(wide.data))["glyf"]["H"]
    assert (new.yMin, new.yMax) == (old.yMin, old.yMax)
    assert new.xMax - new.xMin == pytest.approx((old.xMax - old.xMin) * 1.02, abs=1.5)


def test_copies_have_names_of_their_own(wide: Face) -> None:
    """No renderer can take a copy for its face, since every name in it differs."""
    names = {str(record) for record in TTFont(io.BytesIO(wide.data))["name"].names if record.nameID in (1, 4, 6, 16)}
    assert wide.family == "EB Garamond x3"
    assert all("x3" in name for name in names)


def test_copies_are_the_same_every_time(faces: tuple[Face, ...], wide: Face) -> None:
    """The same face and step give the same bytes."""
    again = expanded.__wrapped__(faces[0], 3, factor(3, TUNING), tracking(3, TUNING))
    assert again.data == wide.data


def test_measured_copies_are_as_wide_as_drawn_ones(faces: tuple[Face, ...], wide: Face) -> None:
    """What the breaker thinks of a copy's width is its width, rounding included."""
    font = Font(hb.Font(hb.Face(faces[0].data)), 1000, (), "en", faces[0])
    for text in ("Avowal", "“office,”", "difficult—to", "caf\u00e9", "10"):
        font.width(text)
        assert font.drawn(text, factor(3, TUNING), tracking(3, TUNING)) * 1000 == pytest.approx(
            shaped(wide.data, text)[1]
        )


def test_steps_are_even_and_the_outermost_is_for_rescue() -> None:
    """Faces lie on both sides of the natural one; the last is tracked more but not stretched more."""
    assert steps(TUNING) == (-4, -3, -2, -1, 1, 2, 3, 4)
    assert factor(4, TUNING) == factor(3, TUNING) == pytest.approx(1.02)
    assert tracking(4, TUNING) == pytest.approx(0.011)
    assert tracking(-4, TUNING) == pytest.approx(-0.007)
    assert family_name("Jost", -2) == "Jost n2"
    assert steps(Tuning(expansion=0.0)) == ()


def test_marks_stay_without_width() -> None:
    """Combining marks and hair-thin glyphs are neither tracked apart nor made less than nothing."""
    assert [widened(advance, 1000, 0.98, -0.007) for advance in (0, 1, 3)] == [0, 1, 3]
    assert widened(500, 1000, 0.98, -0.007) == 483
