"""How much memory and time a build takes as its input grows: is it linear, and how many MB a million words?

    python benchmarks/bench_memory.py [--words 250000 1000000 4000000] [--pdf-words 50000 100000 200000]
    python benchmarks/bench_memory.py --inputs text --words 1000000 --pdf-words      # one line

Made-up prose is written as a text dump, as one saved page and as an EPUB of chapters, and a book is made of each
in a process of its own. Memory is the peak, sampled twenty times a second, of the build with all its
workers, shared pages counted once (PSS, Linux), or that of the largest process as the system counts it, if
that is more (a busy machine samples too seldom). `MB a million` is
what is over an all but empty book, so the interpreter and the fonts don't count.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from bench_epub import ROOT, WORDS

PROC = Path("/proc")
CHAPTER = 4_000  # words
CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def chapters(words: int) -> Iterator[list[str]]:
    """Chapters of paragraphs, every fourth of them talk; the same on every machine."""
    chance = random.Random(words)
    left = words
    while left > 0:
        paragraphs: list[str] = []
        count = 0
        while count < min(CHAPTER, left):
            size = chance.randint(8, 90)
            text = " ".join(chance.choice(WORDS) for _ in range(size)).capitalize() + "."
            paragraphs.append(f'"{text}"' if len(paragraphs) % 4 == 3 else text)
            count += size
        left -= count
        yield paragraphs


def write_text(path: Path, words: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        for number, paragraphs in enumerate(chapters(words), 1):
            out.write(f"Chapter {number}\n\n" + "\n\n".join(paragraphs) + "\n\n")


def write_html(path: Path, words: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("<!DOCTYPE html><html><head><title>Bench</title></head><body>\n")
        for number, paragraphs in enumerate(chapters(words), 1):
            out.write(f"<h2>Chapter {number}</h2>\n" + "\n".join(f"<p>{escape(p)}</p>" for p in paragraphs))
        out.write("</body></html>\n")


def write_epub(path: Path, words: int) -> None:
    items = spine = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        out.writestr("META-INF/container.xml", CONTAINER)
        for number, paragraphs in enumerate(chapters(words), 1):
            body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
            out.writestr(
                f"c{number}.xhtml",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{number}</title></head>'
                f"<body><h2>Chapter {number}</h2>{body}</body></html>",
            )
            items += f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>'
            spine += f'<itemref idref="c{number}"/>'
        out.writestr(
            "c.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements'
            f'/1.1/"><dc:title>Bench</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>',
        )


MAKERS = {"text": (".txt", write_text), "html": (".html", write_html), "epub": (".epub", write_epub)}


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def memory(pid: int) -> float:
    """MB that a process and those below it take, shared pages once."""
    total = 0
    for member in family(pid):
        try:
            rollup = (PROC / str(member) / "smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def measured(source: Path, format: str, folder: Path) -> tuple[float, float]:
    """(MB at the peak, seconds) of one build from nothing."""
    command = [sys.executable, "-m", "packager", "build", str(source), "--title", "Bench", "--no-cache", "-q"]
    began = time.monotonic()
    build = subprocess.Popen([*command, "-o", str(folder / f"out.{format}")], cwd=ROOT)
    peak = 0.0
    while True:
        pid, status, used = os.wait4(build.pid, os.WNOHANG)
        if pid:
            break
        if PROC.is_dir():
            peak = max(peak, memory(build.pid))
        time.sleep(0.05)
    build.returncode = os.waitstatus_to_exitcode(status)
    if build.returncode:
        raise SystemExit(f"{source.name} -> {format}: failed with code {build.returncode}")
    scale = 2**20 if sys.platform == "darwin" else 1024
    return max(peak, used.ru_maxrss / scale), time.monotonic() - began


def row(kind: str, format: str, words: int, empty: tuple[float, float], folder: Path) -> str:
    ending, make = MAKERS[kind]
    source = folder / f"in{ending}"
    make(source, words)
    size = source.stat().st_size / 1e6
    peak, wall = measured(source, format, folder)
    million = words / 1e6
    return (
        f"| {kind} | {format} | {words:,} | {size:.1f} | {peak:.0f} | {(peak - empty[0]) / million:.0f} | {wall:.1f} | "
        f"{(wall - empty[1]) / million:.1f} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, nargs="*", default=[250_000, 1_000_000, 4_000_000])
    parser.add_argument("--pdf-words", type=int, nargs="*", default=[50_000, 100_000, 200_000])
    parser.add_argument("--inputs", nargs="+", choices=sorted(MAKERS), default=["text", "html", "epub"])
    said = parser.parse_args(arguments)
    print("| input | book | words | MB in | peak MB | MB a million words | s | s a million words |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = folder / "small.txt"
        write_text(small, 300)
        for format, sizes, kinds in (("epub", said.words, said.inputs), ("pdf", said.pdf_words, said.inputs[:1])):
            if not sizes:
                continue
            empty = measured(small, format, folder)
            for kind in kinds:
                for words in sizes:
                    print(row(kind, format, words, empty, folder), flush=True)


if __name__ == "__main__":
    main()
