"""Manuscript -> Story: what the source states is believed, what it leaves open is decided here."""

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
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Rule,
    Scene,
    Signpost,
    Story,
    Text,
    words,
)
from packager.problems import Report
from packager.structure.anchors import locate
from packager.structure.bare_titles import find_bare_titles
from packager.structure.chapters import Head, find_heads
from packager.structure.choices import Choices
from packager.structure.contents import find_contents
from packager.structure.heading_grammar import Form, parse_heading
from packager.structure.inline_notes import with_footnotes
from packager.structure.items import Item, Role, itemise
from packager.structure.marks import find_marks, is_mark
from packager.structure.metadata_lines import from_file_name, split_authors, with_headers
from packager.structure.note_words import header_field, note_label
from packager.structure.notes import Findings, NoteSpan, find_notes, is_end_marker
from packager.structure.passages import with_passages
from packager.structure.scenes import Verdict, judge
from packager.structure.signposts import is_signpost


def to_story(manuscript: Manuscript, choices: Choices = Choices(), report: Report | None = None) -> Story:  # noqa: B008
    """Tell chapters, scene breaks and notes. Doubts and overrides that match nothing go to `report`."""
    report = report if report is not None else Report()
    items = itemise(manuscript, _own_line)
    plan = _plan(items, manuscript, choices, report)
    metadata, title_from, left_out = _metadata(items, plan, manuscript, choices)
    verdicts = _verdicts(items, plan)
    builder = _Builder(items, plan, verdicts, choices)
    front, chapters, back = builder.build()
    _tell_doubts(chapters, manuscript.source, report)
    title_lines = items[plan.title].where if plan.title is not None else Lines(0, 0)
    return Story(
        source=manuscript.source,
        metadata=metadata,
        chapters=chapters,
        front=front,
        back=back,
        assets=manuscript.assets,
        left_out=(*manuscript.left_out, *left_out),
        title_lines=title_lines,
        title_from=title_from,
        format=manuscript.format,
    )


def _own_line(text: str) -> bool:
    """Whether a line inside a paragraph of several stands for itself."""
    if is_mark(text) or header_field(text):
        return True
    label = note_label(text)
    if label and label.strong:
        return True
    heading = parse_heading(text)
    return heading is not None and heading.form in (Form.CHAPTER, Form.PART, Form.SPECIAL)


# -------------------------------------------------------------------------------------------------- the plan


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every item is found to be."""

    heads: tuple[Head, ...]
    notes: tuple[NoteSpan, ...]
    marks: frozenset[int]
    title: int | None
    breaks: frozenset[int]
    no_breaks: frozenset[int]
    user_notes: frozenset[int]


def _plan(items: Sequence[Item], manuscript: Manuscript, choices: Choices, report: Report) -> _Plan:
    def find(anchors: tuple[str, ...], what: str) -> frozenset[int]:
        return locate(items, anchors, what, manuscript.source, report) if anchors else frozenset()

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
            sorted((*heads, *map(_user_head(items), sorted(wanted_heads))), key=lambda head: head.first)
        )
    taken = {i for head in heads for i in range(head.first, head.last + 1)}
    marks = marks - taken
    want_title = not _states_chapters(items) or not manuscript.metadata.title
    off = (stated | user_notes | contents | not_notes) - frozenset(taken)
    found = find_notes(items, heads, marks, off, want_title)
    if not any(
        head.role is Role.HEAD and head.form is not Form.SPECIAL for head in heads
    ) and not _states_chapters(items):
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
    return _Plan(heads, tuple(notes), marks, found.title, breaks, no_breaks, user_notes)


def _states_chapters(items: Sequence[Item]) -> bool:
    return any(isinstance(item.element, ChapterStart) for item in items)


def _whole(items: Sequence[Item], head: Head) -> Head:
    """The head itself if it holds every word of its lines, else one that shows the lines as written."""
    lines = [items[i].text for i in range(head.first, head.last + 1)]
    if sorted(words(" ".join(lines))) == sorted(words(f"{head.rest} {head.label} {head.title}")):
        return head
    return replace(head, label="", title=" ".join(" ".join(lines).split()), rest="")


def _user_head(items: Sequence[Item]):  # type: ignore[no-untyped-def]
    def head(i: int) -> Head:
        heading = parse_heading(items[i].text)
        label, title = (heading.label, heading.title) if heading else ("", items[i].text)
        number = heading.number if heading else None
        return Head(
            i, i, Role.HEAD, label, title, "", number, Form.CHAPTER, Origin.USER, ("the manifest says so",)
        )

    return head


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
        if first.first < first.last and words(items[first.first].text) == words(first.rest):
            return (replace(first, first=first.first + 1, rest=""), *heads[1:]), Findings(
                found.notes, first.first
            )
    return heads, found


# ------------------------------------------------------------------------------------------------ metadata


def _metadata(
    items: Sequence[Item], plan: _Plan, manuscript: Manuscript, choices: Choices
) -> tuple[Metadata, str, tuple[LeftOut, ...]]:
    lines = [
        items[i].text
        for note in plan.notes
        if note.kind is NoteKind.HEADER
        for i in range(note.first, note.last + 1)
    ]
    metadata, header_title, header_author = with_headers(manuscript.metadata, lines)
    line_title = items[plan.title].text.strip(" *_~#=") if plan.title is not None else ""
    name = manuscript.source.replace("\\", "/").rsplit("/", 1)[-1].rsplit("!", 1)[-1]
    file_title, file_author = from_file_name(name)
    candidates = (
        (choices.title, "manifest"),
        (manuscript.metadata.title, "source"),
        (header_title, "header"),
        (line_title, "title line"),
        (file_title, "file name"),
    )
    title, title_from = next(((title, origin) for title, origin in candidates if title), ("", ""))
    if line_title and words(line_title) == words(title):
        title_from = "title line" if title_from != "manifest" else title_from
    authors = (
        choices.authors
        or manuscript.metadata.authors
        or split_authors(header_author)
        or split_authors(file_author)
    )
    left_out: tuple[LeftOut, ...] = ()
    if plan.title is not None and words(line_title) != words(title):
        left_out = (LeftOut("title-line", tuple(words(line_title)), items[plan.title].where),)
    return replace(metadata, title=title, authors=tuple(authors)), title_from, left_out


# ------------------------------------------------------------------------------------------------ the build


def _verdicts(items: Sequence[Item], plan: _Plan) -> dict[int, Verdict]:
    kinds = ["text"] * len(items)
    for i, item in enumerate(items):
        if not item.plain or is_signpost(item.text) or is_end_marker(item.text):
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
    if not any(item.gap for item in items):
        return {}
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
    rest: str = ""

    def cut(self, opening: Break | None) -> None:
        if self.blocks or self.opening:
            self.scenes.append(Scene(tuple(self.blocks), self.opening))
        self.blocks, self.opening = [], opening


class _Builder:
    def __init__(
        self, items: Sequence[Item], plan: _Plan, verdicts: dict[int, Verdict], choices: Choices
    ) -> None:
        self.items, self.plan, self.verdicts, self.choices = items, plan, verdicts, choices
        self.head_at = {head.first: head for head in plan.heads}
        self.note_at = {note.first: note for note in plan.notes}
        self.chapters: list[_Open] = []
        self.front: list[Note] = []
        self.part = ""
        self.pending: list[Block] = []  # notes between a part's heading and its first chapter
        self.mark: int | None = None
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
        written = " ".join(part for part in (head.rest, head.label, head.title) if part)
        if head.role is Role.PART:
            if self.part or self.pending:
                self.chapter(None, where)
            self.part = ": ".join(part for part in (head.label, head.title) if part)
            if head.rest:
                self.part = f"{head.rest}: {self.part}"
            self.after = "heading"
        elif head.role is Role.SUB:
            if not self.chapters or self.part:
                self.chapter(None, where)
            element = self.items[head.first].element
            inlines = (
                element.inlines
                if isinstance(element, Paragraph | Heading) and head.first == head.last
                else (Text(written),)
            )
            self.chapters[-1].cut(None) if False else None
            self.chapters[-1].blocks.append(Heading(inlines, 3, where))
            self.after = "heading"
        else:
            self.chapter(head, where)

    def chapter(self, head: Head | None, where: Lines) -> None:
        self.chapters.append(_Open(head, self.part, where))
        self.chapters[-1].blocks += self.pending
        self.part, self.pending = "", []
        self.after = "heading" if head else "start"

    def note(self, note: Note) -> None:
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
        elif (
            mark is not None
            and self.after == "note"
            and any(not isinstance(block, Note) for block in chapter.blocks)
        ):
            chapter.blocks.append(Gap(1, where, 0.0, ("a mark beside a note",)))
        chapter.blocks.append(self.block(i))
        self.after = "text"

    def marker(self, mark: int) -> str:
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


def _closed(chapter: _Open) -> Chapter:
    head = chapter.head
    scenes = with_passages(chapter.scenes)
    if head is None:
        return Chapter(scenes, part=chapter.part, where=chapter.where)
    return Chapter(
        scenes, head.label, head.title, chapter.part, head.rest, chapter.where, head.origin, head.evidence
    )


def _tell_doubts(chapters: Sequence[Chapter], source: str, report: Report) -> None:
    for chapter in chapters:
        for scene in chapter.scenes:
            if scene.opening and scene.opening.confidence < 0.8:
                report.info("doubtful-break", f"{source}:{scene.opening.where.first}",
                            f"set as a scene break, {scene.opening.confidence:.0%} sure ({'; '.join(scene.opening.evidence)})")  # fmt: skip
            for block in scene.blocks:
                if isinstance(block, Gap) and block.confidence >= 0.3:
                    report.info("doubtful-gap", f"{source}:{block.where.first}",
                                f"kept as white space, {block.confidence:.0%} sure of a scene break")  # fmt: skip
