"""How a shelf scales: books a second with one and with more processes, in turns.

    python benchmarks/bench_batch.py [--books 200] [--words 5000] [--jobs 1 2] [--runs 3] [--format epub]

Every figure is a whole `fanpack batch` with all its children, start-up included. Efficiency is the speed-up over
one process, divided by the processes. Story text is made by the script.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_epub import ROOT, WORDS


def make_shelf(folder: Path, books: int, words: int) -> None:
    """Books of one text story each: chapters of about 2,000 words, paragraphs of 20 to 90."""
    chance = random.Random(7)
    for number in range(books):
        here = folder / f"book {number:05}"
        here.mkdir(parents=True)
        parts = [f"The Book of Number {number}", f"by writer{number % 97}"]
        left, chapter = words, 0
        while left > 0:
            chapter += 1
            parts.append(f"Chapter {chapter}")
            for _ in range(40):
                length = chance.randint(20, 90)
                left -= length
                parts.append(" ".join(chance.choice(WORDS) for _ in range(length)).capitalize() + ".")
        (here / "story.txt").write_text("\n\n".join(parts), encoding="utf-8")


def measure(shelf: Path, jobs: int, formats: list[str]) -> tuple[float, float, int]:
    """(wall seconds, CPU seconds, peak bytes of the largest process) of one batch into a new folder."""
    out = Path(tempfile.mkdtemp(prefix="fanpack-batch-"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "packager", "batch", str(shelf), "-q", "-j", str(jobs), "-o", str(out)]
    for name in formats:
        command += ["-f", name]
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(out)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--books", type=int, default=200)
    parser.add_argument("--words", type=int, default=5000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, os.cpu_count() or 1])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--format", dest="formats", nargs="+", default=["epub"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "shelf"
        make_shelf(shelf, asked.books, asked.words)
        found: dict[int, list[tuple[float, float, int]]] = {jobs: [] for jobs in asked.jobs}
        for _ in range(asked.runs):
            for jobs in asked.jobs:
                found[jobs].append(measure(shelf, jobs, asked.formats))
    print(f"{asked.books} books of {asked.words:,} words, {' + '.join(asked.formats)}, medians of {asked.runs}")
    print(f"{'processes':>9} {'wall s':>8} {'CPU s':>8} {'books/s':>8} {'efficiency':>10} {'peak MB':>8}")
    first = statistics.median(run[0] for run in found[asked.jobs[0]])
    for jobs, runs in found.items():
        wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
        peak = max(run[2] for run in runs) / 1e6
        share = first * asked.jobs[0] / (wall * jobs)
        print(f"{jobs:>9} {wall:>8.2f} {cpu:>8.2f} {asked.books / wall:>8.1f} {share:>10.0%} {peak:>8.0f}")


if __name__ == "__main__":
    main()
