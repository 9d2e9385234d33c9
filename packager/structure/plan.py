"""What every item of a manuscript is found to be: headings, notes, marks, the title line, the user's own word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from packager.model import (
    ChapterStart,
    Manuscript,
    Note,
    NoteKind,
    Origin,
    words,
)
from packager.problems import Report
from packager.structure.anchors import locate
from packager.structure.bare_titles import find_bare_titles
from packager.structure.chapters import Head, find_heads
from packager.structure.choices import Choices
from packager.structure.contents import find_contents
from packager.structure.heading_grammar import Form, is_title_like, parse_heading
from packager.structure.items import Item, Role
from packager.structure.marks import find_marks, is_mark
from packager.structure.note_words import header_field, names_author, note_label
from packager.structure.notes import Findings, NoteSpan, find_notes


def own_lines(lines: Sequence[str], opening: bool) -> list[bool]:
    """Which lines of a paragraph stand for themselves; `opening` where no story stands above it."""
    own = [bool(line) and _is_own_line(line) for line in lines]
    if opening and False in own:
        title = own.index(False)
        named = title + 1 < len(own) and is_title_like(lines[title]) and names_author(lines[title + 1])
        if named and all(own[title + 2 : title + 3]):
            own[title] = own[title + 1] = True
    return own


def _is_own_line(text: str) -> bool:
    if is_mark(text) or header_field(text):
        return True
    label = note_label(text)
    if label and label.strong:
        return True
    heading = parse_heading(text)
    return heading is not None and heading.form in (Form.CHAPTER, Form.PART, Form.SPECIAL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What every item is found to be."""

    heads: tuple[Head, ...]
    notes: tuple[NoteSpan, ...]
    marks: frozenset[int]
    title: int | None
    breaks: frozenset[int]
    no_breaks: frozenset[int]
    user_notes: frozenset[int]


def make_plan(items: Sequence[Item], manuscript: Manuscript, choices: Choices, report: Report) -> Plan:
    def find(anchors: tuple[str, ...], what: str) -> frozenset[int]:
        return locate(items, anchors, what, manuscript, choices.places, report) if anchors else frozenset()

    wanted_heads, no_heads = find(choices.chapters, "chapter"), find(choices.no_chapters, "no chapter")
    user_notes, not_notes = find(choices.notes, "note"), find(choices.not_notes, "no note")
    breaks, no_breaks = find(choices.breaks, "break before"), find(choices.no_breaks, "no break before")
    stated = frozenset(i for i, item in enumerate(items) if isinstance(item.element, Note))
    marks = find_marks(items)
    contents = find_contents(items, marks) - not_notes if not _states_chapters(items) else frozenset[int]()
    barred = stated | user_notes | contents | no_heads | wanted_heads
    heads = find_heads(items, marks, barred)
    if wanted_heads:
        heads = tuple(
            sorted((*heads, *(_user_head(items, i) for i in sorted(wanted_heads))), key=lambda head: head.first)
        )
    taken = {i for head in heads for i in range(head.first, head.last + 1)}
    marks = marks - taken
    want_title = not _states_chapters(items) or not manuscript.metadata.title
    off = (stated | user_notes | contents | not_notes) - frozenset(taken)
    found = find_notes(items, heads, marks, off, want_title)
    if not any(head.role is Role.HEAD and head.form is not Form.SPECIAL for head in heads) and not _states_chapters(
        items
    ):
        bare = find_bare_titles(items, marks, off | frozenset(taken) | no_heads, found)
        if bare:
            heads = tuple(sorted((*heads, *bare), key=lambda head: head.first))
            found = find_notes(items, heads, marks, off, want_title)
    heads, found = _title_from_running(items, heads, found)
    heads = tuple(_whole(items, head) for head in heads)
    notes = [
        *found.notes,
        *(NoteSpan(i, i, _kind_of(items[i]), ("the manifest says so",)) for i in user_notes),
    ]
    notes += _contents_spans(contents - frozenset(taken))
    notes.sort(key=lambda note: note.first)
    marks -= {i for note in notes for i in range(note.first, note.last + 1)}
    # What is a heading or the title is no mark besides: its words would count twice.
    marks -= {i for head in heads for i in range(head.first, head.last + 1)} | {found.title}
    return Plan(heads, tuple(notes), marks, found.title, breaks, no_breaks, user_notes)


def _states_chapters(items: Sequence[Item]) -> bool:
    return any(isinstance(item.element, ChapterStart) for item in items)


def _whole(items: Sequence[Item], head: Head) -> Head:
    """The head itself if it holds every word of its lines, else one that shows the lines as written."""
    lines = [items[i].text for i in range(head.first, head.last + 1)]
    if sorted(words(" ".join(lines))) == sorted(words(f"{head.rest} {head.label} {head.title}")):
        return head
    return replace(head, label="", title=" ".join(" ".join(lines).split()), rest="")


def _user_head(items: Sequence[Item], i: int) -> Head:
    heading = parse_heading(items[i].text)
    label, title = (heading.label, heading.title) if heading else ("", items[i].text)
    number = heading.number if heading else None
    return Head(i, i, Role.HEAD, label, title, "", number, Form.CHAPTER, Origin.USER, ("the manifest says so",))


def _kind_of(item: Item) -> NoteKind:
    label = note_label(item.text)
    return label.kind if label else NoteKind.AUTHORS_NOTE


def _contents_spans(contents: frozenset[int]) -> list[NoteSpan]:
    spans: list[NoteSpan] = []
    for i in sorted(contents):
        if spans and spans[-1].last + 1 == i:
            spans[-1] = replace(spans[-1], last=i)
        else:
            spans.append(NoteSpan(i, i, NoteKind.CONTENTS, ("headings in a row, no story between them",)))
    return spans


def _title_from_running(
    items: Sequence[Item], heads: tuple[Head, ...], found: Findings
) -> tuple[tuple[Head, ...], Findings]:
    """A running title over the first chapter is the story's title line."""
    if found.title is None and heads and heads[0].rest and heads[0].origin is Origin.GUESS:
        first = heads[0]
        line = items[first.first].text
        said = parse_heading(line)
        again = said is not None and (said.form, said.number) == (first.form, first.number)  # 'Chapter 1' said twice
        if first.first < first.last and words(line) == words(first.rest) and not again:
            return (replace(first, first=first.first + 1, rest=""), *heads[1:]), Findings(found.notes, first.first)
    return heads, found
