"""Words of a file that its reader neither gave nor left out by a rule: there must be none.

The law of readers, held on every file of every build: what a second witness finds in the file (`bare_text`) is
among the words of the manuscripts and of what they left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from packager.model import NOWHERE, LeftOut, Lines, Manuscript, block_text, words
from packager.readers.bare_text import EDGE, LINED, UNSURE, WRAP, bare_text, other_text
from packager.readers.base import Source
from packager.wording import folded

RULE = "lost-in-reading"
_QUIET = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Signs that are no letters: some readers drop them, and the words around them grow together."""


def counted(source: Source, manuscripts: tuple[Manuscript, ...]) -> tuple[Manuscript, ...]:
    """The manuscripts of a file; words they miss are told in the first one's `lost`.

    Text has one order, so its words must come in it; markup says notes and headings in other places than it shows them.
    """
    if not manuscripts:
        return manuscripts
    said = bare_text(source.data, manuscripts[0].format, source.label)
    if said is None:
        return manuscripts
    wanted, have = _words([said]), _words(_accounted(manuscripts))
    if wanted == have:
        return manuscripts
    missing = _missing(wanted, have)
    if missing and (other := other_text(source.data, manuscripts[0].format)) is not None:
        missing &= _missing(_words([other]), have)
    lined = manuscripts[0].format in LINED
    if missing:
        lost = _places(said, missing, lined)
    elif manuscripts[0].format == "text" and _joined(wanted) != _joined(have):
        odd = next((a for a, b in zip(wanted, have, strict=False) if a != b), wanted[-1])
        lost = _places(said, Counter([odd]), lined)
    else:
        return manuscripts
    return (replace(manuscripts[0], lost=lost), *manuscripts[1:])


def _words(texts: Iterable[str]) -> list[str]:
    return folded(_QUIET.sub("", "\n".join(texts)))


def _joined(found: Iterable[str]) -> str:
    """The letters of words in their order: 'she'_s_' is two words with its marks, one without."""
    return "".join(found).replace("'", "")


def _missing(wanted: Sequence[str], have: Sequence[str]) -> Counter[str]:
    """The words said that the manuscripts lack.

    Where a word is parted otherwise ('foo bar' for 'foobar') both sides have the same letters: nothing is lost.
    """
    more, less = Counter(wanted), Counter(have)
    missing = Counter({word: n for word, n in (more - less).items() if UNSURE not in word})
    if not missing:
        return missing
    spare = _letters(less - more)
    for word in sorted(missing, key=len, reverse=True):
        letters = _letters(Counter({word: missing[word]}))
        if letters <= spare:
            spare -= letters
            del missing[word]
    return missing


def _letters(found: Counter[str]) -> Counter[str]:
    letters: Counter[str] = Counter()
    for word, times in found.items():
        for letter in word:
            letters[letter] += times
    del letters["'"]
    return letters


def _accounted(manuscripts: Iterable[Manuscript]) -> Iterable[str]:
    for manuscript in manuscripts:
        yield from map(block_text, manuscript.elements)
        for left in manuscript.left_out:
            yield " ".join(left.words)


def _places(said: str, missing: Counter[str], lined: bool) -> tuple[LeftOut, ...]:
    """The missing words by the stretches they stand in: where all of one is missing, else the first that hold them.

    Where the text has the file's lines, they are told.
    """
    left = Counter(missing)
    stretches = list(_stretches(said))
    found: list[tuple[int, tuple[str, ...]]] = []
    for whole in (True, False):
        for number, line in stretches:
            here = Counter(word.casefold() for word in line) & left
            if here and (not whole or here.total() == len(line) > 1):
                left -= here
                found.append((number, tuple(w for w in line if here[w.casefold()])))
    found.sort(key=lambda lost: lost[0])
    return tuple(LeftOut(RULE, lost, Lines(number, number) if lined else NOWHERE) for number, lost in found)


def _stretches(said: str) -> Iterator[tuple[int, list[str]]]:
    """What stands between ends of lines and edges of blocks: the number of its line, its words."""
    number = 1
    for line in said.split("\n"):
        for stretch in line.split(EDGE):
            yield number, words(_QUIET.sub("", stretch))
            number += stretch.count(WRAP)
        number += 1
