"""What the title page of a story says in an EPUB that fanpack made: names, series, facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packager.model import Link, Metadata, Series, Text
from packager.readers import facts
from packager.readers.own_markup import first_of
from packager.readers.parsing import Node, has_class, text_of

_FACTS = {
    "fandom": "fandoms",
    "rating": "rating",
    "warnings": "warnings",
    "category": "categories",
    "relationships": "relationships",
    "characters": "characters",
    "tags": "tags",
    "collections": "collections",
    "published": "published",
    "updated": "updated",
    "source": "source_url",
}
"""Names of facts (`data-fact`), and in older books their English labels, to fields of the metadata."""
_NAMED = {**_FACTS, "categories": "categories", "inspired_by": "inspired_by"}


def title_page(root: Node, known: Sequence[str], lang: str) -> Metadata:
    """What a story's title page says of it; `known` are the authors the package names."""
    title = first_of(root, "story-name")
    byline = first_of(root, "story-authors")
    metadata = Metadata(title=text_of(title) if title is not None else "", language=lang)
    if byline is not None:
        authors = tuple(facts.name(text_of(span)) for span in byline.iter("span") if has_class(span, "author"))
        names = " ".join("".join(span.itertext()) for span in byline.iter("span") if has_class(span, "meta"))
        metadata = replace(metadata, authors=tuple(filter(None, authors)) if authors else _names(names, known))
    series = []
    for node in root.iter("p"):
        if has_class(node, "story-series") and node.get("data-series") is not None:
            series.append(Series(facts.name(node.get("data-series") or ""), facts.name(node.get("data-part") or "")))
        elif has_class(node, "story-series"):  # an older book
            match = re.fullmatch(r"\D*?(\d+(?:\.\d+)?)\s+\S+\s+(.+)", text_of(node))
            series.append(Series(match[2], match[1]) if match else Series(text_of(node)))
    metadata = replace(metadata, series=tuple(series))
    table = rows(root)
    named = any(label.get("data-fact") for label, _ in table)  # else an older book, whose labels tell
    for label, value in table:
        key = _NAMED.get(label.get("data-fact") or "") if named else _FACTS.get(text_of(label).lower())
        if not has_class(value[0] if len(value) else value, "meta"):
            continue
        text = facts.name(text_of(value))
        if key in ("rating", "published", "updated", "source_url"):
            metadata = replace(metadata, **{key: text})  # type: ignore[arg-type]
        elif key and key != "inspired_by":
            metadata = replace(metadata, **{key: facts.listed(text)})  # type: ignore[arg-type]
        elif links := [a for a in value.iter("a") if a.get("href", "").startswith(("http:", "https:"))]:
            found = tuple(Link(a.get("href", ""), (Text(text_of(a)),)) for a in links)
            metadata = replace(metadata, inspired_by=(*metadata.inspired_by, *found))
        elif key:
            metadata = replace(metadata, inspired_by=(Link("", (Text(text),)),))
        else:
            metadata = replace(metadata, extra=(*metadata.extra, (text_of(label), text)))
    return metadata


def rows(root: Node) -> list[tuple[Node, Node]]:
    """The facts of a title page: (label, value)."""
    table = first_of(root, "story-facts")
    if table is None:
        return []
    cells = [node for node in table if node.tag in ("dt", "dd")]
    return list(zip(cells[::2], cells[1::2], strict=False))


def _names(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """'A, B and C' as names: the book's own list of authors tells where one ends."""
    rest = facts.name(text)
    found: list[str] = []
    while rest:
        name = max((k for k in known if rest.startswith(k)), key=len, default="")
        if not name:
            break
        found.append(name)
        rest = re.sub(r"^\s*(?:,|\S{1,3}\s)\s*", "", rest[len(name) :] + " ").strip()
    return tuple(found) if found and not rest else tuple(p for p in re.split(r", | and ", facts.name(text)) if p)
