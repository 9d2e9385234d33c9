"""What header lines, title line and file name say of a story."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from packager.model import Metadata
from packager.structure.note_words import byline, header_field

_LIST = re.compile(r"\s*(?:;|,|\s/\s|\s&\s|\sand\s)\s*")
_SLASHED = re.compile(r"\s*[;,/]\s*")
_IDS = re.compile(r"^(?:[0-9a-f]{8,}|\d+|[0-9a-f]{4,}-[0-9a-f-]+)$", re.I)


def with_headers(metadata: Metadata, lines: Iterable[str]) -> tuple[Metadata, str, str]:
    """Metadata completed by header lines and by-lines, and the title and author these name ('' for none).

    What the source stated already is kept."""
    title = author = ""
    extra = list(metadata.extra)
    changes: dict[str, object] = {}
    for line in lines:
        for part in line.split("\n"):
            field = header_field(part)
            if field is None:
                author = author or byline(part)
                continue
            name, value = field[0].replace("-", " "), field[1].strip(" *_~")
            match name:
                case "title" | "titel" | "titre" | "título" | "titulo":
                    title = title or value
                case "author" | "authors" | "autor" | "autora" | "auteur" | "pen name" | "penname" | "written by":
                    author = author or value
                case "rating" | "rated" | "raiting" if not metadata.rating:
                    changes.setdefault("rating", value)
                case (
                    "pairing"
                    | "pairings"
                    | "couple"
                    | "couples"
                    | "ship"
                    | "ships"
                    | "relationship"
                    | "relationships"
                    | "main pairing"
                ) if not metadata.relationships:
                    changes.setdefault("relationships", tuple(filter(None, re.split(r"\s*[;,]\s*", value))))
                case "fandom" | "fandoms" if not metadata.fandoms:
                    changes.setdefault("fandoms", tuple(filter(None, re.split(r"\s*[;,]\s*", value))))
                case "character" | "characters" | "main characters" if not metadata.characters:
                    changes.setdefault("characters", tuple(filter(None, re.split(r"\s*[;,]\s*", value))))
                case "genre" | "genres" | "tags" | "tag" | "additional tags" if not metadata.tags:
                    changes.setdefault("tags", tuple(filter(None, _SLASHED.split(value))))
                case "category" | "categories" if not metadata.categories:
                    changes.setdefault("categories", tuple(filter(None, _SLASHED.split(value))))
                case _:
                    extra.append((name.capitalize(), value))
    changes["extra"] = tuple(dict.fromkeys(extra))
    return replace(metadata, **changes), title, author  # type: ignore[arg-type]


def split_authors(text: str) -> tuple[str, ...]:
    """'A and B', 'A, B & C' -> names."""
    return tuple(name.strip() for name in _LIST.split(text) if name.strip())


def from_file_name(name: str) -> tuple[str, str]:
    """(title, author) a file name tells, '' where it tells none: 'Leaf_and_Sand by moonfall.txt'."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    text = re.sub(r"[_+]+", " ", stem)
    if " " not in text and text.count("-") >= 1:
        text = text.replace("-", " ")
    parts = [part for part in text.split() if not _IDS.match(part)]
    if not parts or not any(c.isalpha() for c in " ".join(parts)):
        return "", ""
    text = " ".join(parts).strip(" -")
    author = ""
    if match := re.match(r"^(?P<title>.{2,}?)\s+by\s+(?P<author>[^()]{2,40})$", text, re.I):
        text, author = match["title"], match["author"].strip()
    if text.lower() in (
        "story",
        "index",
        "untitled",
        "document",
        "new text document",
        "download",
        "text",
        "fic",
        "part",
        "chapter",
    ):
        return "", author
    if text.islower():
        text = text.title() if len(text.split()) > 1 else text.capitalize()
        text = re.sub(r"(?<=\w)(['’])S\b", r"\1s", text)
    return text, author
