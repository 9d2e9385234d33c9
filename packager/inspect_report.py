"""What fanpack saw in a story, as JSON values and as text for people, with the line that would overrule each guess."""

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
)
from packager.structure.anchors import anchor_of
from packager.structure.heading_grammar import Form, parse_heading


def story_report(story: Story) -> dict[str, Any]:
    """One story's findings: `chapters`, `scene_breaks`, `gaps`, `notes`, `text` and more (see docs/structure.md)."""
    chapters, breaks, gaps, notes = [], [], [], []
    for chapter in story.chapters:
        name = f"{chapter.label} {chapter.title}".strip()
        chapters.append(
            {
                "line": chapter.where.first,
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
                        "line": block.where.first, "blank_lines": block.lines, "confidence": round(block.confidence, 3),
                        "evidence": list(block.evidence), "words": after, "paste": _paste("breaks", after),
                    })  # fmt: skip
                elif isinstance(block, Note):
                    notes.append(_note(block))
    notes = [*map(_note, story.front), *notes, *map(_note, story.back)]
    return {
        "source": story.source,
        "title": story.metadata.title or None,
        "title_from": story.title_from or None,
        "authors": list(story.metadata.authors),
        "metadata": _metadata(story),
        "chapters": chapters,
        "scene_breaks": breaks,
        "gaps": gaps,
        "notes": notes,
        "footnotes": [{"line": line, "text": text} for line, text in _footnotes(story)],
        "hints": [{"line": where.first, "hint": hint} for where, hint in story.hints],
        "left_out": [{"rule": out.rule, "line": out.where.first, "words": len(out.words)} for out in story.left_out],
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
    """The same for people: one line a finding, with its line number, its reasons and what to paste."""
    report = story_report(story)
    by = f" by {', '.join(report['authors'])}" if report["authors"] else ""
    origin = f" (from the {report['title_from']})" if report["title_from"] else ""
    lines = [report["source"], f"  title     {report['title'] or 'none found'}{by}{origin}"]
    for chapter in report["chapters"]:
        label, title = chapter["label"] or "", chapter["title"] or ""
        name = f"{label} {title}".strip() if title != label else label
        name = name or "(no heading)"
        part = f"{chapter['part']} / " if chapter["part"] else ""
        lines.append(_line(chapter["line"], "chapter", part + name, chapter["evidence"]))
    for found, name in (("scene_breaks", "break"), ("gaps", "gap")):
        for entry in report[found]:
            lines.append(
                _line(
                    entry["line"],
                    name,
                    f'{entry["confidence"]:.2f}  before "{entry["words"]}"',
                    entry["evidence"],
                )
            )
            lines.append(f"{'':12}  {'':10}paste: {entry['paste']}")
    for note in report["notes"]:
        first, last = note["lines"]
        lines.append(_line(first, "note", f'{note["kind"]}, lines {first}-{last}: "{note["words"]}"', note["evidence"]))
        lines.append(f"{'':12}  {'':10}paste: {note['paste']}")
    for hint in report["hints"]:
        lines.append(_line(hint["line"], "hint", hint["hint"], []))
    return "\n".join(lines) + "\n"


def _line(number: int, what: str, text: str, evidence: list[str]) -> str:
    why = f"  [{'; '.join(evidence)}]" if evidence else ""
    return f"  line {number:>6}  {what:<9} {text}{why}"


def _paste(field: str, anchor: str) -> str:
    escaped = anchor.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field} = ["{escaped}"]'


def _note(note: Note) -> dict[str, Any]:
    first = anchor_of(note.title or blocks_text(note.blocks))
    return {
        "kind": note.kind.value, "lines": [note.where.first, note.where.last], "origin": note.origin.value,
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


def _footnotes(story: Story) -> Iterator[tuple[int, str]]:
    for chapter in story.chapters:
        for scene in chapter.scenes:
            for block, _ in _flat(scene.blocks):
                if isinstance(block, Paragraph):
                    for note in _notes_in(block.inlines):
                        yield block.where.first, blocks_text(note.blocks)


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
