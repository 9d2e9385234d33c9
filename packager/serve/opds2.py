"""OPDS 2.0: the catalogue as JSON (drafts.opds.io/opds-2.0), for Thorium and other newer apps.

`base` is the server's address as the client used it: a feed's link to itself must be absolute, all others
are paths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from packager.serve.catalogue import A_PAGE, Answer, Question, narrowed
from packager.serve.library import TYPES, Book

TYPE = "application/opds+json"
ROOT, BOOKS = "/opds/v2", "/opds/v2/books"
SEARCH = {"rel": "search", "href": f"{BOOKS}{{?q}}", "type": TYPE, "templated": True}


def root(title: str, books: Sequence[Book], base: str) -> dict[str, Any]:
    return {
        "metadata": {"title": title},
        "links": [_link("self", base + ROOT), _link("start", ROOT), SEARCH],
        "navigation": [
            {"title": "Newest", "href": f"{BOOKS}?sort=new", "type": TYPE, "rel": "http://opds-spec.org/sort/new"},
            {"title": f"All books ({len(books)})", "href": BOOKS, "type": TYPE, "rel": "subsection"},
            {"title": "Authors", "href": "/opds/v2/authors", "type": TYPE, "rel": "subsection"},
            {"title": "Subjects", "href": "/opds/v2/subjects", "type": TYPE, "rel": "subsection"},
        ],
    }


def names(title: str, path: str, parameter: str, counted: Sequence[tuple[str, int]], base: str) -> dict[str, Any]:
    lines = [
        {
            "title": name,
            "href": narrowed(parameter, name).address(BOOKS),
            "type": TYPE,
            "rel": "subsection",
            "properties": {"numberOfItems": count},
        }
        for name, count in counted
    ]
    links = [_link("self", base + path), _link("start", ROOT), SEARCH]
    if not lines:  # a feed needs navigation, groups or publications
        return {"metadata": {"title": title}, "links": links, "publications": []}
    return {"metadata": {"title": title}, "links": links, "navigation": lines}


def shelf(title: str, asked: Question, found: Answer, base: str) -> dict[str, Any]:
    links = [_link("self", base + asked.address(BOOKS, page=found.page)), _link("start", ROOT), SEARCH]
    links += [_link(rel, asked.address(BOOKS, page=page)) for rel, page in found.turns()]
    return {
        "metadata": {
            "title": title,
            "numberOfItems": found.total,
            "itemsPerPage": A_PAGE,
            "currentPage": found.page,
        },
        "links": links,
        "publications": [_publication(book) for book in found.books],
    }


def _link(rel: str, href: str) -> dict[str, Any]:
    return {"rel": rel, "href": href, "type": TYPE}


def _publication(book: Book) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "identifier": book.identifier if re.match(r"[a-z]+:", book.identifier) else f"urn:fanpack:book:{book.id}",
        "title": book.title,
        "modified": book.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "author": [{"name": name} for name in book.authors],
        "subject": [{"name": name} for name in book.subjects],
        "language": book.language,
        "publisher": book.publisher,
        "description": book.description,
    }
    name, place = book.series
    if name:
        position = {"position": float(place)} if re.fullmatch(r"\d+(\.\d+)?", place) else {}
        metadata["belongsTo"] = {"series": [{"name": name, **position}]}
    return {
        "metadata": {key: value for key, value in metadata.items() if value},
        "links": [
            {
                "rel": "http://opds-spec.org/acquisition/open-access",
                "href": f"/book/{book.id}{path.suffix.lower()}",
                "type": TYPES[path.suffix.lower()],
            }
            for path in book.files
        ],
        "images": [
            {"href": f"/cover/{book.id}", "type": "image/jpeg"},
            {"href": f"/thumbnail/{book.id}", "type": "image/jpeg"},
        ],
    }
