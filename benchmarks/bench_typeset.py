"""Line breaking: CPU seconds by length of text, layout beside bare WeasyPrint, and how evenly lines are set.

    python benchmarks/bench_typeset.py [--words 25000 100000] [--text story.txt ...] [--layout] [--theme classic]

Without `--text` the script makes paragraphs of English-like words (dialogue and narration of 5 to 120 words). 'first'
is a cold run, with every word shaped; 'again' the same text with all widths known. `--layout` also lays the text
out with WeasyPrint, once with set lines and once with its own, in turns.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench_epub import WORDS  # noqa: E402
from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from packager.themes import load_theme  # noqa: E402
from packager.typeset import CssStyles, Face, Tuning, Typesetter, TypeSpec  # noqa: E402

MEASURE = 288.0
LINE = re.compile(r'<span class="ln([^"]*)"(?: style="[^"]*")?>(.*?)</span>', re.S)


def made_text(words: int) -> list[str]:
    chance = random.Random(7)
    out: list[str] = []
    while words > 0:
        length = min(words, chance.choice((6, 9, 14, 22, 35, 60, 110)))
        words -= length
        picked = [chance.choice(WORDS) for _ in range(length)]
        for index in range(9, length - 3, 11):
            picked[index] += chance.choice((",", ".", ";", " —"))
        text = " ".join(picked).capitalize() + "."
        out.append(f"“{text}”" if chance.random() < 0.4 else text)
    return out


def read_texts(files: list[str]) -> list[str]:
    text = "\n".join(Path(name).read_text(encoding="utf-8", errors="replace") for name in files)
    return [line.strip() for line in text.splitlines() if line.strip()]


def body_of(paragraphs: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)


def css_of(size: float, leading: float, family: str) -> str:
    return (
        f'body {{ margin: 0; font: {size}pt/{leading}pt "{family}" }} @page {{ size: 5.5in 8.5in; margin: 54pt }}'
        "p { margin: 0; text-indent: 16pt; text-align: justify; hyphens: auto; orphans: 2; widows: 2 }"
    )


def evenness(body: str, size: float, space: float, tuning: Tuning) -> str:
    """Gap ratios of the set lines, as the classes say them."""
    usual = tuning.steps - 1
    ratios: list[float] = []
    ends: list[str] = []
    for classes, inner in LINE.findall(body):
        if not inner.endswith("\n") or " " not in inner:
            continue
        step, grains = 0, 0
        for name in classes.split():
            if match := re.fullmatch(r"(?:f\d+)?([xn])(\d)", name):
                step = int(match[2]) * (1 if match[1] == "x" else -1)
            elif match := re.fullmatch(r"w([sm])(\d+)", name):
                grains = int(match[2]) * (1 if match[1] == "s" else -1)
        scale = 1 + tuning.expansion * max(-usual, min(usual, step)) / usual
        ratios.append((space * scale + grains / 1000) / space)
        ends.append(inner.rstrip("\n"))
    ratios.sort()
    count = len(ratios)
    hyphens = sum(end.endswith(("-", "\u2010")) for end in ends)
    return (
        f"lines {count}, gap ratio SD {statistics.pstdev(ratios):.3f}, p95 {ratios[int(count * 0.95)]:.2f}, "
        f"over 1.5 {100 * sum(ratio > 1.5 for ratio in ratios) / count:.2f} %, "
        f"hyphens {100 * hyphens / count:.1f} in 100"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--words", type=int, nargs="*", default=[25_000, 100_000])
    parser.add_argument("--text", nargs="*", default=[])
    parser.add_argument("--theme", default="classic")
    parser.add_argument("--layout", action="store_true")
    asked = parser.parse_args()

    theme = load_theme(asked.theme)
    faces = tuple(Face(f.family, f.italic, f.weight, f.data) for f in theme.faces)
    size, leading, family = theme.type.size, theme.type.leading, theme.type.family
    texts = {"text": read_texts(asked.text)} if asked.text else {str(n): made_text(n) for n in asked.words}
    css = css_of(size, leading, family)
    tuning = Tuning()
    for name, paragraphs in texts.items():
        body = body_of(paragraphs)
        words = sum(len(text.split()) for text in paragraphs)
        setter = Typesetter(TypeSpec(MEASURE, faces, CssStyles([CSS(string=css)]), "en", tuning))
        seconds = []
        for _ in range(2):
            start = time.process_time()
            page = setter.set_page(body)
            seconds.append(time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        each = seconds[0] / words * 25_000
        left = sum(bool(paragraph.left_to) for paragraph in page.paragraphs)
        print(
            f"{name}: {words} words, first {seconds[0]:.2f} s CPU, again {seconds[1]:.2f} s, "
            f"{each:.2f} s in 25,000 words, {left} paragraphs left alone, peak {peak} MB"
        )
        regular = next(f for f in setter.ruler.faces if f.weight == 400 and not f.italic)
        print(f"  {evenness(page.body, size, setter.ruler.space(regular), tuning)}")
        if asked.layout:
            layout(css, body, page.body, setter, faces)


def layout(css: str, bare: str, lines: str, setter: Typesetter, faces: tuple[Face, ...]) -> None:
    """CPU seconds of WeasyPrint on both bodies, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        copies = setter.copies()
        print(f"  {len(copies)} copies of faces made in {time.process_time() - start:.1f} s (kept for the next book)")
        rules = ""
        for number, face in enumerate((*faces, *copies)):
            path = Path(folder) / f"{number}.ttf"
            path.write_bytes(face.data)
            slope = "italic" if face.italic else "normal"
            rules += (
                f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
                f"font-style: {slope}; src: url({path.as_uri()}) }}\n"
            )
        found: dict[str, list[float]] = {"own lines": [], "set lines": []}
        for turn in range(3):
            for kind, body in (("own lines", bare), ("set lines", lines)):
                fonts = FontConfiguration()
                sheet = CSS(string=rules + css + (setter.css() if kind == "set lines" else ""), font_config=fonts)
                start = time.process_time()
                document = HTML(string=f'<html lang="en"><body>{body}</body></html>').render(
                    stylesheets=[sheet], font_config=fonts
                )
                document.write_pdf()
                found[kind].append(time.process_time() - start)
                if turn == 2:
                    best = min(found[kind])
                    print(f"  WeasyPrint, {kind}: {len(document.pages)} pages in {best:.2f} s CPU (best of 3)")


if __name__ == "__main__":
    main()
