"""The HTML intermediate: a book as finished XHTML pages, a table of contents and assets.

`render` writes it, the writers turn it into EPUB, PDF or a proof file, `typeset` rewrites the pages for
print. `docs/markup.md` holds the vocabulary of classes that pages use and themes style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from packager.model import Asset, BookInfo, Series

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no page holds: XML 1.0 allows no control characters but tab and line ends, no surrogates, no U+FFFE or U+FFFF
(those from U+007F to U+009F it discourages)."""

RTL = frozenset("ar arc dv fa he ku ps sd ug ur yi".split())
"""Languages (primary subtags) whose usual script is written from right to left."""


def is_rtl(lang: str) -> bool:
    return lang.split("-")[0].lower() in RTL and "-latn" not in lang.lower()


class PageKind(Enum):
    """What a page is; the value is the class on its `<body>` and the CSS page name in print."""

    COVER = "cover"
    HALF_TITLE = "half-title"
    TITLE = "title-page"
    DEDICATION = "dedication"
    DISCLAIMERS = "disclaimers"
    CONTENTS = "contents"
    PART = "part"
    STORY_TITLE = "story-title"
    CHAPTER = "chapter"
    NOTES = "notes"
    COLOPHON = "colophon"


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML file (EPUB) or one part laid out on its own (PDF).

    `body` is the inside of `<body>`, well-formed XHTML in which `epub:` is bound and ids are unique in
    the whole book. Links to other pages are `file_name#id`.
    """

    id: str  # 'p012-leaf-and-sand'; also the id of its outermost element
    file_name: str  # 'p012-leaf-and-sand.xhtml'
    kind: PageKind
    title: str  # for <title>, nav and bookmarks
    body: str
    lang: str = "en"
    dir: str = "ltr"
    story: int | None = None  # index of the story it belongs to
    running: tuple[str, str] = ("", "")  # running heads: verso (author or book), recto (story)
    in_spine: bool = True  # False: only the writers that ask for it show it (contents in EPUB is the nav)


@dataclass(frozen=True, slots=True)
class NavPoint:
    """A line of the contents. `href` is 'file_name' or 'file_name#id'."""

    title: str
    href: str
    children: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryInfo:
    """What metadata says of each story in the book, for OPF and catalogue."""

    title: str
    authors: tuple[str, ...]
    fandoms: tuple[str, ...] = ()
    language: str = ""
    source_url: str = ""
    tags: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    rating: str = ""
    published: str = ""
    updated: str = ""
    summary: str = ""  # plain text
    series: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page of the printed book begins: its number as printed, and the element it begins in.

    `offset` counts characters of that element's text (white space as it stands in the page body); the
    mark is set before that character.
    """

    label: str
    file_name: str
    element: str = ""  # id; '' = the page's beginning
    offset: int = 0


@dataclass(frozen=True, slots=True)
class HtmlBook:
    info: BookInfo
    pages: tuple[Page, ...]  # in reading order
    nav: tuple[NavPoint, ...]
    assets: tuple[Asset, ...] = ()  # images, under 'images/NAME' in hrefs
    stories: tuple[StoryInfo, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)  # fixed words in the book's language: 'contents'...
