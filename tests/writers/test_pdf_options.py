"""Trim sizes, gutters and boxes."""

from __future__ import annotations

import pytest

from packager.problems import FanpackError
from packager.writers.pdf_boxes import Sheet
from packager.writers.pdf_options import PdfOptions, geometry, gutter_shift, pdf_variant, trim_size


@pytest.mark.parametrize(
    ("trim", "size"),
    [
        ("5.5x8.5", (396, 612)),
        ("a5", (419.5, 595.3)),
        ("130x200mm", (368.5, 566.9)),
        ("130x200", (368.5, 566.9)),
        ("6x9in", (432, 648)),
        ("digest", (396, 612)),
    ],
)
def test_a_trim_size_has_many_names(trim: str, size: tuple[float, float]) -> None:
    """Names, inches and millimetres all mean a page in points."""
    assert trim_size(trim) == pytest.approx(size, abs=0.1)


@pytest.mark.parametrize("trim", ["letterish", "0x0", "1x1mm", "9000x9000mm", "5.5.5x8"])
def test_a_size_nobody_means_is_refused(trim: str) -> None:
    """A wrong size ends with one line that names the known ones."""
    with pytest.raises(FanpackError, match="a5"):
        trim_size(trim)


@pytest.mark.parametrize("trim", ["a4", "a5", "a6", "b6", "5.5x8.5", "6x9", "130x200mm"])
def test_the_text_block_is_whole_lines_inside_the_page(trim: str) -> None:
    """The block leaves room for head and folio and its measure is one people can read."""
    page = geometry(PdfOptions(trim=trim), 11, 14)
    assert page.top > 2 * page.leading
    assert page.bottom > 2 * page.leading
    assert page.depth == page.lines * page.leading
    assert 18 * page.size < page.measure <= 28.5 * page.size + 0.01


def test_a_thicker_book_has_a_wider_gutter_but_the_same_lines() -> None:
    """The gutter grows by steps with the page count and the measure stays."""
    options = PdfOptions()
    page = geometry(options, 11, 14)
    shifts = [gutter_shift(pages, page, options) for pages in (100, 200, 400, 600, 800)]
    assert shifts == sorted(shifts)
    assert page.side + shifts[-1] >= 0.875 * 72
    assert page.side - shifts[-1] >= 0.25 * 72 - 0.01
    assert gutter_shift(800, page, PdfOptions(screen=True)) == 0


def test_bleed_and_crop_marks_stand_outside_the_trimmed_page() -> None:
    """Crop marks lie beyond the bleed and the boxes nest."""
    page: dict[str, list[float]] = {}
    sheet = Sheet(9, crop_marks=True)
    sheet.set_boxes(page, 396, 612)
    media, bleed, trim = ([float(v) for v in page[f"/{name}Box"]] for name in ("Media", "Bleed", "Trim"))
    assert trim[2] - trim[0] == 396
    assert media[0] < bleed[0] < trim[0] < trim[2] < bleed[2] < media[2]
    assert sheet.margin > 9


def test_an_unknown_standard_is_refused() -> None:
    """A standard fanpack doesn't keep is named with those it does."""
    assert pdf_variant("PDF/UA-1") == "pdf/ua-1"
    with pytest.raises(FanpackError, match="pdf/a-3u"):
        pdf_variant("pdf/x-4")
