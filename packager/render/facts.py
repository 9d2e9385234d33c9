"""The facts on a story's title page: its own header lines as written, then what its metadata adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packager.model import Link, Metadata, Text, inline_text, words
from packager.render.xhtml import PageText, text

SHOWN_TAGS = 24
"""More tags than that make a page of their own; metadata of the file still holds them all."""


NOT_SHOWN = frozenset("words chapters comments kudos bookmarks hits reviews favs follows id status language".split())
"""What an archive counts of a work: stale in a book, and no reader's concern."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str  # XHTML
    value: str  # XHTML
    name: str  # which fact of the metadata it is, for programs; '' for a line of the source and one of `extra`
    key: frozenset[str]  # the words of the value, to know a fact again

    @property
    def row(self) -> str:
        """Its row in the list of facts, as XHTML."""
        named = f' data-fact="{self.name}"' if self.name else ""
        return f"<dt{named}>{self.label}</dt><dd>{self.value}</dd>"


def header_facts(rows: Sequence[tuple[str, str]]) -> list[Fact]:
    """The header lines of the source, one a row, word for word ('Rating: T')."""
    return [Fact(text(label), text(value), "", _key(value)) for label, value in rows]


def _key(value: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(value))


def metadata_facts(metadata: Metadata, said: dict[str, str], known: Sequence[Fact]) -> list[Fact]:
    """What the metadata says and no header line has said already."""
    rows: list[tuple[str, str | tuple[Link, ...]]] = [
        ("fandom", ", ".join(metadata.fandoms)),
        ("rating", metadata.rating),
        ("warnings", ", ".join(metadata.warnings)),
        ("categories", ", ".join(metadata.categories)),
        ("relationships", ", ".join(metadata.relationships)),
        ("characters", ", ".join(metadata.characters)),
        ("tags", ", ".join(metadata.tags[:SHOWN_TAGS])),
        ("collections", ", ".join(metadata.collections)),
        ("published", metadata.published),
        ("updated", metadata.updated if metadata.updated != metadata.published else ""),
        ("inspired_by", metadata.inspired_by),
    ]
    link = (Link(metadata.source_url, (Text(metadata.source_url),)),) if metadata.source_url else ""
    labelled = [
        *((name, said[name], value) for name, value in rows),
        *(("", label, value) for label, value in metadata.extra if label.casefold() not in NOT_SHOWN),
        ("source", said["source"], link),
    ]
    seen = {fact.key for fact in known}
    return [
        Fact(f'<span class="gen">{text(label)}</span>', f'<span class="meta">{_shown(value)}</span>', name, key)
        for name, label, value in labelled
        if value and (key := _key(_plain(value))) not in seen
    ]


def _plain(value: str | tuple[Link, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(inline_text(link.children) for link in value)


def _shown(value: str | tuple[Link, ...]) -> str:
    return text(value) if isinstance(value, str) else ", ".join(map(PageText("").inline, value))
