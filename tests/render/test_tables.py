"""Tables are even on every page, however uneven the source left them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packager.model import Cell, Paragraph, Table, Text
from packager.render.tables import even_rows
from packager.render.xhtml import PageText

CELLS = st.builds(lambda columns, rows: Cell((), columns=columns, rows=rows), st.integers(1, 4), st.integers(1, 4))


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_every_row_takes_the_same_columns_and_no_place_is_taken_twice(rows: list[list[Cell]]) -> None:
    """Laid out as HTML lays out tables, the cells fill a rectangle without gaps or overlaps, in their order."""
    even = even_rows(rows)
    assert [[cell for cell, _, _ in placed] for placed, _ in even] == rows
    grid: set[tuple[int, int]] = set()
    for number, (placed, lacking) in enumerate(even):
        column = 0
        for columns, depth in [(c, d) for _, c, d in placed] + [(1, 1)] * lacking:
            while (number, column) in grid:
                column += 1
            place = {(number + r, column + c) for r in range(depth) for c in range(columns)}
            assert not place & grid
            grid |= place
    width = max((column for _, column in grid), default=-1) + 1
    assert len(grid) == width * len(rows)


def test_a_cell_that_lacks_is_set_empty() -> None:
    """A row shorter than the others is filled up, a span past the last row cut."""
    one = Cell((Paragraph((Text("one"),)),), rows=3)
    two = Cell((Paragraph((Text("two"),)),))
    page = PageText("p").blocks(
        (
            Table(
                ((one, two), (two, two)),
            ),
        )
    )
    assert page.count("<td></td>") == 1
    assert 'rowspan="2"' in page
