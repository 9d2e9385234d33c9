"""A story's title, authors and facts, from the source, its header lines, its title line or its file name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packager.model import (
    LeftOut,
    Manuscript,
    Metadata,
    NoteKind,
    words,
)
from packager.structure.choices import Choices
from packager.structure.items import Item
from packager.structure.metadata_lines import from_file_name, split_authors, with_headers
from packager.structure.plan import Plan


def story_metadata(
    items: Sequence[Item], plan: Plan, manuscript: Manuscript, choices: Choices
) -> tuple[Metadata, str, tuple[LeftOut, ...]]:
    lines = [
        items[i].text for note in plan.notes if note.kind is NoteKind.HEADER for i in range(note.first, note.last + 1)
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
        title_from = "title line"  # whoever else says the same: its words are the source's, shown where the title is
    authors = (
        choices.authors or manuscript.metadata.authors or split_authors(header_author) or split_authors(file_author)
    )
    left_out: tuple[LeftOut, ...] = ()
    if plan.title is not None and words(line_title) != words(title):
        left_out = (LeftOut("title-line", tuple(words(line_title)), items[plan.title].where),)
    return replace(metadata, title=title, authors=tuple(authors)), title_from, left_out
