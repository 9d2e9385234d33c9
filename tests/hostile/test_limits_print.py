"""Text made to exhaust a machine, on paper: every word is set and none off the page, or one line refuses it."""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager import limits
from packager.build import build
from packager.problems import ExitCode, FanpackError, Report
from packager.request import Request
from packager.writers import pdf_long
from packager.writers.pdf_html import PART_HERE, breakable
from packager.writers.table import WriteOptions

SAID = "The lamp was lit again by the river and nobody in the village said a word about it. "
SYLLABLES = "ba re ti no la mer son dal wick ter ing ly en or ash".split()


def words_made_up(count: int, syllables: int = 3) -> str:
    chance = random.Random(count)
    return " ".join("".join(chance.choice(SYLLABLES) for _ in range(syllables)) for _ in range(count))


def hebrew(count: int) -> str:
    chance = random.Random(count)
    letters = "אבגדהוזחטיכלמנסעפצקרשת"
    return " ".join("".join(chance.choice(letters) for _ in range(chance.randint(2, 7))) for _ in range(count))


def built(path: Path, *formats: str) -> Path:
    """The PDF of a file, whose every word has been compared by the ledger."""
    request = Request(
        paths=(str(path),),
        formats=formats or ("pdf",),
        output=str(path.parent / "out.pdf"),
        options=WriteOptions(cache=False, jobs=1),
    )
    build(request, Report())
    return path.parent / "out.pdf"


def off_the_page(path: Path) -> list[str]:
    """Letters that stand beyond the edges of their pages."""
    found = []
    with pdfium.PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            width, height = pdf[number].get_size()
            text = pdf[number].get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                letter = text.get_text_range(at, 1)
                if letter.isalnum() and (left < 0 or bottom < 0 or right > width or top > height):
                    found.append(letter)
    return found


def test_words_without_end_are_set_on_the_page(tmp_path: Path) -> None:
    """A word of 20,000 letters, a cry, a row of signs and a table longer than a page: in lines, all of it on paper.

    The word took hours, the cry ran off the paper, and a row of the table that two pages shared lost its order.
    """
    rows = "".join(f"<tr><td>{words_made_up(3, 9)}</td><td>{words_made_up(4, 8)}</td></tr>" for _ in range(60))
    page = tmp_path / "page.html"
    page.write_text(
        f"<p>{SAID}</p><p>{words_made_up(1, 8_000)}</p><p>{SAID}N{'o' * 140}! {SAID}{'?!' * 100}</p>"
        f"<p>{SAID}{'=' * 500} {SAID}</p><table>{rows}</table><p>{'&amp;' * 300} {SAID}</p>",
        encoding="utf-8",
    )
    assert off_the_page(built(page, "epub", "pdf")) == []


def test_a_long_text_is_broken_by_windows_as_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paragraphs that the typesetter leaves to WeasyPrint have the same lines, to the byte."""
    story = tmp_path / "story.html"
    inside = f"{SAID * 3}{hebrew(900)} <em>{SAID}</em>\u2603 {SAID * 20}"
    story.write_text(f"<p>{SAID}</p><p>{inside}</p><p>{'物語は終わらない、' * 200}。</p>", encoding="utf-8")
    monkeypatch.setattr(pdf_long, "LONG", 10**9)
    whole = built(story).read_bytes()
    monkeypatch.setattr(pdf_long, "LONG", 500)
    monkeypatch.setattr(pdf_long, "WINDOW", 1_500)
    assert built(story).read_bytes() == whole


def test_a_chapter_too_long_for_paper_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its layout would take is reckoned before anything is laid out; no format is written, none replaced."""
    story = tmp_path / "story.txt"
    story.write_text("Chapter 1\n\n" + "\n\n".join([SAID] * 40) + "\n\nChapter 2\n\n" + SAID, encoding="utf-8")
    (tmp_path / "out.epub").write_text("old")
    monkeypatch.setattr(limits, "PAPER", 20 * limits.PAPER_ELEMENT)
    with pytest.raises(FanpackError) as told:
        built(story, "epub", "pdf")
    assert told.value.code is ExitCode.INPUT
    assert "too long to be laid out for print" in told.value.message
    assert "make an EPUB" in told.value.message
    assert "\n" not in str(told.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.epub", "story.txt"]
    assert (tmp_path / "out.epub").read_text() == "old"


def test_the_limit_is_beyond_books() -> None:
    """A chapter of half a million words in 15,000 paragraphs, as no work has, is laid out."""
    assert 3_000_000 * limits.PAPER_CHARACTER + 15_000 * limits.PAPER_ELEMENT < limits.PAPER / 2


@given(st.text(alphabet="ab!?.- <>&;é物\u00ad", max_size=300), st.integers(5, 40))
def test_places_to_break_change_no_letter(text: str, letters: int) -> None:
    """Without them the text is what it was, tags and entities are whole, and usual text has none."""
    made = breakable(text, letters)
    assert made.replace(PART_HERE, "") == text
    if max(map(len, text.split()), default=0) <= letters:
        assert made == text


def test_addresses_and_attributes_stay(tmp_path: Path) -> None:
    """Long values of attributes and long real words are left alone."""
    for text in (f'<a href="{"x" * 500}">{SAID}</a>', f"{SAID}Rindfleischetikettierungsüberwachungsaufgabengesetz"):
        assert breakable(text, 60) == text
    assert PART_HERE in breakable(f"<b>{'o' * 80}</b>", 60)
    assert breakable("物語" * 90, 60).replace(PART_HERE, "") == "物語" * 90
