"""What a whole file tells about its gaps: which short lines it keeps, how its talk runs, how long its gaps are.

A dump that dropped its shortest paragraphs leaves, for each, the same blank line an unmarked scene break
leaves. The file gives itself away: the lengths that are missing, and how many gaps there are for how much talk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from packager.structure.break_passage import OPENING_QUOTES, Passage, names_of, passage


@dataclass(slots=True)
class FileView:
    """A file as the judge sees it. `gaps` are extra blank lines before each paragraph; passages are made when asked for."""

    paragraphs: Sequence[str]
    gaps: Sequence[int]
    kinds: Sequence[str]
    known: frozenset[str] = frozenset()
    text: list[int] = field(default_factory=list)  # indices of story paragraphs
    place: dict[int, int] = field(default_factory=dict)  # index -> place among them
    section: list[int] = field(default_factory=list)  # per place: number of the stretch between headings
    edges: list[tuple[int, int]] = field(default_factory=list)  # per section: first and past-last place
    candidates: list[int] = field(default_factory=list)  # indices after an unmarked gap
    counts: list[int] = field(default_factory=list)  # per place: tokens
    talk: list[bool] = field(default_factory=list)  # per place: opens with a quotation mark
    lengths: Counter[int] = field(default_factory=Counter)  # tokens per paragraph -> paragraphs
    runs: Counter[int] = field(default_factory=Counter)  # length of unmarked gap -> gaps
    weight: dict[str, int] = field(default_factory=dict)  # word -> paragraphs looked at that hold it
    marks: int = 0
    _seen: dict[int, Passage] = field(default_factory=dict)

    def at(self, place: int) -> Passage:
        """The story paragraph at a place, looked at once."""
        found = self._seen.get(place)
        if found is None:
            found = self._seen[place] = passage(self.paragraphs[self.text[place]], self.known)
        return found

    def span(self, first: int, last: int, section: int) -> list[Passage]:
        """The paragraphs of a section from place `first` up to, not with, `last`."""
        low, high = self.edges[section]
        return [self.at(place) for place in range(max(first, low), min(last, high))]


def view(paragraphs: Sequence[str], gaps: Sequence[int], kinds: Sequence[str]) -> FileView:
    """Take a file in: one pass over it."""
    file = FileView(paragraphs, gaps, kinds)
    section, start, joined = 0, 0, False
    for index, kind in enumerate(kinds):
        if kind == "text":
            place = len(file.text)
            file.place[index] = place
            file.text.append(index)
            file.section.append(section)
            text = paragraphs[index].lstrip()
            tokens = len(text.split())
            file.counts.append(tokens)
            file.talk.append(text[:1] in OPENING_QUOTES or (text[:1] == "'" and text[1:2].isupper()))
            file.lengths[tokens] += 1
            if gaps[index] > 0 and joined:
                file.candidates.append(index)
                file.runs[gaps[index]] += 1
            joined = True
            continue
        joined = False
        file.marks += kind == "mark"
        if kind == "heading" and start < len(file.text):
            file.edges.append((start, len(file.text)))
            section, start = section + 1, len(file.text)
    file.edges.append((start, len(file.text)))
    file.known = names_of([paragraphs[index] for index in file.text])
    return file
