"""How long an EPUB takes, beside pandoc, calibre (where installed) and a bare zip of the same text.

    python benchmarks/bench_epub.py [--sizes 130K 1M 10M] [--runs 3]
    python benchmarks/bench_epub.py --chapters 100 1000 10000      # the writer alone: is it linear?

Every figure is a whole process with all its children: user + system CPU seconds, and peak memory of its
largest process. Programs take turns, so that a busy machine disturbs all alike; the median is printed, and
the ratio to pandoc of the same round.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from peers import BARE_ZIP

ROOT = Path(__file__).parents[1]
WORDS = (
    "the rain had not let up since ferry and nobody at long table answered her lamps were low somebody drawn "
    "shutters against harbour wind found its way in all same under door through warped frames until flames "
    "leaned over as if to listen she counted five chairs six cups kind of thing grandmother would remark on"
).split()

WRITER_ALONE = """
import sys
from pathlib import Path
from packager.html_book import HtmlBook, NavPoint, Page, PageKind
from packager.model import BookInfo
from packager.themes import load_theme
from packager.writers.epub import write_epub
count, words = int(sys.argv[1]), sys.argv[2].split() * 2
pages, nav = [], []
for n in range(count):
    name = f"c{n:05d}"
    head = f'<header class="chapter-head"><h2 id="{name}-h">Chapter {n}</h2></header>'
    paragraphs = (f"<p>{' '.join(words[(n * 97 + k * 7919) % 20000 :][:84])}</p>" for k in range(6))
    body = f'<section class="chapter" id="{name}">{head}{"".join(paragraphs)}</section>'
    pages.append(Page(name, f"{name}.xhtml", PageKind.CHAPTER, f"Chapter {n}", body))
    nav.append(NavPoint(f"Chapter {n}", f"{name}.xhtml"))
write_epub(HtmlBook(BookInfo("Bench", ("Nobody",)), tuple(pages), tuple(nav)), load_theme(), Path(sys.argv[3]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    cpu: float  # seconds, user + system, children included
    memory: float  # MB, peak of the largest process


def measured(command: Sequence[str]) -> Cost:
    """Run a command to its end and say what it cost."""
    with tempfile.TemporaryFile() as noise:
        started = subprocess.Popen(command, stdout=noise, stderr=noise, cwd=ROOT, env=environment())
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            noise.seek(0)
            raise SystemExit(f"{command[0]} failed:\n{noise.read().decode(errors='replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    """As it is for an installed program: byte code compiled once, by the warm-up, and found again."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "fanpack-bench-pycache")}


def prose(size: int, chance: random.Random) -> list[tuple[str, list[str]]]:
    """Made-up chapters of about 20 KB, `size` bytes in all, a scene break in every third."""
    chapters: list[tuple[str, list[str]]] = []
    left = size
    while left > 0:
        paragraphs: list[str] = []
        room = min(left, 20_000)
        while room > 0:
            sentences = []
            for _ in range(chance.randint(1, 6)):
                line = " ".join(chance.choice(WORDS) for _ in range(chance.randint(5, 18)))
                sentences.append(line[0].upper() + line[1:] + ".")
            paragraphs.append(" ".join(sentences))
            room -= len(paragraphs[-1]) + 2
            left -= len(paragraphs[-1]) + 2
        name = " ".join(chance.choice(WORDS).title() for _ in range(3))
        chapters.append((name, paragraphs))
    return chapters


def inputs(size: int, folder: Path) -> tuple[Path, Path]:
    """The same words as a plain text dump (for fanpack) and as Markdown (for the others)."""
    chapters = prose(size, random.Random(size))
    text, markdown = ["The Bench"], []
    for number, (name, paragraphs) in enumerate(chapters, 1):
        body = list(paragraphs)
        if number % 3 == 0:
            body.insert(len(body) // 2, "* * *")
        text += [f"Chapter {number}: {name}", *body]
        markdown += [f"# Chapter {number}: {name}", *body]
    (folder / "book.txt").write_text("\n\n".join(text), encoding="utf-8")
    (folder / "book.md").write_text("\n\n".join(markdown), encoding="utf-8")
    return folder / "book.txt", folder / "book.md"


def programs(text: Path, markdown: Path, out: Path, pandoc: str) -> dict[str, list[str]]:
    python = sys.executable
    fanpack = [python, "-m", "packager", "build", str(text), "--format", "epub", "--title", "Bench", "--quiet"]
    found = {"fanpack": [*fanpack, "-o", str(out / "fanpack.epub")]}
    if pandoc:
        found["pandoc"] = [pandoc, str(markdown), "--metadata", "title=Bench", "-o", str(out / "pandoc.epub")]
    if calibre := shutil.which("ebook-convert"):
        found["calibre"] = [calibre, str(markdown), str(out / "calibre.epub")]
    found["bare zip"] = [python, "-c", BARE_ZIP, str(out / "bare.zip"), str(markdown)]
    return found


def size_of(said: str) -> int:
    scale = {"K": 1_000, "M": 1_000_000}.get(said[-1].upper(), 1)
    return int(float(said.rstrip("KMkm")) * scale)


def compare(sizes: Sequence[str], runs: int, pandoc: str) -> None:
    print(f"{'text':>6} {'program':<10} {'CPU s':>8} {'of pandoc':>10} {'peak MB':>8} {'of pandoc':>10}")
    for said in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            commands = programs(*inputs(size_of(said), folder), folder, pandoc)
            for command in commands.values():
                measured(command)  # warm-up: byte code, disk cache
            rounds = [{key: measured(command) for key, command in commands.items()} for _ in range(runs)]
        for key in commands:
            cpu = statistics.median(r[key].cpu for r in rounds)
            memory = statistics.median(r[key].memory for r in rounds)
            ratios = ["", ""]
            if pandoc:
                ratios[0] = f"{statistics.median(r[key].cpu / r['pandoc'].cpu for r in rounds):.2f}"
                ratios[1] = f"{statistics.median(r[key].memory / r['pandoc'].memory for r in rounds):.2f}"
            print(f"{said:>6} {key:<10} {cpu:8.2f} {ratios[0]:>10} {memory:8.0f} {ratios[1]:>10}")


def scaling(counts: Sequence[int]) -> None:
    """The writer alone on finished pages of 500 words: CPU a chapter should not grow with the book."""
    words = " ".join(random.Random(1).choices(WORDS, k=20_000))
    with tempfile.TemporaryDirectory() as name:
        target = str(Path(name) / "book.epub")
        base = [measured([sys.executable, "-c", WRITER_ALONE, "1", words, target]) for _ in range(3)][-1]
        print(f"{'chapters':>8} {'CPU s':>8} {'ms each':>8} {'peak MB':>8}   (start-up {base.cpu:.2f} s off)")
        for count in counts:
            cost = measured([sys.executable, "-c", WRITER_ALONE, str(count), words, target])
            own = cost.cpu - base.cpu
            print(f"{count:>8} {cost.cpu:8.2f} {own / count * 1000:8.2f} {cost.memory:8.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["130K", "1M", "10M"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pandoc", default=shutil.which("pandoc") or "", help="path of pandoc")
    parser.add_argument("--chapters", nargs="+", type=int, default=[], help="time the writer alone")
    asked = parser.parse_args()
    if asked.chapters:
        scaling(asked.chapters)
    else:
        compare(asked.sizes, asked.runs, asked.pandoc)


if __name__ == "__main__":
    main()
