"""A typesetter with the classic theme's faces and a stylesheet like a book's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from weasyprint import CSS

from packager.typeset import CssStyles, Face, Tuning, Typesetter, TypeSpec
from tests.typeset.made import BOOK_CSS, FILES, FONTS, MEASURE


@pytest.fixture(scope="session")
def faces() -> tuple[Face, ...]:
    return tuple(Face("EB Garamond", italic, weight, (FONTS / name).read_bytes()) for name, italic, weight in FILES)


@pytest.fixture(scope="session")
def setter(faces: tuple[Face, ...]) -> Callable[..., Typesetter]:
    """A typesetter for a measure in pt, with more CSS and other tuning where wanted."""

    def make(measure: float = MEASURE, css: str = "", lang: str = "en", **tuning: float) -> Typesetter:
        styles = CssStyles([CSS(string=BOOK_CSS + css)], lang=lang)
        return Typesetter(TypeSpec(measure, faces, styles, lang, Tuning(**tuning)))  # type: ignore[arg-type]

    return make
