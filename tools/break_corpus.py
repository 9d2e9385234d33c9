"""Reading the open corpus for `train_breaks.py`, and making noisy files of its clean books.

A corpus is a folder of `NAME.txt` with `NAME.gold.json` beside each (line numbers are 1-based): `spans` with a kind
(chapter_heading, authors_note ...) and lines, `marker_lines`, `scene_breaks` with their `resume_line`.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

HEADINGS = {"chapter_heading", "part_heading", "subheading", "running_title", "title", "author"}
SECTION_NUMBER = re.compile(r"[\W_]*(?:\d{1,3}|[IVXLC]{1,7})[\W_]*")
NOTES = {"authors_note", "disclaimer", "summary", "metadata", "licence", "toc", "label", "end_marker"}


@dataclass(frozen=True, slots=True)
class Case:
    """One file as `judge` is given it, with the truth: index of the paragraph after a gap -> is it a scene break."""

    name: str
    author: str
    paragraphs: list[str]
    gaps: list[int]
    kinds: list[str]
    truth: dict[int, bool]
    mode: str = ""


def read_gold(gold: dict, text: str, name: str, author: str, mode: str = "") -> Case:
    lines = text.split("\n")
    kind_of: dict[int, str] = {}
    for span in gold.get("spans", []):
        kind = "heading" if span["kind"] in HEADINGS else "note" if span["kind"] in NOTES else ""
        if kind:
            for line in range(span["lines"][0], span["lines"][1] + 1):
                kind_of[line] = kind
    for line in gold.get("marker_lines", []):
        kind_of[line] = "mark"
    breaks = {b["resume_line"] for b in gold["scene_breaks"]}
    ignored = {b["resume_line"] for b in gold.get("ignored", [])}
    paragraphs, gaps, kinds, starts = [], [], [], []
    blank = 0
    wrapped = "break_region" in gold  # a Gutenberg e-text: hard-wrapped lines
    low, high = gold.get("break_region", (0, len(lines) + 1))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            blank += 1
            continue
        kind = kind_of.get(number, "text" if low <= number <= high else "note")
        if wrapped and blank == 0 and paragraphs and kinds[-1] == kind == "text":
            paragraphs[-1] += " " + line.strip()
            continue
        paragraphs.append(line.strip())
        gaps.append(max(0, blank - 1))
        kinds.append(kind)
        starts.append(number)
        blank = 0
    truth = {
        i: starts[i] in breaks
        for i in range(1, len(paragraphs))
        if kinds[i] == kinds[i - 1] == "text" and gaps[i] > 0 and starts[i] not in ignored
    }
    return Case(name, author, paragraphs, gaps, kinds, truth, mode)


def read_folder(folder: Path) -> list[Case]:
    cases = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (path.parent / gold["source"]["file"]).read_text(encoding="utf-8")
        author = gold.get("true_author") or path.name.split("_")[0]
        mode = (gold.get("style") or {}).get("noise", {}).get("mode", "")
        cases.append(read_gold(gold, text, f"{folder.name}/{path.stem}", author, mode))
    return cases


@dataclass(frozen=True, slots=True)
class Book:
    """A clean book: its sections (chapters), each a list of (paragraph, opens a scene)."""

    name: str
    author: str
    sections: list[list[tuple[str, bool]]]


def book_of(case: Case) -> Book:
    sections: list[list[tuple[str, bool]]] = [[]]
    numbered = False
    for i, (text, kind) in enumerate(zip(case.paragraphs, case.kinds, strict=True)):
        if kind == "heading":
            if sections[-1]:
                sections.append([])
        elif kind == "text" and SECTION_NUMBER.fullmatch(text.strip()):
            numbered = True  # '2' or 'IV' on a line of its own parts scenes: what follows opens one
        elif kind == "text":
            sections[-1].append((text, numbered or case.truth.get(i, False)))
            numbered = False
    return Book(case.name, case.author, [s for s in sections if s])


def noisy(book: Book, rng: random.Random) -> Case | None:
    """A file as a careless dump would have it: a stretch of the book, some lines lost, breaks set in some way."""
    sections = book.sections
    glue = rng.random()  # how many chapter headings are gone, leaving a scene break
    glue = 0.0 if glue < 0.4 else 1.0 if glue > 0.75 else 0.5
    flow: list[tuple[str, str]] = []  # (text, '' | 'break' | 'heading')
    for number, section in enumerate(sections):
        for k, (text, opens) in enumerate(section):
            mark = "break" if opens else ""
            if k == 0 and number:
                mark = "break" if rng.random() < glue else "heading"
            flow.append((text, mark))
    size = int(2 ** rng.uniform(5.5, 10.0))
    if len(flow) > size:
        start = rng.randrange(len(flow) - size)
        flow = flow[start : start + size]
    lost = _losing(rng)
    extra = rng.choices((1, 2, 3), (8, 2, 0.5))[0]
    symbol_share = rng.choices((0.0, 1.0, 0.5), (7, 1.5, 1))[0]
    keep_breaks = rng.choices((1.0, 0.5, 0.0), (8, 1, 0.7))[0]
    paragraphs: list[str] = []
    gaps: list[int] = []
    kinds: list[str] = []
    truth: dict[int, bool] = {}
    gone, pending = 0, ""
    for text, mark in flow:
        if mark == "heading" or (mark == "break" and pending != "heading"):
            pending = mark
        if mark != "heading" and paragraphs and lost(text):
            gone += 1
            continue
        marked = ""
        if pending == "break":
            if rng.random() > keep_breaks:
                pending = ""
            elif rng.random() < symbol_share:
                marked = "mark"
        if pending == "heading":
            marked = "heading"
        if marked and paragraphs:
            paragraphs.append("* * *" if marked == "mark" else "Chapter")
            gaps.append(gone)
            kinds.append(marked)
            gone = 0
        paragraphs.append(text)
        here = gone + (extra if pending == "break" and not marked else 0)
        gaps.append(here)
        kinds.append("text")
        if here and len(kinds) > 1 and kinds[-2] == "text":
            truth[len(kinds) - 1] = pending == "break"
        gone, pending = 0, ""
    if not truth:
        return None
    return Case(book.name, book.author, paragraphs, gaps, kinds, truth, getattr(lost, "mode", ""))


def _losing(rng: random.Random):
    """One way of losing paragraphs, drawn at random."""
    mode = rng.choices(("none", "one", "upto", "some", "chars", "talk", "any"), (3.0, 4.0, 1.2, 2.5, 0.7, 0.6, 0.5))[0]
    limit = rng.choices((1, 2, 3, 4), (1, 3, 2, 1))[0]
    chance = rng.uniform(0.2, 0.9)
    letters = rng.randint(6, 16)
    rare = rng.uniform(0.005, 0.03)

    def lost(text: str) -> bool:
        count = len(text.split())
        if mode == "none":
            return False
        if mode == "one":
            return count == 1
        if mode == "upto":
            return count <= limit
        if mode == "some":
            return count <= limit + 1 and rng.random() < chance
        if mode == "chars":
            return len(text) <= letters
        if mode == "talk":
            return count <= limit + 3 and text[:1] in "\"“'‘" and rng.random() < chance / 2
        return count < 40 and rng.random() < rare

    lost.mode = mode  # type: ignore[attr-defined]
    return lost
