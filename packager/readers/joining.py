"""What belongs together: pages of one story, works of one series, the same work given twice."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from packager.model import Manuscript, Series, block_text, words
from packager.problems import Report
from packager.readers import merging

_SAME = 0.6  # share of the shorter text's long paragraphs that stand in the longer one word for word
_LONG_PARAGRAPH = 8  # words; shorter ones ('"Yes," he said.') stand in many stories
_MIN_PARAGRAPHS = 5


def join(manuscripts: tuple[Manuscript, ...], report: Report) -> tuple[Manuscript, ...]:
    """The stories of all sources: pages joined, doublets dropped (with a message), series in their order.

    Otherwise the order is kept: a joined story stands where its first page stood.
    """
    return in_series(without_doublets(with_pages_joined(manuscripts, report), report))


# --------------------------------------------------------------------------------------------- pages


def with_pages_joined(manuscripts: Sequence[Manuscript], report: Report) -> tuple[Manuscript, ...]:
    """Single chapters of one work put together in order; chapters not given are reported."""
    groups: dict[str, list[Manuscript]] = {}
    for number, manuscript in enumerate(manuscripts):
        key = manuscript.work_id if manuscript.chapter_of and manuscript.work_id else f"#{number}"
        groups.setdefault(key, []).append(manuscript)
    return tuple(_joined(group, report) if group[0].chapter_of else group[0] for group in groups.values())


def _joined(pages: list[Manuscript], report: Report) -> Manuscript:
    by_number: dict[int, Manuscript] = {}
    of = 0
    for page in pages:
        assert page.chapter_of is not None
        number, total = page.chapter_of
        of = max(of, total, number)
        other = by_number.get(number)
        if other is not None:
            page, dropped = _fuller(other, page)
            report.info(
                "same-page-twice",
                dropped.source,
                f"chapter {number} is given twice; {page.source} is used; remove the other",
            )
        by_number[number] = page
    missing = [number for number in range(1, of + 1) if number not in by_number]
    chapters = [by_number[number] for number in sorted(by_number)]
    first = chapters[0]
    if missing:
        before = max((number for number in by_number if number < missing[0]), default=min(by_number))
        report.warn(
            "missing-chapter",
            by_number[before].source,
            f"{first.metadata.title or 'the story'} has {of} chapters, but {_ranges(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not among the files; save and add "
            f"{'it' if len(missing) == 1 else 'them'}",
        )
    return merging.one_after_another(chapters, max(chapters, key=lambda page: page.metadata.updated).metadata)


def _fuller(one: Manuscript, other: Manuscript) -> tuple[Manuscript, Manuscript]:
    """The newer, else the longer of two, and the other one."""
    key_one = (one.metadata.updated, size(one))
    key_other = (other.metadata.updated, size(other))
    return (one, other) if key_one >= key_other else (other, one)


def _ranges(numbers: Iterable[int]) -> str:
    """'chapters 1-3, 5 and 9'."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in spans]
    if len(shown) == 1:
        return f"chapter {shown[0]}" if spans[0][0] == spans[0][1] else f"chapters {shown[0]}"
    return f"chapters {', '.join(shown[:-1])} and {shown[-1]}"


def size(manuscript: Manuscript) -> int:
    """Words of the story's elements."""
    return sum(len(words(block_text(element))) for element in manuscript.elements)


# ------------------------------------------------------------------------------------------ doublets


def without_doublets(manuscripts: Sequence[Manuscript], report: Report) -> tuple[Manuscript, ...]:
    """Each work once: of two, the fuller by more than a tenth, else the newer, else the better marked up."""
    if len(manuscripts) < 2:
        return tuple(manuscripts)
    kept: list[Manuscript] = []
    finder = _Finder()
    for manuscript in manuscripts:
        index = finder.find(manuscript)
        if index is None:
            kept.append(manuscript)
            continue
        used, dropped = _better(kept[index], manuscript)
        kept[index] = used
        finder.also(index, manuscript)
        report.warn(
            "same-work-twice",
            dropped.source,
            f"{dropped.metadata.title or 'this story'} is also in {used.source}, "
            f"{_why(used, dropped)}; that one is used; remove the other, or name only one",
        )
    return tuple(kept)


class _Finder:
    """Knows the works seen so far, by id and by their paragraphs."""

    def __init__(self) -> None:
        self._by_id: dict[str, int] = {}
        self._by_paragraph: dict[int, list[int]] = {}
        self._works: list[tuple[Manuscript, int]] = []  # and how many paragraphs it was told by

    def find(self, manuscript: Manuscript) -> int | None:
        """The index of the same work seen before; the manuscript is remembered if there is none."""
        known = self._by_id.get(manuscript.work_id) if manuscript.work_id else None
        if known is not None:
            return known
        told = paragraphs(manuscript)
        counts = Counter(index for key in told for index in self._by_paragraph.get(key, ()))
        for index, common in counts.most_common(3):
            other, length = self._works[index]
            if common >= _SAME * min(length, len(told)) and _may_be_same(other, manuscript):
                return index
        self._works.append((manuscript, len(told)))
        self.also(len(self._works) - 1, manuscript, told)
        return None

    def also(self, index: int, manuscript: Manuscript, told: frozenset[int] | None = None) -> None:
        if manuscript.work_id:
            self._by_id.setdefault(manuscript.work_id, index)
        for key in told or ():
            self._by_paragraph.setdefault(key, []).append(index)


def _may_be_same(one: Manuscript, other: Manuscript) -> bool:
    """Two works of equal text are one unless their sources say otherwise by id or title."""
    if one.work_id and other.work_id:
        site, other_site = one.work_id.split(":")[0], other.work_id.split(":")[0]
        if site == other_site:
            return False
    first, second = _plain(one.metadata.title), _plain(other.metadata.title)
    return not (first and second and first != second)


def paragraphs(manuscript: Manuscript) -> frozenset[int]:
    """Hashes of the paragraphs of eight words or more; empty for a text too short to be told by them."""
    found = set()
    for element in manuscript.elements:
        for line in block_text(element).split("\n"):
            said = words(line)
            if len(said) >= _LONG_PARAGRAPH:
                found.add(zlib.crc32(" ".join(said).casefold().encode()))
    return frozenset(found) if len(found) >= _MIN_PARAGRAPHS else frozenset()


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in words(text))


def _better(one: Manuscript, other: Manuscript) -> tuple[Manuscript, Manuscript]:
    """Which of two to use: the fuller by more than a tenth, else the newer, else the better marked up."""
    first, second = size(one), size(other)
    if max(first, second) > 1.1 * min(first, second):
        return (one, other) if first > second else (other, one)
    dated = [m.metadata.updated or m.metadata.published for m in (one, other)]
    if dated[0] and dated[1] and dated[0] != dated[1]:
        return (one, other) if dated[0] > dated[1] else (other, one)
    marked = [bool(m.metadata.title) + (m.format != "text") for m in (one, other)]
    if marked[0] != marked[1]:
        return (one, other) if marked[0] > marked[1] else (other, one)
    return (one, other) if first >= second else (other, one)


def _why(used: Manuscript, dropped: Manuscript) -> str:
    more = size(used) - size(dropped)
    if more > 0.1 * max(1, size(dropped)):
        return f"with {more:,} words more"
    new, old = (m.metadata.updated or m.metadata.published for m in (used, dropped))
    if new and old and new > old:
        return f"in a newer version ({new})"
    return "the same text"


# -------------------------------------------------------------------------------------------- series


def in_series(manuscripts: Sequence[Manuscript]) -> tuple[Manuscript, ...]:
    """Works of one series by part, where the first of them stood; all else keeps its place."""
    members: dict[str, list[Manuscript]] = {}
    for manuscript in manuscripts:
        series = _main_series(manuscript)
        if series is not None:
            members.setdefault(series.name.casefold(), []).append(manuscript)
    out: list[Manuscript] = []
    done: set[str] = set()
    for manuscript in manuscripts:
        series = _main_series(manuscript)
        if series is None:
            out.append(manuscript)
        elif series.name.casefold() not in done:
            done.add(series.name.casefold())
            out.extend(sorted(members[series.name.casefold()], key=_part))
    return tuple(out)


def _main_series(manuscript: Manuscript) -> Series | None:
    return next((series for series in manuscript.metadata.series if series.part), None)


def _part(manuscript: Manuscript) -> float:
    series = _main_series(manuscript)
    match = re.match(r"\d+(?:\.\d+)?", series.part) if series else None
    return float(match[0]) if match else float("inf")
