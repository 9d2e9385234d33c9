"""Rows of a table made even: as many columns in each, no cell over another or past the last row.

Sources leave cells out and span more than there is. Browsers fill the rest with nothing; screen readers lose count, so
PDF/UA asks for it (ISO 14289-1, 7.2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from packager.model import Cell

Placed = tuple[Cell, int, int]
"""A cell with the columns and rows that it takes up."""


def even_rows(rows: Sequence[Sequence[Cell]]) -> list[tuple[list[Placed], int]]:
    """Each row's cells, and how many empty ones it lacks behind them."""
    taken: Counter[int] = Counter()  # column -> rows for which a cell from above stands in it
    found: list[tuple[list[Placed], int]] = []
    filled: list[int] = []
    for number, row in enumerate(rows):
        placed: list[Placed] = []
        here: dict[int, int] = {}
        column = 0
        for cell in row:
            while taken[column] > 0 or column in here:
                column += 1
            columns = 1
            while columns < cell.columns and taken[column + columns] <= 0:
                columns += 1
            depth = max(1, min(cell.rows, len(rows) - number))
            placed.append((cell, columns, depth))
            here.update(dict.fromkeys(range(column, column + columns), depth))
        filled.append(len(here) + sum(left > 0 for left in taken.values()))
        taken = Counter({place: left - 1 for place, left in (*taken.items(), *here.items()) if left > 1})
        found.append((placed, 0))
    width = max(filled, default=0)
    return [(placed, width - count) for (placed, _), count in zip(found, filled, strict=True)]
