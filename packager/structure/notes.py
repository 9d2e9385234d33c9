"""Which paragraphs are the author's words about the story: where a note begins and where the story does."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from packager.model import ChapterStart, Note, NoteKind
from packager.structure.author_talk import Talk, owns_nothing, talk
from packager.structure.chapters import Head
from packager.structure.heading_grammar import is_title_like, titlecase
from packager.structure.items import Item, Role, ends_sentence, opens_quote
from packager.structure.note_signs import (
    DEDICATION,
    FENCED,
    LONGEST,
    ONWARD,
    SALUTE,
    SCRIPT,
    disclaims,
    is_end_marker,
    tells_in_third_person,
)
from packager.structure.note_words import Label, byline, header_field, note_label
from packager.structure.signposts import is_signpost


@dataclass(frozen=True, slots=True)
class NoteSpan:
    """Items `first` to `last` are one note."""

    first: int
    last: int
    kind: NoteKind
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Notes in order, and the item that is the story's title line."""

    notes: tuple[NoteSpan, ...]
    title: int | None = None


class _Search:
    def __init__(
        self, items: Sequence[Item], heads: Sequence[Head], marks: frozenset[int], barred: frozenset[int]
    ) -> None:
        self.items = items
        self.marks = marks
        self.barred = barred
        self.heading = {i for head in heads for i in range(head.first, head.last + 1)}
        starts = [head for head in heads if head.role is not Role.SUB]
        edges = [head.first for head in starts]
        self.segments = list(zip([0, *(head.last + 1 for head in starts)], [*edges, len(items)], strict=True))
        self.notes: list[NoteSpan] = []
        self.title: int | None = None
        self._talk: dict[int, Talk] = {}
        self.third_person = tells_in_third_person(items)
        self.begun = False  # whether any story was seen

    def talk(self, i: int) -> Talk:
        if i not in self._talk:
            self._talk[i] = talk(self.items[i].text)
        return self._talk[i]

    def wall(self, i: int) -> bool:
        """Where no note runs on: a heading, a mark, an element the source has named, a signpost."""
        item = self.items[i]
        return i in self.heading or i in self.marks or i in self.barred or not item.plain or is_end_marker(item.text)

    # ------------------------------------------------------------------ one segment: from heading to heading

    def segment(self, start: int, end: int, front: bool) -> None:
        opening = True
        i = start
        while i < end:
            if i in self.heading or i in self.marks or i in self.barred or not self.items[i].plain:
                if i in self.barred or i in self.marks or isinstance(self.items[i].element, Note | ChapterStart):
                    pass
                elif i not in self.heading:
                    opening = False
                i += 1
                continue
            found = self.note_at(i, start, end, opening, front)
            if found:
                self.notes.append(found)
                i = found.last + 1
                continue
            if opening and front and self.title is None and self.is_title(i, end):
                self.title = i
            elif not is_signpost(self.items[i].text) and not is_end_marker(self.items[i].text):
                opening = False
                self.begun = True
            i += 1
        self.closing(start, end)
        self.fenced(start, end)

    def note_at(self, i: int, start: int, end: int, opening: bool, front: bool) -> NoteSpan | None:
        text = self.items[i].text
        label = note_label(text)
        if label and self.holds(label, i, end, opening):
            last = self.extent(label, i, end, opening)
            return NoteSpan(i, last, label.kind, (f"opens with '{text.split()[0][:20]}'",))
        if not opening:
            return None
        if front or (i > start and self.notes and self.notes[-1].last == i - 1):
            if header_field(text):
                return NoteSpan(i, i, NoteKind.HEADER, ("a labelled header line",))
            if front and byline(text):
                return NoteSpan(i, i, NoteKind.HEADER, ("a by-line",))
        if front and DEDICATION.match(text) and self.items[i].words <= 12 and i + 1 < end and not ends_sentence(text):
            return NoteSpan(i, i, NoteKind.DEDICATION, ("a dedication",))
        said = self.talk(i)
        if said.opens_quote:
            return None
        if disclaims(text, said):
            return NoteSpan(i, i, NoteKind.DISCLAIMER, ("says who owns the characters",))
        if said.surely:
            return NoteSpan(i, i, NoteKind.AUTHORS_NOTE, ("the author talks to the readers",))
        if self.notes and self.notes[-1].last == i - 1 and not self.is_title(i, end) and self.enclosed(i, end):
            return NoteSpan(i, i, NoteKind.AUTHORS_NOTE, ("stands among the author's words",))
        return None

    def holds(self, label: Label, i: int, end: int, opening: bool) -> bool:
        """Whether a labelled paragraph is a note where it stands."""
        said = self.talk(i)
        if opening or (label.bracketed and label.strong):
            return label.strong or not said.story
        fenced = (i > 0 and i - 1 in self.marks) or self.items[i].gap > 0
        if label.strong and label.kind in (NoteKind.AUTHORS_NOTE, NoteKind.DISCLAIMER, NoteKind.LICENCE):
            return True
        if self.closes(i, end):
            return label.strong or said.telling > 0 or said.address > 0 or fenced
        return label.strong and fenced and said.telling > 0

    def closes(self, i: int, end: int) -> bool:
        """Whether no story follows item i before the next heading: little is left, and none of it tells."""
        if end > i + 80:
            return False
        items = self.items
        rest = [j for j in range(i + 1, end) if items[j].plain and j not in self.marks and j not in self.heading]
        total = sum(items[j].words for j in rest)
        if total > LONGEST:
            return False
        story = known = 0
        for j in rest:
            labelled = note_label(items[j].text) is not None
            if not labelled and self.talk(j).story:
                story += items[j].words
                if story * 5 > total:
                    return False
            if labelled or self.talk(j).telling:
                known += items[j].words
        return known * 3 >= total or total <= 120

    def extent(self, label: Label, i: int, end: int, opening: bool) -> int:
        """The last item of a note that opens at i."""
        items = self.items
        opener = items[i].text.lstrip("*_~ ")[:1]
        if opener in "([{" and opener:
            closer = {"(": ")", "[": "]", "{": "}"}[opener]
            if items[i].text.count(opener) <= items[i].text.count(closer):
                return i
            for j in range(i + 1, min(end, i + 13)):
                if self.wall(j):
                    break
                if items[j].text.count(closer) > items[j].text.count(opener):
                    return j
            return i
        last = i
        j = i + 1
        if label.alone and j < end and not self.wall(j) and self.takes_next(j, end, opening):
            last = j
            j += 1
        if label.kind is NoteKind.SUMMARY:
            return last
        closing = self.closes(i, end) and (not opening or end < len(items) or (self.begun and self.title is not None))
        while j < end and not self.wall(j):
            text = items[j].text
            if note_label(text) or header_field(text) or byline(text) or is_signpost(text):
                break
            if opening and self.is_title(j, end) and not self.talk(j).telling:
                break
            if text.isupper() and items[j].words > 1 and is_title_like(text) and not self.talk(j).telling:
                break
            if label.kind is not NoteKind.DISCLAIMER and not self.begun and disclaims(text, self.talk(j)):
                break
            among = label.kind is NoteKind.AUTHORS_NOTE
            acted = label.kind is NoteKind.DISCLAIMER and self.play(j, end)
            if not acted and not self.goes_on(label, j, closing) and not (opening and among and self.enclosed(j, end)):
                break
            last = j
            j += 1
        return last

    def takes_next(self, j: int, end: int, opening: bool) -> bool:
        """Whether the paragraph under a label that stands alone is the note's text."""
        text = self.items[j].text
        if note_label(text) or header_field(text):
            return False
        if self.talk(j).telling:
            return True
        return not (opening and (self.is_title(j, end) or (text.isupper() and is_title_like(text))))

    def goes_on(self, label: Label, j: int, closing: bool) -> bool:
        """Whether paragraph j still belongs to the note before it."""
        said = self.talk(j)
        if SALUTE.match(self.items[j].text) and not said.telling:
            return False  # a letter opens the chapter
        if label.kind is NoteKind.LICENCE and self.begun:
            return not said.opens_quote  # a transcriber's notes run to the end
        if closing:
            return not said.story
        if label.kind is NoteKind.DISCLAIMER:
            return disclaims(self.items[j].text, said)
        if label.kind is NoteKind.GLOSSARY:
            return self.items[j].words <= 14 and bool(re.search(r"\s[-–—=:]\s|:", self.items[j].text))
        return said.likely(self.third_person)

    def enclosed(self, j: int, end: int) -> bool:
        """Whether another note's label or a header line follows before any telling: then this is note still."""
        if not any(c.isalpha() for c in self.items[j].text):
            return False
        for k in range(j, min(end, j + 5)):
            text = self.items[k].text
            if self.wall(k) or self.is_title(k, end):
                return False
            said = self.talk(k)
            if k > j and (header_field(text) or ((label := note_label(text)) and label.strong)):
                return True
            if k == j + 1 and said.telling and said.likely(self.third_person) and self.talk(j).narrative <= 0.05:
                return True
            if said.story or said.words > 45 or (not said.telling and is_title_like(text) and titlecase(text) >= 0.9):
                return False
        return False

    def play(self, j: int, end: int) -> bool:
        """A disclaimer acted as a little play: 'Me: ...', 'Sasuke: ...', up to the line that disclaims."""
        for k in range(j, min(end, j + 10)):
            if self.wall(k):
                return False
            if not SCRIPT.match(self.items[k].text) and not owns_nothing(self.items[k].text):
                return False
            if owns_nothing(self.items[k].text):
                return True
        return False

    def closing(self, start: int, end: int) -> None:
        """Unlabelled talk at a chapter's end: 'Please review!'"""
        noted = {i for note in self.notes for i in range(note.first, note.last + 1)}
        last = end - 1
        while last > start and (last in noted or last in self.marks or is_end_marker(self.items[last].text)):
            last -= 1
        first = last
        while first > start and first not in noted and not self.wall(first) and self.closing_talk(first):
            first -= 1
        first += 1
        if first <= last:
            kind = (
                NoteKind.DISCLAIMER
                if all(owns_nothing(self.items[i].text) for i in range(first, last + 1))
                else NoteKind.AUTHORS_NOTE
            )
            self.notes.append(NoteSpan(first, last, kind, ("the author talks to the readers at the end",)))

    def fenced(self, start: int, end: int) -> None:
        """What marks fence off at a chapter's start or end, where most of it talks to the readers, is all note:
        on archive pages without an element for notes authors part them from the story by a line."""
        fences = [i for i in range(start, end) if i in self.marks]
        if not fences:
            return
        edges = [start - 1, *fences, end]
        stretches = [(a + 1, b) for a, b in itertools.pairwise(edges)]
        for n, (first, last) in enumerate(stretches[:3]):
            if not self.talks(first, last, 2 if n else 3) or (n and not self.covered(*stretches[n - 1])):
                break
            self.cover(first, self.before_story(first, last))
        if len(stretches) > 1 and self.talks(*stretches[-1], 3):
            self.cover(*stretches[-1])

    def plain(self, first: int, last: int) -> list[int]:
        return [i for i in range(first, last) if self.items[i].plain and i not in self.heading and i != self.title]

    def talks(self, first: int, last: int, least: int) -> bool:
        """Whether a stretch is talk: half its words or more in paragraphs that tell so, by `least` kinds of words."""
        inside = self.plain(first, last)
        if not inside or len(inside) > 15 or any(i in self.barred or i in self.heading for i in range(first, last)):
            return False
        texts = [self.items[i].text for i in inside]
        if any(header_field(text) or is_signpost(text) or is_end_marker(text) for text in texts):
            return False
        if any(
            is_title_like(t) and len(t.split()) > 1 and titlecase(t) >= 0.9 and not self.talk(i).telling
            for i, t in zip(inside, texts, strict=True)
        ):
            return False  # may be the next chapter's title
        if any(self.talk(i).speech > 1 or (self.talk(i).opens_quote and not self.talk(i).telling) for i in inside):
            return False
        total = sum(self.items[i].words for i in inside)
        told = [i for i, text in zip(inside, texts, strict=True) if note_label(text) or self.talk(i).telling]
        sure = any(note_label(text) for text in texts) or sum(self.talk(i).telling for i in inside) >= least
        return sure and sum(self.items[i].words for i in told) * 2 >= total and total <= 900

    def before_story(self, first: int, last: int) -> int:
        """Where the author's words of a stretch end: a story that begins under them runs on to the first mark."""
        inside = self.plain(first, last)
        told = [i for i in inside if note_label(self.items[i].text) or self.talk(i).telling]
        after = [i for i in inside if i > told[-1]] if told else []
        if not any(self.items[i].words >= 20 and self.talk(i).tells for i in after):
            return last
        end = told[-1] + 1
        while end < last and ONWARD.search(self.items[end].text) and self.items[end].words <= 15:
            end += 1
        return end

    def covered(self, first: int, last: int) -> bool:
        noted = {i for note in self.notes for i in range(note.first, note.last + 1)}
        return all(i in noted for i in self.plain(first, last))

    def cover(self, first: int, last: int) -> None:
        noted = {i for note in self.notes for i in range(note.first, note.last + 1)}
        for i in self.plain(first, last):
            if i in noted:
                continue
            if self.notes and self.notes[-1].last == i - 1 and self.notes[-1].evidence == (FENCED,):
                self.notes[-1] = NoteSpan(self.notes[-1].first, i, NoteKind.AUTHORS_NOTE, (FENCED,))
            else:
                self.notes.append(NoteSpan(i, i, NoteKind.AUTHORS_NOTE, (FENCED,)))

    def closing_talk(self, i: int) -> bool:
        text = self.items[i].text
        if opens_quote(text) or i == self.title:
            return False
        return self.talk(i).surely or disclaims(text, self.talk(i))

    # ----------------------------------------------------------------------------------------------- title

    def is_title(self, i: int, end: int) -> bool:
        """Whether a line in front of the story is its title."""
        item = self.items[i]
        text = item.text
        if not is_title_like(text) or is_signpost(text) or is_end_marker(text) or opens_quote(text):
            return False
        if i > 40 or self.title is not None:
            return False
        follower = next((j for j in range(i + 1, len(self.items)) if j not in self.marks), None)
        if follower is None:
            return False
        after = self.items[follower]
        # A heading, a by-line or a header below says title; over bare prose it must look like one.
        announced = follower in self.heading or bool(
            byline(after.text)
            or header_field(after.text)
            or note_label(after.text)
            or disclaims(after.text, self.talk(follower))
        )
        further = self.items[follower + 1] if follower + 1 < len(self.items) else None
        if is_title_like(after.text) and titlecase(after.text) >= 0.9 and further is not None and further.words >= 12:
            announced = True  # over another title: the first chapter's
        case = titlecase(text)
        if text[-1] in "?!":
            return case >= 0.8 and (announced or len(text.split()) >= 2)
        if announced:
            return True
        between = i > 0 and bool(self.notes) and self.notes[-1].last <= i - 1
        prose = after.words >= 12 or opens_quote(after.text)
        return prose and (case >= 0.75 or (between and len(text.split()) <= 6) or text.isupper())


def find_notes(
    items: Sequence[Item],
    heads: Sequence[Head],
    marks: frozenset[int],
    barred: frozenset[int],
    want_title: bool = True,
) -> Findings:
    """Notes and the title line. `barred` items are decided already (contents, stated notes, the user's word)."""
    search = _Search(items, heads, marks, barred)
    for n, (start, end) in enumerate(search.segments):
        search.segment(start, end, front=n == 0 and want_title)
    notes = sorted(search.notes, key=lambda note: note.first)
    return Findings(tuple(_joined(notes)), search.title)


def _joined(notes: Sequence[NoteSpan]) -> list[NoteSpan]:
    """Header lines that follow one another are one note."""
    out: list[NoteSpan] = []
    for note in notes:
        if out and out[-1].last + 1 == note.first and out[-1].kind is note.kind is NoteKind.HEADER:
            out[-1] = NoteSpan(out[-1].first, note.last, note.kind, out[-1].evidence)
        else:
            out.append(note)
    return out
