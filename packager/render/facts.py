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
    key: frozenset[str]  # the words of the value, to know a fact again


def header_facts(rows: Sequence[tuple[str, str]]) -> list[Fact]:
    """The header lines of the source, one a row, word for word ('Rating: T')."""
    return [Fact(text(label), text(value), _key(value)) for label, value in rows]


def _key(value: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(value))


def metadata_facts(metadata: Metadata, said: dict[str, str], known: Sequence[Fact]) -> list[Fact]:
    """What the metadata says and no header line has said already."""
    rows: list[tuple[str, str | tuple[Link, ...]]] = [
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
        (said["inspired_by"], metadata.inspired_by),
        *(row for row in metadata.extra if row[0].casefold() not in NOT_SHOWN),
        (said["source"], (Link(metadata.source_url, (Text(metadata.source_url),)),) if metadata.source_url else ""),
    ]
    seen = {fact.key for fact in known}
    return [
        Fact(f'<span class="gen">{text(label)}</span>', f'<span class="meta">{_shown(value)}</span>', key)
        for label, value in rows
        if value and (key := _key(_plain(value))) not in seen
    ]


def _plain(value: str | tuple[Link, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(inline_text(link.children) for link in value)


def _shown(value: str | tuple[Link, ...]) -> str:
    return text(value) if isinstance(value, str) else ", ".join(map(PageText("").inline, value))
