"""How long reading a text dump and telling its structure takes, and whether that grows with the text alone.

    python benchmarks/bench_structure.py [--sizes 0.25 0.5 1 2 4] [--runs 3]

CPU seconds (user and system) of one process for `PlainText.read` and `to_story` on a made-up dump with chapters,
notes, marks and lost lines; sizes in millions of characters. Each size runs in turn, so that a busy machine
disturbs all alike; the median is printed. Linear means: the seconds a million characters stay the same.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from packager.problems import Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from packager.structure import to_story

WORDS = (
    "the rain had not let up since ferry and nobody at long table answered her lamps were low somebody drawn "
    "shutters against harbour wind found its way in all same under door through warped frames until flames "
    "leaned over as if to listen"
).split()
NAMES = ("Ilse", "Tom", "Wren", "Corder", "Mira")


def dump(characters: int, seed: int = 7) -> str:
    """A dump with a chapter every 60 paragraphs, a note at each, breaks marked and unmarked, and lines lost."""
    dice = random.Random(seed)
    parts: list[str] = ["Disclaimer: not mine.\n\n"]
    size, number, chapter = 0, 0, 0
    while size < characters:
        if number % 60 == 0:
            chapter += 1
            parts.append(f"Chapter {chapter}\n\nA/N: Thanks for the reviews, next chapter soon!\n\n")
        sentence = " ".join(dice.choices(WORDS, k=dice.randint(6, 60))).capitalize()
        if dice.random() < 0.4:
            sentence = f'"{sentence}," said {dice.choice(NAMES)}'
        parts.append(sentence + ".\n\n")
        if dice.random() < 0.04:
            parts.append(dice.choice(("***\n\n", "\n", "\n\n")))
        size += len(sentence) + 3
        number += 1
    return "".join(parts)


def seconds(text: str) -> tuple[float, float]:
    """CPU seconds for reading and for structure."""
    start = time.process_time()
    (manuscript,) = PlainText().read(Source("dump.txt", text.encode()), Report())
    read = time.process_time()
    to_story(manuscript)
    return read - start, time.process_time() - read


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=float, nargs="+", default=[0.25, 0.5, 1, 2, 4])
    options.add_argument("--runs", type=int, default=3)
    args = options.parse_args()
    texts = {size: dump(int(size * 1e6)) for size in args.sizes}
    seconds(dump(20_000))  # imports and patterns are compiled once
    found: dict[float, list[tuple[float, float]]] = {size: [] for size in texts}
    for _ in range(args.runs):
        for size, text in texts.items():
            found[size].append(seconds(text))
    print("million characters   read s   structure s   s a million characters")
    for size, runs in found.items():
        read, told = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"{size:18.2f} {read:8.3f} {told:13.3f} {(read + told) / size:24.3f}")


if __name__ == "__main__":
    main()
