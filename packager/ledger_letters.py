"""Letters for the ledger of print: what must stand in a PDF, part by part, whatever its lines do.

A line breaks words, hyphenates them, sets them in small capitals and ligatures. So print is compared letter
by letter: signs, spaces and accents gone, case folded. A lost, doubled or exchanged word shows all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from packager.ledger_align import align, gaps
from packager.ledger_words import NOT_SOURCE, XHTML

NO_LETTER = re.compile(r"[\W_]+")
# Scripts a PDF holds in the order of their glyphs, not of their letters: written from right to left, or with
# signs that stand before the letter they follow. Their letters are counted, not compared in order.
REORDERED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]+")

GRAM = 12  # letters in a row that must agree: about GRAM of the words' alignment
SHOWN = 60


def letters(text: str) -> str:
    """The letters and digits of a text as print and page are compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return NO_LETTER.sub("", unicodedata.normalize("NFKD", plain).replace("ı", "i"))


@dataclass(frozen=True, slots=True)
class PartLetters:
    """What one page of the book must show in print.

    `text` is all of it in order, `own` the stretches (from, to) in it that fanpack wrote, which a style
    sheet may hide; `footnotes` stand at the feet of its pages. `numbered`: it has numbers that CSS writes.
    """

    page_id: str
    file_name: str
    text: str
    own: tuple[tuple[int, int], ...]
    footnotes: str
    numbered: bool

    @property
    def has_source(self) -> bool:
        return bool(self.footnotes) or sum(b - a for a, b in self.own) < len(self.text)


def part_letters(page_id: str, file_name: str, body: str) -> PartLetters:
    """The letters of a page's body, as `render` made it."""
    root = etree.fromstring(XHTML.format(body), etree.XMLParser(huge_tree=True, resolve_entities=False))
    texts: list[str] = []
    own: list[tuple[int, int]] = []
    notes: list[str] = []
    length = skip = note = hidden = 0
    numbered = False

    def add(text: str | None) -> None:
        nonlocal length
        found = letters(text) if text and not hidden else ""
        if not found:
            return
        if note:
            notes.append(found)
            return
        if skip:
            own.append((length, length + len(found)))
        texts.append(found)
        length += len(found)

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        classes = set((element.get("class") or "").split())
        generated = not NOT_SOURCE.isdisjoint(classes)
        # print numbers its notes itself
        silent = not classes.isdisjoint({"noteref", "footnote-back"})
        footnote = "footnote" in classes
        if event == "start":
            numbered = numbered or footnote or element.tag.endswith(("}ol", "}li"))
            skip += generated
            hidden += silent
            note += footnote
            add(element.text)
        else:
            skip -= generated
            hidden -= silent
            note -= footnote
            if element is not root:
                add(element.tail)
    return PartLetters(page_id, file_name, "".join(texts), tuple(own), "".join(notes), numbered)


@dataclass(frozen=True, slots=True)
class Difference:
    """Letters `missing` from print or `extra` in it, and the letters before the place in the part."""

    kind: str
    letters: str
    after: str


def differences(part: PartLetters, printed: str) -> list[Difference]:
    """How print differs from what a part must show; empty where every letter is there, in order, once."""
    wanted = part.text
    found: list[Difference] = []
    if REORDERED.search(wanted) or REORDERED.search(part.footnotes) or REORDERED.search(printed):
        found += _reordered(wanted + part.footnotes, printed)
        own = [False] * len(wanted)
        for a, b in part.own:
            own[a:b] = [True] * (b - a)
        kept = [i for i, letter in enumerate(wanted) if not REORDERED.match(letter)]
        own = [own[i] for i in kept]
        wanted, printed = REORDERED.sub("", wanted), REORDERED.sub("", printed)
    elif wanted == printed and not part.footnotes:
        return []
    else:
        own = [False] * len(wanted)
        for a, b in part.own:
            own[a:b] = [True] * (b - a)
    runs = align(wanted, printed, GRAM)
    extras: list[tuple[str, str]] = []
    for a, b, c, d in gaps(runs, len(wanted), len(printed)):
        before = wanted[max(0, a - SHOWN) : a]
        lost = "".join(letter for i, letter in enumerate(wanted[a:b], a) if not own[i])
        extra = printed[c:d]
        if lost and extra:  # too few letters in a row for a run: the same ones all the same
            lost, extra = _alike(lost, extra)
        if lost:
            found.append(Difference("missing", lost, before))
        if extra:
            extras.append((extra, before))
    return found + _notes(part, extras)


def _alike(lost: str, extra: str) -> tuple[str, str]:
    """What two short stretches do not share, in order."""
    from difflib import SequenceMatcher

    if len(lost) * len(extra) > 4_000_000:
        return lost, extra
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, lost, extra, autojunk=False).get_opcodes():
        if tag != "equal":
            left.append(lost[a:b])
            right.append(extra[c:d])
    return "".join(left), "".join(right)


def _notes(part: PartLetters, extras: Sequence[tuple[str, str]]) -> list[Difference]:
    """Letters beside the text: they must be the part's footnotes, or numbers that CSS wrote."""
    wanted = REORDERED.sub("", part.footnotes)
    joined = "".join(extra for extra, _ in extras)
    found: list[Difference] = []
    runs = align(wanted, joined, min(GRAM, max(1, len(wanted))))
    covered = bytearray(len(joined))
    for run in runs:
        covered[run.right : run.right + run.length] = b"\1" * run.length
    for a, b, c, d in gaps(runs, len(wanted), len(joined)):
        lost, extra = _alike(wanted[a:b], joined[c:d])
        if lost:
            found.append(Difference("missing", lost, f"footnotes: {wanted[max(0, a - SHOWN) : a]}"))
        elif wanted[a:b] and len(extra) < d - c:
            covered[c:d] = b"\1" * (d - c) if not extra or extra.isdigit() else bytes(d - c)
    place = 0
    for extra, before in extras:
        rest = "".join(letter for i, letter in enumerate(extra, place) if not covered[i])
        place += len(extra)
        if rest and not (part.numbered and rest.isdigit()):
            found.append(Difference("extra", rest, before))
    return found


def _reordered(wanted: str, printed: str) -> list[Difference]:
    """Letters of scripts that a PDF reorders: there must be as many as there should be."""
    left = Counter("".join(REORDERED.findall(wanted)))
    right = Counter("".join(REORDERED.findall(printed)))
    if left.total() == right.total():
        return []
    kind = "missing" if left.total() > right.total() else "extra"
    odd = left - right if kind == "missing" else right - left
    return [Difference(kind, "".join(sorted(odd.elements()))[:SHOWN], "")]


