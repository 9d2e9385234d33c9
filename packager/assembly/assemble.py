"""`assemble`: one anthology of many stories, with every note where the reader wants it.

Nothing is dropped here unless the user asked for it (`NotesPlace.OMIT`), and then it is a `Move` to
'left out' that the summary counts. A disclaimer always goes to the front matter, with its story and
authors; the same words in several stories are set once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from packager.assembly.front_matter import book_fandoms, merge_disclaimers, same_text
from packager.assembly.headers import facts
from packager.model import (
    Anthology,
    Block,
    BookInfo,
    Break,
    Chapter,
    Entry,
    LeftOut,
    Move,
    Note,
    NoteKind,
    NotesPlace,
    PlacedNotes,
    Scene,
    Story,
    block_text,
    words,
)

STAYS_IN_FRONT = {NoteKind.SUMMARY, NoteKind.HEADER, NoteKind.WARNING}
"""Kinds that belong on the story's title page when they stand before the text."""

AT_BOOK_END = {NoteKind.LICENCE}

DESTINATION = {
    NotesPlace.BEFORE: "before the story",
    NotesPlace.AFTER: "after the story",
    NotesPlace.END: "end of the book",
    NotesPlace.OMIT: "left out",
}


@dataclass(frozen=True, slots=True)
class AssemblyOptions:
    notes: NotesPlace = NotesPlace.AFTER


@dataclass(slots=True)
class _Sorted:
    """The notes of one story, by where they go."""

    disclaimers: list[Note]
    front: list[Note]
    moved: list[tuple[str, Note]]
    book_end: list[tuple[str, Note]]
    moves: list[Move]
    merged: list[str]
    omitted: list[str]
    marks: list[Break] = field(default_factory=list)  # of breaks that nothing is left to be parted by


def assemble(info: BookInfo, stories: tuple[Story, ...], options: AssemblyOptions) -> Anthology:
    entries: list[Entry] = []
    disclaimers: list[tuple[int, Story, Note]] = []
    end_notes: list[tuple[int, PlacedNotes]] = []
    moves: list[Move] = []
    merged: list[str] = []
    omitted: list[str] = []
    for number, story in enumerate(stories, 1):
        entry, found = _entry(story, options.notes)
        entries.append(entry)
        disclaimers += [(number, entry.story, note) for note in found.disclaimers]
        if found.book_end:
            end_notes.append((number, PlacedNotes(tuple(found.book_end))))
        moves += found.moves
        merged += found.merged
        omitted += found.omitted
    once, again = merge_disclaimers(disclaimers)
    return Anthology(
        info=info,
        entries=tuple(entries),
        disclaimers=once,
        fandoms=book_fandoms(stories),
        end_notes=tuple(end_notes),
        moves=tuple(moves),
        merged=(*again, *merged),
        omitted=tuple(omitted),
    )


def _entry(story: Story, place: NotesPlace) -> tuple[Entry, _Sorted]:
    found = _Sorted([], [], [], [], [], [], [])
    known = {same_text(story.metadata.summary, story)}
    for note in story.front:
        if note.kind is NoteKind.SUMMARY:
            key = same_text(note.blocks, story)
            if key[0] and key in known:  # a label or a picture alone says nothing that was said before
                found.merged.append(block_text(note))
                continue
            known.add(key)
        left_inline = place is NotesPlace.INLINE and note.kind is not NoteKind.DISCLAIMER
        if note.kind in STAYS_IN_FRONT or left_inline:
            found.front.append(note)
        else:
            _sort(note, "Before the story", story, place, found)
    several = len(story.chapters) > 1
    chapters = tuple(
        _chapter(chapter, _chapter_place(chapter) if several else "", story, place, found) for chapter in story.chapters
    )
    back: list[tuple[str, Note]] = []
    for note in story.back:
        if place is NotesPlace.INLINE and note.kind not in {NoteKind.DISCLAIMER, *AT_BOOK_END}:
            back.append(("", note))
        else:
            _sort(note, "After the story" if several else "", story, place, found)
    before = [("", note) for note in found.front if note.kind is not NoteKind.HEADER]
    if place is NotesPlace.BEFORE:
        before += found.moved
    after = back + (found.moved if place is NotesPlace.AFTER else [])
    if place is NotesPlace.END:
        found.book_end = found.moved + found.book_end
    headers = [note for note in found.front if note.kind is NoteKind.HEADER]
    rows, left_out = facts(headers, story.metadata)
    kept = replace(
        story, chapters=chapters, front=(), back=(), left_out=(*story.left_out, *left_out, *_unused(found.marks))
    )
    return Entry(kept, PlacedNotes(tuple(before)), PlacedNotes(tuple(after)), rows), found


def _chapter_place(chapter: Chapter) -> str:
    return chapter.label or chapter.title


def _sort(note: Note, stood: str, story: Story, place: NotesPlace, found: _Sorted) -> bool:
    """Put one note where it goes; False when it stays where it stands."""
    if note.kind is NoteKind.DISCLAIMER:
        found.disclaimers.append(note)
        to = "disclaimers"
    elif note.kind in AT_BOOK_END:
        found.book_end.append((stood, note))
        to = DESTINATION[NotesPlace.END]
    elif place is NotesPlace.INLINE:
        return False
    else:
        if place is NotesPlace.OMIT:
            found.omitted.append(block_text(note))
        else:
            found.moved.append((stood, note))
        to = DESTINATION[place]
    count = len(words(block_text(note)))
    found.moves.append(Move(story.source, note.where, note.kind, to, count))
    return True


def _unused(marks: list[Break]) -> tuple[LeftOut, ...]:
    """Marks of letters ('oOo') that set off notes which stand elsewhere now."""
    written = [
        (mark, tuple(words(mark.marker))) for mark in marks if mark.marker not in ("blank", "hr", "image", "manifest")
    ]
    return tuple(LeftOut("mark-beside-heading-or-note", told, mark.where) for mark, told in written if told)


def _chapter(chapter: Chapter, stood: str, story: Story, place: NotesPlace, found: _Sorted) -> Chapter:
    scenes: list[Scene] = []
    pending: Break | None = None
    for scene in chapter.scenes:
        kept: list[Block] = [
            block
            for block in scene.blocks
            if not (isinstance(block, Note) and _sort(block, stood, story, place, found))
        ]
        opening = scene.opening or pending
        if pending and scene.opening:
            found.marks.append(pending)
        if not kept:  # a scene of nothing but notes leaves its break to the next one
            pending = opening
            continue
        if opening and not scenes:
            found.marks.append(opening)
        scenes.append(Scene(tuple(kept), opening if scenes else None))
        pending = None
    if pending:
        found.marks.append(pending)
    return replace(chapter, scenes=tuple(scenes))
