"""What fanpack saw in a story, as JSON values and as text for people, with the line that would overrule each guess.

For people a `place` is said within its source: 'line 12', 'block 5' of a Word file, the file inside an EPUB, the page
of a story that is put together of several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from packager.model import (
    Block,
    Footnote,
    Gap,
    Inline,
    Link,
    Marked,
    Note,
    Paragraph,
    Quote,
    Spoken,
    Story,
    block_text,
    blocks_text,
    place,
)
from packager.structure.anchors import anchor_of
from packager.structure.heading_grammar import Form, parse_heading


def story_report(story: Story) -> dict[str, Any]:
    """One story's findings: `chapters`, `scene_breaks`, `gaps`, `notes`, `text` and more (see docs/structure.md)."""
    chapters, breaks, gaps, notes = [], [], [], []
    for number, chapter in enumerate(story.chapters):
        name = f"{chapter.label} {chapter.title}".strip()
        chapters.append(
            {
                "line": chapter.where.first,
                "place": story.place(chapter.where, number),
                "title": chapter.title or _name(chapter.label),
                "label": chapter.label or None,
                "part": chapter.part or None,
                "implicit": chapter.implicit,
                "evidence": list(chapter.evidence),
                "paste": None if chapter.implicit else _paste("no_chapters", name),
            }
        )
        for scene in chapter.scenes:
            first = _first_words(scene.blocks)
            if scene.opening:
                breaks.append(
                    {
                        "line": scene.opening.where.first,
                        "place": story.place(scene.opening.where, number),
                        "marker": scene.opening.marker,
                        "confidence": round(scene.opening.confidence, 3),
                        "evidence": list(scene.opening.evidence),
                        "words": first,
                        "paste": _paste("no_breaks", first),
                    }
                )
            for block, following in _flat(scene.blocks):
                if isinstance(block, Gap):
                    after = anchor_of(following)
                    gaps.append({
                        "line": block.where.first, "place": story.place(block.where, number),
                        "blank_lines": block.lines, "confidence": round(block.confidence, 3),
                        "evidence": list(block.evidence), "words": after, "paste": _paste("breaks", after),
                    })  # fmt: skip
                elif isinstance(block, Note):
                    notes.append(_note(block, story.place(block.where, number)))
    front, back = ([_note(note, story.place(note.where)) for note in found] for found in (story.front, story.back))
    return {
        "source": story.source,
        "title": story.metadata.title or None,
        "title_from": story.title_from or None,
        "authors": list(story.metadata.authors),
        "metadata": _metadata(story),
        "chapters": chapters,
        "scene_breaks": breaks,
        "gaps": gaps,
        "notes": [*front, *notes, *back],
        "footnotes": list(_footnotes(story)),
        "hints": [{"line": at.first, "place": story.place(at), "hint": hint} for at, hint in story.hints],
        "left_out": [
            {
                "rule": out.rule,
                "line": out.where.first,
                "place": place(out.file, out.where) if out.file else story.place(out.where),
                "words": len(out.words),
            }
            for out in story.left_out
        ],
        "text": story_text(story),
    }


def story_text(story: Story) -> str:
    """Every word of the story as it will be set, its title (where the text has one) and notes included."""
    parts = []
    if story.title_lines.first:
        parts.append(story.metadata.title)
    parts += [block_text(note) for note in story.front]
    for chapter in story.chapters:
        parts += [chapter.part, chapter.heading_rest, chapter.label, chapter.title]
        parts += [blocks_text(scene.blocks) for scene in chapter.scenes]
    parts += [block_text(note) for note in story.back]
    return "\n".join(part for part in parts if part)


def story_text_report(story: Story) -> str:
    """The same for people: one line a finding, with its place, its reasons and what to paste."""
    report = story_report(story)
    by = f" by {', '.join(report['authors'])}" if report["authors"] else ""
    origin = f" (from the {report['title_from']})" if report["title_from"] else ""
    lines = [report["source"], f"  title     {report['title'] or 'none found'}{by}{origin}"]
    for chapter in report["chapters"]:
        label, title = chapter["label"] or "", chapter["title"] or ""
        name = f"{label} {title}".strip() if title != label else label
        name = name or "(no heading)"
        part = f"{chapter['part']} / " if chapter["part"] else ""
        lines.append(_line(_at(story, chapter), "chapter", part + name, chapter["evidence"]))
    for found, name in (("scene_breaks", "break"), ("gaps", "gap")):
        for entry in report[found]:
            lines.append(
                _line(
                    _at(story, entry),
                    name,
                    f'{entry["confidence"]:.2f}  before "{entry["words"]}"',
                    entry["evidence"],
                )
            )
            lines.append(f"{'':12}  {'':10}paste: {entry['paste']}")
    for note in report["notes"]:
        said = f'{note["kind"]}{_span(story, note)}: "{note["words"]}"'
        lines.append(_line(_at(story, note), "note", said, note["evidence"]))
        lines.append(f"{'':12}  {'':10}paste: {note['paste']}")
    for hint in report["hints"]:
        lines.append(_line(_at(story, hint), "hint", hint["hint"], []))
    return "\n".join(lines) + "\n"


def _line(at: str, what: str, text: str, evidence: list[str]) -> str:
    why = f"  [{'; '.join(evidence)}]" if evidence else ""
    return f"  {at:<11}  {what:<9} {text}{why}"


def _at(story: Story, entry: dict[str, Any]) -> str:
    """The place of a finding within its source, '' where it has none."""
    said: str = entry["place"]
    within = said.removeprefix(story.source)
    if story.files and within:
        return said
    for before, name in ((":", "line"), (", block ", "block")):
        if within.startswith(before):
            return f"{name} {within.removeprefix(before):>{10 - len(name)}}"
    return within.removeprefix("!")


def _span(story: Story, note: dict[str, Any]) -> str:
    """How far a note goes, where that is counted within one file that is known."""
    if story.spots or (story.files and note["place"] == story.source):
        return ""
    first, last = note["lines"]
    return f", {'blocks' if story.counts_blocks else 'lines'} {first}-{last}"


def _paste(field: str, anchor: str) -> str:
    escaped = anchor.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field} = ["{escaped}"]'


def _note(note: Note, at: str) -> dict[str, Any]:
    first = anchor_of(note.title or blocks_text(note.blocks))
    return {
        "kind": note.kind.value, "lines": [note.where.first, note.where.last], "place": at, "origin": note.origin.value,
        "evidence": list(note.evidence), "words": first, "paste": _paste("not_notes", first),
    }  # fmt: skip


def _name(label: str) -> str | None:
    """'Prologue' is a name; 'Chapter 3' is a number."""
    heading = parse_heading(label) if label else None
    return label if heading and heading.form is Form.SPECIAL and heading.number is None else None


def _first_words(blocks: tuple[Block, ...]) -> str:
    return next((anchor_of(block_text(block).strip()) for block in blocks if block_text(block).strip()), "")


def _flat(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Blocks, those in quotes too, each with the text of the next that has any."""
    row: list[Block] = []

    def walk(inner: tuple[Block, ...]) -> None:
        for block in inner:
            if isinstance(block, Quote):
                walk(block.blocks)
            else:
                row.append(block)

    walk(blocks)
    following = ""
    out = []
    for block in reversed(row):
        out.append((block, following))
        following = block_text(block).strip() or following
    return reversed(out)


def _footnotes(story: Story) -> Iterator[dict[str, Any]]:
    for number, chapter in enumerate(story.chapters):
        for scene in chapter.scenes:
            for block, _ in _flat(scene.blocks):
                if isinstance(block, Paragraph):
                    for note in _notes_in(block.inlines):
                        where = {"line": block.where.first, "place": story.place(block.where, number)}
                        yield {**where, "text": blocks_text(note.blocks)}


def _notes_in(inlines: tuple[Inline, ...]) -> Iterator[Footnote]:
    for inline in inlines:
        if isinstance(inline, Footnote):
            if inline.blocks:
                yield inline
        elif isinstance(inline, Marked | Spoken | Link):
            yield from _notes_in(inline.children)


def _metadata(story: Story) -> dict[str, Any]:
    fields = asdict(replace(story.metadata, summary=(), inspired_by=()))
    return {name: value for name, value in fields.items() if value not in ("", (), None, [])}
