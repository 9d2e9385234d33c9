"""The ledger of the HTML proof: what was written is read back from the file itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.build import make
from packager.ledger_files import Verifier
from packager.ledger_report import LedgerError
from packager.problems import FanpackError, Report
from packager.request import Request
from packager.writers.html import proof

STORY = """Chapter 1: Stones

The river had been dry since spring (A/N: not a real one), and nobody in the village said so aloud.

***

Her brother only shrugged; he'd never believed in counting things that <didn't> move & told her so.

Chapter 2: The Bell

At noon the bell rang, although the tower had lost its bell the year before.
"""


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Verifier, str, Path]:
    """What the proof must hold, the proof, and the file it is written to."""
    (tmp_path / "well.txt").write_text(STORY, encoding="utf-8")
    made = make(Request(paths=(str(tmp_path / "well.txt"),)), Report())
    verifier = Verifier(made.manuscripts, made.anthology, made.book, made.ledger, made.book)
    return verifier, proof(made.book, made.theme, fonts=False), tmp_path / "well.html"


def test_a_whole_proof_passes(desk: tuple[Verifier, str, Path]) -> None:
    """Every word is found in the file, footnotes and escaped characters too."""
    verifier, text, path = desk
    path.write_text(text, encoding="utf-8")
    assert verifier("html", path, path).words_out == verifier.ledger.words_out > 50


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("never believed", "believed", "never"),
        ("At noon", "At high noon", "high"),
        ("</section>\n</div>\n</body>", "</section>\n</div>\nstray\n</body>", "stray"),
        ("not a real one", "not one", "a real"),
    ],
)
def test_a_proof_that_lost_or_doubled_a_word_fails(
    desk: tuple[Verifier, str, Path], old: str, new: str, said: str
) -> None:
    """The word is named, wherever in the file it lacks or is too many."""
    verifier, text, path = desk
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LedgerError, match=said):
        verifier("html", path, path)


def test_half_a_proof_is_told(desk: tuple[Verifier, str, Path]) -> None:
    """A file that was cut off is no book, whatever words it still holds."""
    verifier, text, path = desk
    path.write_text(text[:-20], encoding="utf-8")
    with pytest.raises(FanpackError, match="not a whole proof"):
        verifier("html", path, path)
