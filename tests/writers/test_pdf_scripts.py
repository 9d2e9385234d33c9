"""Paragraphs of scripts that themes' fonts lack: straight edges, lines on the grid, no gap inside a paragraph."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import ImageOps

from packager.assembly import AssemblyOptions, assemble
from packager.model import BookInfo, Chapter, Metadata, Paragraph, Scene, Story, Text
from packager.render import Openings, RenderOptions, render
from packager.themes import load_theme
from packager.writers.pdf import write_pdf
from packager.writers.pdf_options import PdfOptions

TEXTS = {
    "he": "הלילה ירד על העיר, והרחובות התרוקנו לאט מן האנשים שמיהרו אל בתיהם. היא ישבה ליד החלון והביטה באורות "
    "הרחוקים של הנמל, ומישהו דפק על הדלת פעם אחת, ואחר כך שוב, בשקט, כאילו פחד להעיר את הבית כולו. איש לא ענה לו. ",
    "ar": "كان الليل قد هبط على المدينة، وخلت الشوارع من الناس الذين أسرعوا إلى بيوتهم. جلست قرب النافذة تنظر "
    "إلى أضواء الميناء البعيدة، ثم طرق أحدهم الباب مرة واحدة بهدوء كأنه يخاف أن يوقظ البيت كله. لم يجبه أحد. ",
    "ja": "夜が町に降りてきて、通りはだんだん静かになった。人々は急いで家に帰り、彼女は窓のそばに座って、"
    "遠い港の明かりを見ていた。誰かがドアをそっとたたいた。「どなたですか。」返事はなかった。",
}
TITLES = {"he": "הלילה על העיר", "ar": "ليل على المدينة", "ja": "夜の町"}
PARAGRAPHS = 9
ZOOM = 3
CLOSING = "、。」』，．！？）"
Row = tuple[float, float, float, str]
"""Baseline, left and right ends of the ink, and the letters, pt."""


def has_font(lang: str) -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", f":lang={lang}"], capture_output=True, text=True, check=True).stdout.strip())


def rows(page: pypdfium2.PdfPage, lang: str) -> list[Row]:
    """The rows of a page that have letters of the script, from top to bottom; titles and heads are no such rows."""
    text = page.get_textpage()
    found: dict[float, list[tuple[float, str, float]]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, number))
        pdfium.FPDFText_GetCharOrigin(text.raw, number, x, y)
        if letter.strip():
            near = next((key for key in found if abs(key - y.value) < 3), y.value)
            found.setdefault(near, []).append((x.value, letter, y.value))
    ink = ImageOps.invert(page.render(scale=ZOOM, grayscale=True).to_pil().convert("L"))
    made = []
    for letters in found.values():
        words = "".join(letter for _, letter, _ in sorted(letters))
        body = any(sign in TEXTS[lang] for sign in words if sign.isalpha())
        if not body or (len(words) < 22 and set(words) <= {*TITLES[lang], *"0123456789"}):
            continue
        levels = [level for _, _, level in letters]
        assert max(levels) - min(levels) < 0.15, words
        down = (page.get_height() - levels[0]) * ZOOM
        box = ink.crop((0, int(down - 8 * ZOOM), ink.width, int(down + 2 * ZOOM))).point(lambda v: v > 90 and 255)
        left, _, right, _ = box.getbbox() or (0, 0, 0, 0)
        made.append((levels[0], left / ZOOM, right / ZOOM, words))
    return sorted(made, reverse=True)


def printed(lang: str, theme: str, folder: Path) -> list[list[Row]]:
    """The rows of every page of text of a story in two chapters."""
    texts = [TEXTS[lang] * (2 + n % 3) + TEXTS[lang][: 31 + 7 * n] for n in range(PARAGRAPHS)]
    scenes = Scene(tuple(Paragraph((Text(text.strip()),)) for text in texts))
    chapters = tuple(Chapter((scenes,), title=TITLES[lang]) for _ in range(2))
    story = Story("s", Metadata(title="Tale", authors=("Nobody",), language=lang), chapters)
    book = render(assemble(BookInfo("Tale", language=lang), (story,), AssemblyOptions()), RenderOptions(Openings()))
    target = folder / f"{lang}-{theme}.pdf"
    write_pdf(book, load_theme(theme), target, PdfOptions(jobs=1, cache=False))
    with pypdfium2.PdfDocument(target) as pdf:
        return [found for page in pdf if len(found := rows(page, lang)) > 6]


@pytest.mark.parametrize("theme", ["classic", "modern"])
@pytest.mark.parametrize("lang", list(TEXTS))
def test_another_script_has_straight_edges_and_no_gaps(lang: str, theme: str, tmp_path: Path) -> None:
    """Lines are one leading apart throughout; all but the last of a paragraph reach both edges, indents apart."""
    if not has_font(lang):
        pytest.skip(f"no font of this machine has the script of {lang}")
    pages = printed(lang, theme, tmp_path)
    assert len(pages) >= 4
    leading = 14.0
    tops = set()
    for page in pages:
        for above, below in pairwise(page):
            assert above[0] - below[0] == pytest.approx(leading, abs=0.1), below[3]
        tops.add(round(page[0][0] % leading, 1))
        left, right = min(row[1] for row in page), max(row[2] for row in page)
        edges = [(right - row[2], row[1] - left) if lang != "ja" else (row[1] - left, right - row[2]) for row in page]
        opening = [near for near, _ in edges if near > 7]
        short = [far for _, far in edges[:-1] if far > 7]
        assert all(near < 30 for near in opening)  # indented where reading begins
        assert max(len(opening), len(short)) <= PARAGRAPHS
        assert abs(len(opening) - len(short)) <= 2, edges
        if lang != "ja":  # whose stops have their ink in the first half of their square
            assert not any(2.5 < distance < 7 for pair in edges[:-1] for distance in pair), edges
    assert max(tops) - min(tops) < 0.15  # facing pages are level
    assert lang != "ja" or not any(row[3][0] in CLOSING for page in pages for row in page)
