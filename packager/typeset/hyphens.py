"""Where words may be broken: Pyphen's patterns by language, with minima of our own."""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
AFTER = re.compile(
    r"(?<=[^\W_])[-\u2010](?=[^\W\d_])|(?<=[\w.,;:!?”’»…)])[\u2013\u2014]+(?=[\w“‘«\"'(])|(?<=\w)/(?=\w)"
    r"|(?<=\w)\u2026(?=[^\W_])"
)
RIGHT_MIN = {"en": 3, "de": 2, "fr": 3, "es": 2, "it": 2, "pt": 2, "nl": 2, "sv": 2, "pl": 2, "ru": 2}


@lru_cache(maxsize=64)
def dictionary(lang: str, left: int, right: int) -> pyphen.Pyphen | None:
    """The patterns for a language, or None where Pyphen has none."""
    # Pyphen takes plain 'en' for British, whose patterns break fewer words and break names ('Sas-uke').
    wanted = "en_US" if lang == "en" else lang.replace("-", "_")
    code = pyphen.language_fallback(wanted) if lang else None
    return pyphen.Pyphen(lang=code, left=left, right=right) if code else None


@lru_cache(maxsize=65536)
def points(text: str, lang: str, min_word: int, left: int, right: int, ours: bool) -> tuple[tuple[int, bool], ...]:
    """Places inside a piece of text without spaces where a line may end: (offset, a hyphen must be added).

    Without `ours` only those that need no hyphen of ours. `min_word`, `left` and `right` are letters.

    Names in capitals aren't broken, nor the word parts around a hyphen of the text's own when they're short:
    a line that ends 'well-known' at that hyphen reads better than 'well-kno-'.
    """
    found = {match.end(): False for match in AFTER.finditer(text) if match.end() < len(text)}
    hyphens = dictionary(lang, left, min(right, RIGHT_MIN.get(lang[:2], right))) if ours else None
    if hyphens is not None:
        for match in WORD.finditer(text):
            word = match[0]
            around = text[max(match.start() - 1, 0) : match.end() + 1]
            if len(word) < min_word or word.isupper() or "-" in around or "\u2010" in around:
                continue
            stem = word.replace("'", "’").partition("’")[0]  # nothing is broken off behind an apostrophe
            if len(stem) < min_word:
                continue
            for place in hyphens.positions(stem):
                found.setdefault(match.start() + place, True)
    return tuple(sorted(found.items()))
