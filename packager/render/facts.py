"""The facts on a story's title page: its own header lines as written, then what its metadata adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from packager.model import LineBreak, Metadata, Note, Paragraph, block_text, inline_text, words
from packager.render.xhtml import PageText, text

LABELLED_LINE = re.compile(r"\s*([^\W\d_][\w' /()’.-]{0,30}?)\s*[:;\-–—]+\s*(\S.*)", re.S)

SHOWN_TAGS = 24
"""More tags than that make a page of their own; metadata of the file still holds them all."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str  # XHTML
    value: str  # XHTML
    key: frozenset[str]  # the words of the value, to know a fact again


def header_facts(notes: Sequence[Note], metadata: Metadata, page: PageText) -> list[Fact]:
    """The header lines of the source, one a row, word for word ('Rating: T')."""
    facts: list[Fact] = []
    for note in notes:
        for block in note.blocks:
            for line in _lines(block) if isinstance(block, Paragraph) else [block_text(block)]:
                found = LABELLED_LINE.fullmatch(line)
                label, value = (found[1], found[2]) if found else ("", line)
                facts.append(Fact(text(label), text(value), _key(value)))
    return facts


def _lines(block: Paragraph) -> list[str]:
    parts: list[list[object]] = [[]]
    for inline in block.inlines:
        if isinstance(inline, LineBreak):
            parts.append([])
        else:
            parts[-1].append(inline)
    lines = [inline_text(tuple(part)) for part in parts]  # type: ignore[arg-type]
    return [line for line in "\n".join(lines).splitlines() if line.strip()]


def _key(value: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(value))


def metadata_facts(metadata: Metadata, said: dict[str, str], known: Sequence[Fact]) -> list[Fact]:
    """What the metadata says and no header line has said already."""
    rows: list[tuple[str, str]] = [
        (said["fandom"], ", ".join(metadata.fandoms)),
        (said["rating"], metadata.rating),
        (said["warnings"], ", ".join(metadata.warnings)),
        (said["categories"], ", ".join(metadata.categories)),
        (said["relationships"], ", ".join(metadata.relationships)),
        (said["characters"], ", ".join(metadata.characters)),
        (said["tags"], ", ".join(metadata.tags[:SHOWN_TAGS])),
        (said["collections"], ", ".join(metadata.collections)),
        (said["published"], metadata.published),
        (said["updated"], metadata.updated if metadata.updated != metadata.published else ""),
        (said["inspired_by"], ", ".join(inline_text(link.children) for link in metadata.inspired_by)),
        *metadata.extra,
        (said["source"], metadata.source_url),
    ]
    seen = {fact.key for fact in known}
    return [
        Fact(
            f'<span class="gen">{text(label)}</span>', f'<span class="meta">{text(value)}</span>', _key(value)
        )
        for label, value in rows
        if value and _key(value) not in seen
    ]
