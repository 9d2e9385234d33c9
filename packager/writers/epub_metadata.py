"""What the package says about the book: Dublin Core, series, accessibility, and the identifier."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from packager import __version__
from packager.html_book import HtmlBook, StoryInfo
from packager.model import Series
from packager.writers.escaped import clean

NAMESPACE = uuid.UUID("6f1f2d1c-93a1-5f43-9d0a-7a1f3c1b7e55")
"""Of fanpack's identifiers: the same book built again is the same book on the shelf."""

SUBJECTS = ("fandoms", "relationships", "characters", "tags", "rating")


@dataclass(frozen=True, slots=True)
class Entry:
    """One metadata element: `dc:NAME` where `dc`, else `<meta>`."""

    value: str
    attributes: dict[str, str]
    dc: str = ""


def identifier(book: HtmlBook) -> str:
    """The book's own identifier, or one made of its title, authors and stories (not of their text).

    So a book rebuilt with a new chapter keeps its place, bookmarks and cover in the reader's library.
    """
    if book.info.identifier:
        return clean(book.info.identifier)
    parts = [book.info.title, *book.info.authors]
    parts += [part for story in book.stories for part in (story.title, *story.authors, story.source_url)]
    return uuid.uuid5(NAMESPACE, "\x1f".join(clean(part) for part in parts)).urn


def modified(book: HtmlBook) -> datetime:
    """When the book last changed: SOURCE_DATE_EPOCH, else the newest date the book itself knows.

    The clock is never asked: the same input gives the same bytes.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    dates = [book.info.date, *(d for story in book.stories for d in (story.published, story.updated))]
    known = [d[:10] for d in dates if re.match(r"\d{4}-\d\d-\d\d", d)]
    for day in sorted(known, reverse=True):
        try:
            return datetime.fromisoformat(day).replace(tzinfo=UTC)
        except ValueError:
            continue
    return datetime(2000, 1, 1, tzinfo=UTC)


def file_as(name: str) -> str:
    """The name as a shelf is sorted by: 'Vega, Maria', but pen names stay as they are.

    Only two or three plain capitalised words read as given name and surname; 'moonfall', 'The Grey Lady'
    and 'xX_Sora_Xx' are names as a whole.
    """
    words = name.split()
    plain = all(re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\W\d_]\.", word) for word in words)
    cased = all(word[0].isupper() and not (word.isupper() and len(word) > 2) for word in words)
    if len(words) in (2, 3) and plain and cased and words[0].lower() not in {"the", "a", "an", "lady", "lord"}:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    return name


def subjects(stories: Sequence[StoryInfo], wanted: Sequence[str]) -> list[str]:
    """Fandoms first, then relationships, characters, tags and ratings, each once."""
    found: dict[str, None] = {}
    for kind in SUBJECTS:
        if kind not in wanted:
            continue
        for story in stories:
            values = (story.rating,) if kind == "rating" else getattr(story, kind)
            found.update(dict.fromkeys(clean(value) for value in values if clean(value)))
    return list(found)


def metadata(book: HtmlBook, *, wanted_subjects: Sequence[str], printed: str = "") -> Iterator[Entry]:
    """Every metadata element in order. `printed` identifies the printed book the page list is from."""
    info = book.info
    yield Entry(identifier(book), {"id": "book-id"}, "identifier")
    yield Entry(clean(info.title) or "—", {"id": "title"}, "title")
    yield _refine("title", "title-type", "main")
    yield _refine("title", "file-as", _title_file_as(clean(info.title)))
    if clean(info.subtitle):
        yield Entry(clean(info.subtitle), {"id": "subtitle"}, "title")
        yield _refine("subtitle", "title-type", "subtitle")
    languages = [info.language, *(story.language for story in book.stories)]
    for language in dict.fromkeys(language for language in languages if language):
        yield Entry(language, {}, "language")
    people = [("creator", "aut", clean(name)) for name in info.authors]
    people += [("contributor", "edt", clean(info.editor))]
    number = 0
    for element, role, name in people:
        if not name:
            continue
        number += 1
        key = f"person{number}"
        yield Entry(name, {"id": key}, element)
        yield Entry(role, {"refines": f"#{key}", "property": "role", "scheme": "marc:relators"})
        yield _refine(key, "file-as", file_as(name))
    for name, value in (
        ("publisher", info.publisher),
        ("date", info.date or (book.stories[0].published if len(book.stories) == 1 else "")),
        ("description", info.description or _description(book.stories)),
        ("rights", book.labels.get("rights", "")),
    ):
        if clean(value):
            yield Entry(clean(value), {}, name)
    for subject in subjects(book.stories, wanted_subjects):
        yield Entry(subject, {}, "subject")
    for url in dict.fromkeys(clean(story.source_url) for story in book.stories):
        if url:
            yield Entry(url, {}, "source")
    yield from _series(book)
    yield from _accessibility(book, printed)
    yield Entry("", {"name": "generator", "content": f"fanpack {__version__}"})
    yield Entry("", {"name": "cover", "content": "cover-image"})


def _refine(key: str, name: str, value: str) -> Entry:
    return Entry(value, {"refines": f"#{key}", "property": name})


def _title_file_as(title: str) -> str:
    article = re.match(r"(The|A|An) (?=\w)", title)
    return f"{title[article.end() :]}, {article[1]}" if article else title or "—"


def _description(stories: Sequence[StoryInfo]) -> str:
    """Without a description of its own: the summary of the one story, or the stories and their authors."""
    if len(stories) == 1 and stories[0].summary:
        return stories[0].summary
    lines = [story.title + (f" ({', '.join(story.authors)})" if story.authors else "") for story in stories]
    return "; ".join(line for line in lines[:40] if line) + (" …" if len(lines) > 40 else "")


def _series(book: HtmlBook) -> Iterator[Entry]:
    shared = book.info.series or _shared_series(book.stories)
    for number, series in enumerate((s for s in shared if clean(s.name)), 1):
        key = f"series{number}"
        yield Entry(clean(series.name), {"property": "belongs-to-collection", "id": key})
        yield _refine(key, "collection-type", "series")
        if re.fullmatch(r"\d+(\.\d+)*", series.part):
            yield _refine(key, "group-position", series.part)
        if number == 1:  # calibre knows one series a book
            yield Entry("", {"name": "calibre:series", "content": clean(series.name)})
            if re.fullmatch(r"\d+(\.\d+)?", series.part):
                yield Entry("", {"name": "calibre:series_index", "content": series.part})


def _shared_series(stories: Sequence[StoryInfo]) -> tuple[Series, ...]:
    """The series of the one story with its place in it, or those that all stories say they are of."""
    if len(stories) == 1:
        return stories[0].series
    names = [{series.name for series in story.series} for story in stories]
    shared = set.intersection(*names) if names else set()
    return tuple(Series(series.name) for series in stories[0].series if series.name in shared) if shared else ()


def _accessibility(book: HtmlBook, printed: str) -> Iterator[Entry]:
    """Only what is true of this book: pictures without a description change what can be claimed."""
    pictures = any("<img " in page.body or "<svg" in page.body for page in book.pages)
    described = _described(book)
    features = [
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "unlocked",
        *(["alternativeText"] if pictures and described else []),
        *(["pageBreakMarkers", "pageNavigation"] if printed else []),
    ]
    summary = [
        "Text that adapts to the reader's settings, with headings, a nested table of contents, landmarks and "
        "labelled scene breaks; decoration is left to style sheets."
    ]
    if pictures:
        said = "carry the descriptions that their sources gave." if described else "are not all described."
        summary.append(f"Pictures {said}")
    if printed:
        summary.append("Page numbers are those of the printed book.")
    if described:
        yield Entry(
            "EPUB Accessibility 1.1 - WCAG 2.1 Level AA", {"property": "dcterms:conformsTo", "id": "conformance"}
        )
        yield Entry(f"fanpack {__version__}", {"property": "a11y:certifiedBy", "refines": "#conformance"})
    for mode in ["textual", *(["visual"] if pictures else [])]:
        yield Entry(mode, {"property": "schema:accessMode"})
    yield Entry("textual" if described else "textual,visual", {"property": "schema:accessModeSufficient"})
    for feature in features:
        yield Entry(feature, {"property": "schema:accessibilityFeature"})
    yield Entry("none", {"property": "schema:accessibilityHazard"})
    yield Entry(" ".join(summary), {"property": "schema:accessibilitySummary"})
    yield Entry(printed or "none", {"property": "pageBreakSource"})


def _described(book: HtmlBook) -> bool:
    """Whether every picture of the pages has words of its own: two at least, not just 'Picture' or a file name."""
    for page in book.pages:
        if "<svg" in page.body and "<title" not in page.body:
            return False
        for picture in re.findall(r"<img [^>]*>", page.body):
            alt = re.search(r'\balt="([^"]*)"', picture)
            if alt is None or len(alt[1].split()) < 2 or alt[1] == book.labels.get("picture"):
                return False
    return True
