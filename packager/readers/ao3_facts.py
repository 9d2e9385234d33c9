"""What the Archive of Our Own says of a work: its tag list, stats, series and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from packager.model import Metadata, Series
from packager.readers import facts
from packager.readers.parsing import Node, text_of

PUBLISHER = "Archive of Our Own"
WORK = re.compile(r"archiveofourown\.org/(?:collections/[\w-]+/)?works/(\d+)")

# AO3 writes labels in singular or plural ('Fandom', 'Fandoms'; 'Category', 'Categories').
_FIELDS = {
    "rating": "rating",
    "archive warning": "warnings",
    "category": "categories",
    "categorie": "categories",
    "fandom": "fandoms",
    "relationship": "relationships",
    "character": "characters",
    "additional tag": "tags",
    "language": "language",
    "serie": "series",
    "collection": "collections",
    "stat": "stats",
}
_STAT = re.compile(r"(Published|Updated|Completed|Words|Chapters):\s*(\S+)")
_PART = re.compile(r"Part\s+(\S+)\s+of\s*$")


def from_tag_list(dl: Node, metadata: Metadata) -> Metadata:
    """The metadata with what a `dl` of `dt`/`dd` pairs says added."""
    label = ""
    for child in dl:
        if child.tag == "dt":
            label = text_of(child).rstrip(":").strip().lower().rstrip("s")
        elif child.tag == "dd":
            metadata = with_field(metadata, label, child)
    return metadata


def with_field(metadata: Metadata, label: str, dd: Node) -> Metadata:
    """The metadata with one `dd` added; its label in lower case, in the singular."""
    field = _FIELDS.get(label, "")
    items = tags_of(dd)
    changed: dict[str, Any]
    match field:
        case "":
            changed = {"extra": (*metadata.extra, (label.capitalize(), text_of(dd)))} if label else {}
        case "rating":
            changed = {"rating": ", ".join(items)}
        case "language":
            said = facts.language(text_of(dd)) or facts.language(dd.get("lang") or "")
            changed = {"language": said}
        case "series":
            changed = {"series": series_of(dd)}
        case "stats":
            return with_stats(metadata, _STAT.findall(text_of(dd)))
        case _:
            changed = {field: items}
    return replace(metadata, **changed)


def tags_of(dd: Node) -> tuple[str, ...]:
    """The tags of a `dd`: its links, or its text parted at commas where it has none."""
    links = tuple(facts.name(text_of(a)) for a in dd.iter("a"))
    return tuple(link for link in links if link) or facts.listed(text_of(dd))


def series_of(dd: Node) -> tuple[Series, ...]:
    """'Part 3 of <a>Name</a>', any number of times; links to the neighbouring works are passed over."""
    found: list[Series] = []
    before = dd.text or ""
    for element in dd.iterdescendants():
        if element.tag == "a":
            match = _PART.search(" ".join(before.split()) + " ")
            if match or "/series/" in (element.get("href") or ""):
                series = Series(facts.name(text_of(element)), match[1] if match else "")
                if series not in found:
                    found.append(series)
            before = element.tail or ""
        else:
            before = f"{before} {element.text or ''}"
    return tuple(found)


def with_stats(metadata: Metadata, stats: Iterable[tuple[str, str]]) -> Metadata:
    """The metadata with published and updated dates, words, chapters and completeness added."""
    extra = list(metadata.extra)
    for label, value in stats:
        match label:
            case "Published":
                metadata = replace(metadata, published=facts.iso_date(value))
            case "Updated" | "Completed" | "Status":
                metadata = replace(metadata, updated=facts.iso_date(value))
            case "Words":
                extra.append(("Words", value))
            case "Chapters":
                extra.append(("Chapters", value))
                have, _, planned = value.replace(",", "").partition("/")
                metadata = replace(metadata, complete=have == planned)
    return replace(metadata, extra=tuple(extra))


def authors_of(byline: Node) -> tuple[str, ...]:
    """The authors of 'by A, B': links with rel=author; 'Anonymous' and orphaned names stand without one."""
    links = [facts.name(text_of(a)) for a in byline.iter("a") if "author" in (a.get("rel") or "")]
    if links:
        return tuple(dict.fromkeys(link for link in links if link))
    text = re.sub(r"^by\s+", "", text_of(byline), flags=re.I)
    return tuple(facts.name(part) for part in facts.listed(text))


def work_id(*texts: str) -> tuple[str, str]:
    """The id ('ao3:218676') and address of the work named first in these texts; empty if none is."""
    for text in texts:
        if match := WORK.search(text):
            return f"ao3:{match[1]}", f"https://archiveofourown.org/works/{match[1]}"
    return "", ""
