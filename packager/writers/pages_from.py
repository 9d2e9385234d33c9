"""The page breaks of a book printed earlier, read from its PDF: where each page begins in the book as it is now.

The letters of the PDF's pages are laid against the letters of the book's pages, in order. What stands on one side
alone (running heads, page numbers, a typo mended since) is a gap between two runs; a PDF of fanpack's own also
says by its destinations where each part begins, and by its tags what is a footnote. WeasyPrint is not needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import pypdfium2 as pdfium
from lxml import etree

from packager.html_book import HtmlBook, PageBreak
from packager.ledger_align import Run
from packager.ledger_letters import GRAM, REORDERED, letters, part_letters
from packager.ledger_pdf import destinations, is_blank, page_text
from packager.ledger_words import XHTML
from packager.problems import ExitCode, FanpackError, Report
from packager.writers.pages_align import shared_runs

SAMPLE = 16
"""Letters in a row that tell books apart: unlike stories share three such in a thousand at most."""

ENOUGH = 0.5  # of the PDF's letters must be this book's: one revised since has far more, another book next to none
LINE = 40  # letters: less in a row may be a running head
SAME_SCRIPT = 0.95  # of letters that a PDF holds out of order: they can only be counted


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed book: its page breaks in this book's pages, and its number of pages."""

    page_breaks: tuple[PageBreak, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of the PDF. `parts` are names of what stands on it; `blank` has nothing but a head or a number."""

    label: str
    letters: str
    parts: tuple[str, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """The letters of one page of the book, and where in its text each stands."""

    page_id: str
    file_name: str
    letters: str
    offsets: tuple[int, ...]
    length: int

    def offset(self, number: int) -> int:
        return self.offsets[number] if number < len(self.offsets) else self.length


def printed_pages(path: Path, book: HtmlBook, report: Report) -> Printed:
    """Where the pages of a PDF begin in `book`.

    Raises `FanpackError` where the file is no PDF, has no text, or is of another book. Pages that hold words of no
    page of the book are left out, with a warning.
    """
    leaves = _leaves(path)
    texts = [_text(page.id, page.file_name, page.body) for page in book.pages]
    ours, theirs = "".join(text.letters for text in texts), "".join(leaf.letters for leaf in leaves)
    if not theirs:
        raise FanpackError(ExitCode.INPUT, str(path), "has no text (a scan?), so its pages cannot be found in the book")
    share = _share(book, theirs)
    if share < ENOUGH:
        raise FanpackError(
            ExitCode.INPUT,
            str(path),
            f"is not this book in print: {share:.0%} of its text stands in it; name the PDF built of the same stories",
        )
    breaks, strange = _place(leaves, texts, shared_runs(ours, theirs))
    if strange:
        shown = ", ".join(strange[:5]) + (", ..." if len(strange) > 5 else "")
        report.warn(
            "strange-pages",
            str(path),
            f"{len(strange)} of {len(leaves)} pages ({shown}) hold words that are not in this book, or not in this "
            "order, and are left out of its page list; build the PDF anew if it was to be the same",
        )
    return Printed(tuple(breaks), len(leaves))


def _leaves(path: Path) -> list[_Leaf]:
    try:
        pdf = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError) as error:
        raise FanpackError(ExitCode.INPUT, str(path), f"cannot be read as a PDF ({error})") from error
    try:
        parts: dict[int, list[str]] = {}
        for name, number in destinations(pdf).items():
            parts.setdefault(number, []).append(name)
        return [
            _Leaf(
                pdf.get_page_label(number) or str(number + 1),
                letters(page_text(pdf, number, noted=True).body),
                tuple(parts.get(number, ())),
                is_blank(pdf, number),
            )
            for number in range(len(pdf))
        ]
    finally:
        pdf.close()


def _text(page_id: str, file_name: str, body: str) -> _Text:
    """The letters of a page but for its footnotes, which print sets at the feet of its pages or behind the text."""
    root = etree.fromstring(XHTML.format(body), etree.XMLParser(huge_tree=True, resolve_entities=False))
    found: list[str] = []
    offsets: list[int] = []
    place = beside = 0

    def add(text: str | None) -> None:
        nonlocal place
        for at, character in enumerate("" if beside else text or "", place):
            told = _letters_of(character)
            if told:
                found.append(told)
                offsets.extend([at] * len(told))
        place += len(text or "")

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        skipped = not {"footnote", "noteref"}.isdisjoint((element.get("class") or "").split())
        if event == "start":
            beside += skipped
            add(element.text)
        else:
            beside -= skipped
            if element is not root:
                add(element.tail)
    return _Text(page_id, file_name, "".join(found), tuple(offsets), place)


_letters_of = cache(letters)


def _share(book: HtmlBook, theirs: str) -> float:
    """How much of a PDF's text is the book's own stories: 0 to 1. What fanpack writes in every book does not count."""
    sources: list[str] = []
    written: list[str] = []
    for page in book.pages:
        part = part_letters(page.id, page.file_name, page.body)
        place = 0
        for a, b in (*part.own, (len(part.text), len(part.text))):
            sources.append(part.text[place:a])
            written.append(part.text[a:b])
            place = b
    source = "".join(sources)
    reordered = ["".join(REORDERED.findall(text)) for text in (source, theirs)]
    plain = [REORDERED.sub("", text) for text in (source, "".join(written), theirs)]
    size = max(1, min(SAMPLE, len(plain[2])))
    samples = {plain[2][i : i + size] for i in range(0, len(plain[2]) - size + 1, size)}
    samples -= {plain[1][i : i + size] for i in range(len(plain[1]))}
    known = samples & _stretches(plain[0], size, samples)
    total, right = len(samples), len(known)
    if reordered[1]:
        ours, others = Counter(reordered[0]), Counter(reordered[1])
        weight = len(reordered[1]) // SAMPLE + 1
        total += weight
        alike = (ours & others).total() >= SAME_SCRIPT * max(ours.total(), others.total())
        right += weight if alike else 0
    return right / total if total else 0.0


def _stretches(text: str, size: int, wanted: set[str]) -> set[str]:
    return {text[i : i + size] for i in range(len(text)) if text[i : i + size] in wanted}


def _place(leaves: Sequence[_Leaf], texts: Sequence[_Text], runs: Sequence[Run]) -> tuple[list[PageBreak], list[str]]:
    """Where each page begins, and the labels of pages that stand nowhere in the book."""
    starts = list(accumulate((len(text.letters) for text in texts), initial=0))
    by_id = {text.page_id: number for number, text in enumerate(texts)}
    if not any(name in by_id for leaf in leaves for name in leaf.parts):
        runs = _without_heads(runs, leaves)
    lines = _Lines(runs, starts[-1], sum(len(leaf.letters) for leaf in leaves))
    found: list[PageBreak] = []
    strange: list[str] = []
    current = -1  # the page of the book that the PDF says it is in
    begin = opening = 0
    for leaf in leaves:
        end = begin + len(leaf.letters)
        first, matched, low, high = lines.within(begin, end)
        named = [by_id[name] for name in leaf.parts if name in by_id]
        few = matched * 4 < end - begin and end - begin >= GRAM and not REORDERED.search(leaf.letters)
        opened = [
            number
            for number in named
            if (low <= starts[number] <= high if first is None else starts[number] <= first < starts[number + 1])
        ]
        if leaf.blank:
            pass
        elif few:
            strange.append(leaf.label)
        elif opened:
            current, opening = min(opened), begin
            found.append(PageBreak(leaf.label, texts[current].file_name, offset=texts[current].offset(0)))
        else:
            place = lines.left(begin, end)
            told = place if first is None else first
            number = current
            if current < 0 or (first is not None and not starts[current] <= first < starts[current + 1]):
                number = min(bisect_right(starts, told) - 1, len(texts) - 1)
                current = number if current >= 0 else current
            elif REORDERED.search(leaf.letters):  # as many letters, if not in the order of the book
                place = starts[number] + begin - opening
            text = texts[number]
            place = min(max(place - starts[number], 0), len(text.letters))
            found.append(PageBreak(leaf.label, text.file_name, offset=text.offset(place)))
        begin = end
    return found, strange


def _without_heads(runs: Sequence[Run], leaves: Sequence[_Leaf]) -> list[Run]:
    """The runs without short ones on pages that have long ones too: other programs' running heads are text like any
    other, and a story's title stands in the contents as well."""
    ends = list(accumulate(len(leaf.letters) for leaf in leaves))

    def pages(run: Run) -> range:
        return range(bisect_right(ends, run.right), bisect_right(ends, run.right + run.length - 1) + 1)

    long = {number for run in runs if run.length >= LINE for number in pages(run)}
    return [run for run in runs if run.length >= LINE or long.isdisjoint(pages(run))]


class _Lines:
    """The runs that book (left) and PDF (right) share, asked for places."""

    def __init__(self, runs: Sequence[Run], left: int, right: int) -> None:
        self._runs = [*runs, Run(left, right, 0)]
        self._rights = [run.right for run in self._runs]

    def _around(self, place: int) -> tuple[Run, Run]:
        """The last run that begins at or before a place of the PDF, and the one after it."""
        number = bisect_right(self._rights, place) - 1
        before = self._runs[number] if number >= 0 else Run(0, 0, 0)
        return before, self._runs[min(number + 1, len(self._runs) - 1)]

    def within(self, begin: int, end: int) -> tuple[int | None, int, int, int]:
        """Of a stretch of the PDF: the place in the book of its first letter that is there (None: none is), how many
        are, and from where to where in the book it may stand."""
        before, after = self._around(begin)
        low = min(before.left + before.length, before.left + max(0, begin - before.right))
        first: int | None = low if begin < min(end, before.right + before.length) else None
        matched = max(0, min(end, before.right + before.length) - begin)
        high = low if first is not None else after.left
        number = bisect_right(self._rights, begin)
        for run in self._runs[number:]:
            if run.right >= end:
                break
            if run.length and first is None:
                first = run.left
            matched += min(end, run.right + run.length) - run.right
        return first, matched, low, high

    def left(self, begin: int, end: int) -> int:
        """The place in the book of the PDF's letter at `begin`, of a page that ends at `end`."""
        before, after = self._around(begin)
        if begin < before.right + before.length:
            return before.left + begin - before.right
        low, start = before.left + before.length, before.right + before.length
        if after.right < end or after.right == start:  # the first words known are on this page
            return max(low, after.left - (after.right - begin))
        return low + (begin - start) * (after.left - low) // (after.right - start)
