"""Small values for tests: stories without ceremony."""

from __future__ import annotations

from packager.model import (
    Break,
    Chapter,
    Metadata,
    Note,
    NoteKind,
    Paragraph,
    Scene,
    Story,
    Text,
)


def para(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def note(kind: NoteKind, *texts: str) -> Note:
    return Note(kind, tuple(para(text) for text in texts))


def chapter(*scenes: tuple, label: str = "", title: str = "") -> Chapter:
    made = [
        Scene(tuple(para(b) if isinstance(b, str) else b for b in blocks), Break("***") if i else None)
        for i, blocks in enumerate(scenes)
    ]
    return Chapter(tuple(made), label=label, title=title)


def story(*chapters: Chapter, title: str = "Leaf", authors: tuple[str, ...] = (), **more: object) -> Story:
    fandoms = more.pop("fandoms", ())
    summary = more.pop("summary", ())
    meta = Metadata(title=title, authors=authors, fandoms=fandoms, summary=summary)  # type: ignore[arg-type]
    return Story("leaf.txt", meta, chapters, **more)  # type: ignore[arg-type]
