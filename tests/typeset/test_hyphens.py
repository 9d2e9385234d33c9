"""Where words may be broken."""

from __future__ import annotations

import pytest

from packager.typeset.hyphens import points


def broken(text: str, lang: str = "en", ours: bool = True) -> str:
    out = text
    for at, added in reversed(points(text, lang, 5, 2, 3, ours)):
        out = f"{out[:at]}{'-' if added else ''}|{out[at:]}"
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anything", "any-|thing"),
        ("“Difficulty,”", "“Dif-|fi-|culty,”"),  # three letters at least go to the next line
        ("everything’s", "ev-|ery-|thing’s"),  # the stem is broken, nothing behind the apostrophe
        ("well-known", "well-|known"),  # only at its own hyphen
        ("said—nothing", "said—|noth-|ing"),
        ("and/or", "and/|or"),
        ("NATO", "NATO"),
        ("into", "into"),
        ("—what", "—what"),  # never after a dash that opens the word
        ("-5", "-5"),
    ],
)
def test_words_break_where_a_typesetter_would(text: str, expected: str) -> None:
    """Patterns break words; hyphens and dashes of the text's own are used as they are."""
    assert broken(text) == expected


def test_other_languages_have_their_own_patterns_and_minima() -> None:
    """German and French words are broken by their own rules."""
    assert broken("Silbentrennung", "de") == "Sil-|ben-|tren-|nung"
    assert "-|" in broken("merveilleusement", "fr")


def test_language_without_patterns_is_not_broken() -> None:
    """Where Pyphen knows no patterns only the text's own hyphens serve."""
    assert broken("konnichiwa", "ja") == "konnichiwa"
    assert broken("well-known", "tlh") == "well-|known"


def test_without_hyphens_of_ours() -> None:
    """The first look at a paragraph adds no hyphens."""
    assert broken("everything—perhaps", ours=False) == "everything—|perhaps"
