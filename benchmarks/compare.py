"""fanpack beside its peers, in one run: wall time, CPU time and memory.

    python benchmarks/compare.py [--words 25000 100000 500000] [--stories 1000] [--runs 3] [--texts FOLDER]
    python benchmarks/compare.py --words 25000 --stories 0 --formats epub --runs 5     # a short one
    python benchmarks/compare.py --start-up                                            # --help and --version alone

Books are made by the script, or of the words of a folder's .txt files. `--stories` is a book of so many files of 500
words each. Every figure is a whole process with all its children. Programs take turns and the order changes from
round to round, so that a busy machine disturbs all alike; medians are printed, and the ratios to fanpack in the same
round and format. Memory is the peak of the whole process tree, shared pages once (Linux), sampled twenty
times a second. What isn't installed is skipped and named, and so is what takes longer than `--limit` seconds.
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
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_epub import WORDS, environment
from bench_memory import PROC, memory
from peers import Book, Peer, peers

ROOT = Path(__file__).parents[1]
CHAPTER = 3000  # words
STORY = 500


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    cpu: float
    memory: float  # MB


def measured(command: Sequence[str], limit: float) -> Cost | str:
    """What a command costs, or in a word why it can't be said."""
    with tempfile.TemporaryFile() as noise:
        before, began, peak = os.times(), time.perf_counter(), 0.0
        process = subprocess.Popen(
            command, stdout=noise, stderr=noise, cwd=ROOT, env=environment(), start_new_session=True
        )
        while process.poll() is None:
            if time.perf_counter() - began > limit:
                os.killpg(process.pid, 9)  # the session this started, and nothing else
                process.wait()
                return f"over {limit:.0f} s"
            if PROC.is_dir():
                peak = max(peak, memory(process.pid))
            time.sleep(0.05 if time.perf_counter() - began > 0.5 else 0.01)
        wall, after = time.perf_counter() - began, os.times()
        if process.returncode:
            noise.seek(0)
            lines = noise.read().decode(errors="replace").strip().splitlines()
            return f"failed: {lines[-1][:90] if lines else process.returncode}"
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak)


def paragraphs(texts: str, seed: int) -> Iterator[str]:
    """Paragraphs without end: of a folder's files, over and over, or made up."""
    given = (
        [line.strip() for path in sorted(Path(texts).glob("*.txt")) for line in path.open(encoding="utf-8")]
        if texts
        else []
    )
    given = [line for line in given if len(line) > 1]
    chance = random.Random(seed)
    while True:
        yield from given
        if not given:
            line = " ".join(chance.choices(WORDS, k=chance.randint(4, 110)))
            yield line[0].upper() + line[1:] + "."


def chapters(words: int, source: Iterator[str], each: int) -> Iterator[list[str]]:
    while words > 0:
        held: list[str] = []
        room = min(each, words)
        while room > 0:
            held.append(next(source))
            room -= len(held[-1].split())
            words -= len(held[-1].split())
        yield held


def one_book(words: int, texts: str, folder: Path) -> Book:
    """A novel: one file, a chapter every 3,000 words."""
    dump, markdown = ["The Bench", "by Nobody"], []
    for number, held in enumerate(chapters(words, paragraphs(texts, words), CHAPTER), 1):
        dump += [f"Chapter {number}", *held]
        markdown += [f"# Chapter {number}", *held]
    (folder / "book.txt").write_text("\n\n".join(dump), encoding="utf-8")
    (folder / "book.md").write_text("\n\n".join(markdown), encoding="utf-8")
    return Book(f"{words:,} words", [folder / "book.txt"], [folder / "book.md"])


def anthology(stories: int, texts: str, folder: Path) -> Book:
    """Many short stories, a file each; the others get one Markdown file with a heading for each."""
    shelf = folder / "stories"
    shelf.mkdir()
    markdown = []
    for number, held in enumerate(chapters(stories * STORY, paragraphs(texts, stories), STORY), 1):
        title = f"Tale {number} of the Pier"
        (shelf / f"{number:05}.txt").write_text("\n\n".join([title, f"by writer{number % 97}", *held]), "utf-8")
        markdown += [f"# {title}", *held]
    (folder / "book.md").write_text("\n\n".join(markdown), encoding="utf-8")
    return Book(f"{stories:,} stories", [shelf], [folder / "book.md"])


def compare(book: Book, programs: Sequence[Peer], runs: int, limit: float, folder: Path) -> None:
    """One input by all programs of one format, in turns."""
    costs: dict[str, list[Cost]] = {peer.name: [] for peer in programs}
    why: dict[str, str] = {}
    for number in range(runs + 1):  # the first is a warm-up: byte code, files in memory, the theme's faces
        order = list(programs)
        random.Random(number).shuffle(order)
        for peer in order:
            if peer.name in why:
                continue
            cost = measured(peer.command(book, folder / f"{peer.name.replace(' ', '-')}.{peer.format}"), limit)
            if isinstance(cost, str):
                why[peer.name] = cost
            elif number or runs == 0:
                costs[peer.name].append(cost)
    base = costs[programs[0].name]
    for peer in programs:
        have = costs[peer.name]
        if not have or not base:
            print(f"{book.name:>14} {peer.format:<5} {peer.name:<18} {why.get(peer.name, 'no figures')}", flush=True)
            continue
        figures = []
        for name in ("wall", "cpu", "memory"):
            value = statistics.median(getattr(cost, name) for cost in have)
            ratio = statistics.median(getattr(c, name) / getattr(b, name) for c, b in zip(have, base, strict=False))
            figures.append(f"{value:9.{0 if name == 'memory' else 2}f} {ratio:6.2f}")
        print(f"{book.name:>14} {peer.format:<5} {peer.name:<18}{''.join(figures)}", flush=True)


def start_up(runs: int) -> None:
    """CPU time of asking for help, beside Python with click."""
    python = sys.executable
    commands = {
        "python, click": [python, "-c", "import click"],
        "--version": [python, "-m", "packager", "--version"],
        "--help": [python, "-m", "packager", "--help"],
    }
    rounds = []
    for _ in range(max(runs, 5) + 1):
        rounds.append({name: measured(command, 60.0) for name, command in commands.items()})
    print("start-up             CPU s   of python with click")
    for name in commands:
        have = [cost for r in rounds[1:] if isinstance(cost := r[name], Cost)]
        base = [cost for r in rounds[1:] if isinstance(cost := r["python, click"], Cost)]
        cpu, floor = (statistics.median(cost.cpu for cost in costs) for costs in (have, base))
        print(f"{name:<18} {cpu:7.3f} {cpu / floor:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", nargs="*", type=int, default=[25_000, 100_000, 500_000])
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--texts", default="", help="folder of .txt files to take the words from")
    parser.add_argument("--formats", nargs="+", default=["epub", "pdf"])
    parser.add_argument("--programs", nargs="+", default=[], help="only those (fanpack is always one)")
    parser.add_argument("--pandoc", default=shutil.which("pandoc") or "", help="path of pandoc")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a program may take")
    parser.add_argument("--start-up", action="store_true", help="measure start-up alone")
    asked = parser.parse_args()
    if asked.start_up:
        start_up(asked.runs)
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ["FANPACK_CACHE"] = str(scratch / "cache")
        known = peers(asked.pandoc, scratch)
        if asked.programs:
            known = [p for p in known if p.name in ("fanpack", *asked.programs)]
        for missing in sorted({peer.missing for peer in known if peer.missing}):
            print(f"skipped, for it is not installed: {missing}")
        print(f"{'book':>14} {'':<5} {'program':<18}" + "".join(f"{n:>9}  ratio" for n in ("wall s", "CPU s", "MB")))
        for words in [*asked.words, *([-asked.stories] if asked.stories else [])]:
            folder = Path(tempfile.mkdtemp(dir=scratch))
            book = one_book(words, asked.texts, folder) if words > 0 else anthology(-words, asked.texts, folder)
            for format in asked.formats:
                programs = [peer for peer in known if peer.format == format and not peer.missing]
                compare(book, programs, asked.runs, asked.limit, folder)
    start_up(asked.runs)


if __name__ == "__main__":
    main()
