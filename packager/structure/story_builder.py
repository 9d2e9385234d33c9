"""Items and the plan of what they are -> chapters, scenes and blocks, in the order of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from packager.model import (
    Block,
    Break,
    Chapter,
    ChapterStart,
    Gap,
    Heading,
    LeftOut,
    Lines,
    Note,
    Origin,
    Paragraph,
    Rule,
    Scene,
    Signpost,
    Text,
    words,
)
from packager.structure.chapters import Head
from packager.structure.choices import Choices
from packager.structure.heading_grammar import is_title_like, parse_heading
from packager.structure.inline_notes import with_footnotes
from packager.structure.items import Item, Role, is_verse
from packager.structure.note_parts import parted
from packager.structure.note_signs import is_end_marker
from packager.structure.passages import with_passages
from packager.structure.plan import Plan
from packager.structure.scenes import Verdict, judge
from packager.structure.signposts import is_signpost


def _set_off(items: Sequence[Item]) -> frozenset[int]:
    """Verses with white space before the first and after the last: there it sets off a poem, not a scene."""
    found: set[int] = set()
    i = 0
    while i < len(items):
        end = i
        while end < len(items) and end < i + 2 and items[end].plain and is_title_like(items[end].text):
            end += 1  # the poem's title
        if end == len(items) or not is_verse(items[end]):
            i += 1
            continue
        while end < len(items) and is_verse(items[end]):
            end += 1
        if items[i].gap and end < len(items) and items[end].gap:
            found.update(range(i, end))
        i = max(end, i + 1)
    return frozenset(found)


def verdicts_of(items: Sequence[Item], plan: Plan) -> dict[int, Verdict]:
    if not any(item.gap for item in items):
        return {}
    kinds = ["text"] * len(items)
    verse = _set_off(items)
    for i, item in enumerate(items):
        if not item.plain or i in verse or is_signpost(item.text) or is_end_marker(item.text):
            kinds[i] = "other"
    for head in plan.heads:
        for i in range(head.first, head.last + 1):
            kinds[i] = "heading"
    for note in plan.notes:
        for i in range(note.first, note.last + 1):
            kinds[i] = "note"
    for i, item in enumerate(items):
        if isinstance(item.element, Note):
            kinds[i] = "note"
        elif isinstance(item.element, Heading) and kinds[i] == "other":
            kinds[i] = "heading"
    if plan.title is not None:
        kinds[plan.title] = "heading"
    for i in plan.marks:
        kinds[i] = "mark"
    return judge([item.text for item in items], [item.gap for item in items], kinds)


@dataclass(slots=True)
class _Open:
    """The chapter being built."""

    head: Head | None
    part: str
    where: Lines
    scenes: list[Scene] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    opening: Break | None = None

    def cut(self, opening: Break | None) -> None:
        if self.blocks or self.opening:
            self.scenes.append(Scene(tuple(self.blocks), self.opening))
        self.blocks, self.opening = [], opening


class Builder:
    def __init__(self, items: Sequence[Item], plan: Plan, verdicts: dict[int, Verdict], choices: Choices) -> None:
        self.items, self.plan, self.verdicts, self.choices = items, plan, verdicts, choices
        self.head_at = {head.first: head for head in plan.heads}
        self.note_at = {note.first: note for note in plan.notes}
        self.chapters: list[_Open] = []
        self.front: list[Note] = []
        self.part = ""
        self.pending: list[Block] = []  # notes between a part's heading and its first chapter
        self.mark: int | None = None
        self.used: set[int] = set()  # marks that became breaks
        self.left_out: list[LeftOut] = []
        self.after: str = "start"  # what the last element was: start, text, note, heading

    def build(self) -> tuple[tuple[Note, ...], tuple[Chapter, ...], tuple[Note, ...]]:
        i = 0
        while i < len(self.items):
            i = self.step(i)
        if self.part or self.pending:
            self.chapter(None, self.items[-1].where)
        for chapter in self.chapters:
            chapter.cut(None)
        back = self.take_back()
        return tuple(self.front), tuple(map(_closed, self.chapters)), back

    def step(self, i: int) -> int:
        item = self.items[i]
        if i == self.plan.title:
            self.mark = None
            return i + 1
        if head := self.head_at.get(i):
            self.heading(head)
            return head.last + 1
        if i in self.plan.marks:
            if self.mark is None:
                self.mark = i
            return i + 1
        if note := self.note_at.get(i):
            blocks = tuple(self.blocks_of(note.first, note.last))
            where = Lines(item.where.first, self.items[note.last].where.last)
            origin = Origin.USER if i in self.plan.user_notes else Origin.GUESS
            self.note(Note(note.kind, blocks, where, origin=origin, evidence=note.evidence))
            return note.last + 1
        if isinstance(item.element, Note):
            self.note(item.element)
            return i + 1
        self.text(i)
        return i + 1

    def blocks_of(self, first: int, last: int) -> Iterator[Block]:
        for j in range(first, last + 1):
            element = self.items[j].element
            if isinstance(element, Rule):
                continue
            if isinstance(element, ChapterStart):
                yield Paragraph((Text(element.heading),), element.where)
            else:
                yield element

    def heading(self, head: Head) -> None:
        where = Lines(self.items[head.first].where.first, self.items[head.last].where.last)
        self.mark = None
        if head.role is Role.PART:
            if self.part or self.pending:
                self.chapter(None, where)
            self.part = ": ".join(_as_title(item.text) for item in self.items[head.first : head.last + 1])
            self.after = "heading"
        elif head.role is Role.SUB:
            if not self.chapters or self.part:
                self.chapter(None, where)
            element = self.items[head.first].element  # the only one
            inlines = (
                element.inlines if isinstance(element, Paragraph | Heading) else (Text(self.items[head.first].text),)
            )
            self.chapters[-1].blocks.append(Heading(inlines, 3, where))
            self.after = "heading"
        else:
            self.chapter(head, where)

    def chapter(self, head: Head | None, where: Lines) -> None:
        self.chapters.append(_Open(head, self.part, where))
        self.chapters[-1].blocks += self.pending
        self.part, self.pending = "", []
        self.after = "heading" if head else "start"

    def note(self, whole: Note) -> None:
        notes, left_out = parted(whole)
        self.left_out += left_out
        for note in notes:
            if self.part:
                self.pending.append(note)
            elif not self.chapters:
                self.front.append(note)
            else:
                self.chapters[-1].blocks.append(note)
        self.after = "note"

    def text(self, i: int) -> None:
        item = self.items[i]
        if not self.chapters or self.part:
            self.chapter(None, item.where)
        chapter = self.chapters[-1]
        where = Lines(item.where.first, item.where.first)
        if self.repeats_heading(chapter, item):
            self.left_out.append(LeftOut("heading-again", tuple(words(item.text)), where))
            return
        mark, self.mark = self.mark, None
        if i in self.plan.breaks and chapter.blocks:
            marker = self.marker(mark) if mark is not None else "blank"
            chapter.cut(Break(marker, where, 1.0, ("the manifest says so",), Origin.USER))
        elif mark is not None and self.after == "text" and i not in self.plan.no_breaks:
            origin = Origin.SOURCE if isinstance(self.items[mark].element, Rule) else Origin.GUESS
            marker = self.marker(mark)
            chapter.cut(Break(marker, where, 1.0, (f"marked '{marker}'",), origin))
        elif (item.gap and self.after == "text") or (mark is not None and self.after == "text"):
            self.gap(chapter, i, where, max(1, item.gap))
        elif mark is not None and self.after == "note" and any(not isinstance(block, Note) for block in chapter.blocks):
            chapter.blocks.append(Gap(1, where, 0.0, ("a mark beside a note",)))
        chapter.blocks.append(self.block(i))
        self.after = "text"

    def repeats_heading(self, chapter: _Open, item: Item) -> bool:
        """Whether a line over the story says again what the source's own heading says."""
        head = chapter.head
        if (
            head is None
            or head.origin is not Origin.SOURCE
            or self.after == "text"
            or not item.plain
            or item.words > 12
        ):
            return False
        start = self.items[head.first].element
        if isinstance(start, ChapterStart) and start.once:
            return False
        if any(not isinstance(block, Note) for block in chapter.blocks) or chapter.scenes:
            return False
        said = [word.lower() for word in words(f"{head.label} {head.title}")]
        again = [word.lower() for word in words(item.text)]
        return bool(again) and said[-len(again) :] == again

    def unused_marks(self) -> tuple[LeftOut, ...]:
        """Marks of letters ('LINE BREAK', 'oOo') that set off a heading or note and part no scenes."""
        marks = sorted(self.plan.marks - self.used)
        found = [(self.items[i], tuple(words(self.items[i].text))) for i in marks]
        return tuple(LeftOut("mark-beside-heading-or-note", told, item.where) for item, told in found if told)

    def marker(self, mark: int) -> str:
        self.used.add(mark)
        element = self.items[mark].element
        return element.marker if isinstance(element, Rule) else self.items[mark].text or "image"

    def gap(self, chapter: _Open, i: int, where: Lines, lines: int) -> None:
        verdict = self.verdicts.get(i, Verdict(0.0, ()))
        if i in self.plan.no_breaks:
            chapter.blocks.append(Gap(lines, where, 0.0, ("the manifest says so",)))
        elif verdict.probability >= self.choices.threshold:
            chapter.cut(Break("blank", where, verdict.probability, verdict.evidence))
        else:
            chapter.blocks.append(Gap(lines, where, verdict.probability, verdict.evidence))

    def block(self, i: int) -> Block:
        element = self.items[i].element
        if isinstance(element, ChapterStart | Rule):  # both are headings or marks in every plan
            return Paragraph((Text(self.items[i].text),), element.where)
        if isinstance(element, Paragraph):
            if is_signpost(self.items[i].text) or is_end_marker(self.items[i].text):
                return Signpost(element.inlines, element.where)
            return with_footnotes(element)
        return element

    def take_back(self) -> tuple[Note, ...]:
        """Notes after the last words of the story stand behind it."""
        back: list[Note] = []
        if not self.chapters:
            return ()
        last = self.chapters[-1]
        while last.scenes and last.scenes[-1].blocks and isinstance(last.scenes[-1].blocks[-1], Note):
            scene = last.scenes[-1]
            tail = scene.blocks[-1]
            assert isinstance(tail, Note)
            if len(scene.blocks) == 1 and len(last.scenes) == 1:
                break  # a chapter that is nothing but a note keeps it
            back.insert(0, tail)
            if len(scene.blocks) == 1:
                last.scenes.pop()
            else:
                last.scenes[-1] = replace(scene, blocks=scene.blocks[:-1])
        return tuple(back)


def _as_title(line: str) -> str:
    """A line of a part's heading, without what decorates it; all its words, in their order."""
    heading = parse_heading(line)
    said = [part for part in (heading.label, heading.title) if part] if heading else []
    return ": ".join(said) if said and words(" ".join(said)) == words(line) else " ".join(line.split())


def _closed(chapter: _Open) -> Chapter:
    head = chapter.head
    scenes = with_passages(chapter.scenes)
    if head is None:
        return Chapter(scenes, part=chapter.part, where=chapter.where)
    return Chapter(
        scenes,
        head.label,
        head.title,
        chapter.part,
        head.rest,
        chapter.where,
        head.origin,
        head.evidence,
    )
