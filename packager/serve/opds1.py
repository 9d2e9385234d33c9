"""OPDS 1.2: the catalogue as Atom feeds (specs.opds.io/opds-1.2), which every reading app knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree
from lxml.builder import ElementMaker

from packager.serve.catalogue import A_PAGE, Answer, Question, narrowed
from packager.serve.library import TYPES, Book

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/terms/"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SPEC = "http://opds-spec.org"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ROOT, BOOKS = "/opds", "/opds/books"

E = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "dc": DC, "opds": f"{SPEC}/2010/catalog", "os": SEARCH})
D = ElementMaker(namespace=DC)
S = ElementMaker(namespace=SEARCH)


def root(title: str, books: Sequence[Book]) -> bytes:
    """The start of the catalogue."""
    feed = _feed(title, "urn:fanpack:catalogue", _newest(books), NAVIGATION, ROOT)
    lines = (
        ("Newest", "The books made last", f"{BOOKS}?sort=new", ACQUISITION, f"{SPEC}/sort/new"),
        ("All books", f"{len(books)} books by title", BOOKS, ACQUISITION, "subsection"),
        ("Authors", "Books by author", "/opds/authors", NAVIGATION, "subsection"),
        ("Subjects", "Fandoms, relationships, tags", "/opds/subjects", NAVIGATION, "subsection"),
    )
    for name, said, href, kind, rel in lines:
        feed.append(_line(name, said, href, kind, rel, _newest(books)))
    return _bytes(feed)


def names(title: str, path: str, parameter: str, counted: Sequence[tuple[str, int]], books: Sequence[Book]) -> bytes:
    """A list of authors or subjects, each leading to its books."""
    feed = _feed(title, f"urn:fanpack:{parameter}", _newest(books), NAVIGATION, path)
    for name, count in counted:
        href = narrowed(parameter, name).address(BOOKS)
        said = f"{count} book{'s' if count != 1 else ''}"
        feed.append(_line(name, said, href, ACQUISITION, "subsection", _newest(books)))
    return _bytes(feed)


def shelf(title: str, asked: Question, found: Answer) -> bytes:
    """A page of books."""
    here = asked.address(BOOKS, page=found.page)
    feed = _feed(title, f"urn:fanpack:{here}", _newest(found.books), ACQUISITION, here)
    feed.append(S.totalResults(str(found.total)))
    feed.append(S.itemsPerPage(str(A_PAGE)))
    feed.append(S.startIndex(str((found.page - 1) * A_PAGE + 1)))
    for rel, page in found.turns():
        feed.append(E.link(rel=rel, type=ACQUISITION, href=asked.address(BOOKS, page=page)))
    for book in found.books:
        feed.append(_entry(book))
    return _bytes(feed)


def search_description() -> bytes:
    """How a client searches (OpenSearch 1.1)."""
    maker = ElementMaker(namespace=SEARCH, nsmap={None: SEARCH})
    return _bytes(
        maker.OpenSearchDescription(
            maker.ShortName("fanpack"),
            maker.Description("Search the books"),
            maker.InputEncoding("UTF-8"),
            maker.OutputEncoding("UTF-8"),
            maker.Url(type=ACQUISITION, template=f"{BOOKS}?q={{searchTerms}}"),
        )
    )


def _feed(title: str, name: str, updated: datetime, kind: str, here: str) -> etree._Element:
    feed: etree._Element = E.feed(
        E.id(name),
        E.title(title),
        E.updated(_time(updated)),
        E.author(E.name("fanpack")),
        E.link(rel="self", type=kind, href=here),
        E.link(rel="start", type=NAVIGATION, href=ROOT),
        E.link(rel="search", type="application/opensearchdescription+xml", href="/opds/search.xml"),
    )
    return feed


def _line(name: str, said: str, href: str, kind: str, rel: str, updated: datetime) -> etree._Element:
    line: etree._Element = E.entry(
        E.title(name),
        E.id(f"urn:fanpack:{href}"),
        E.updated(_time(updated)),
        E.content(said, type="text"),
        E.link(rel=rel, type=kind, href=href),
    )
    return line


def _entry(book: Book) -> etree._Element:
    entry: etree._Element = E.entry(
        E.title(book.title), E.id(f"urn:fanpack:book:{book.id}"), E.updated(_time(book.modified))
    )
    entry.extend(E.author(E.name(name)) for name in book.authors)
    if book.identifier:
        entry.append(D.identifier(book.identifier))
    if book.language:
        entry.append(D.language(book.language))
    if book.publisher:
        entry.append(D.publisher(book.publisher))
    entry.extend(E.category(term=subject, label=subject) for subject in book.subjects)
    if book.description:
        entry.append(E.summary(book.description, type="text"))
    entry.append(E.link(rel=f"{SPEC}/image", type="image/jpeg", href=f"/cover/{book.id}"))
    entry.append(E.link(rel=f"{SPEC}/image/thumbnail", type="image/jpeg", href=f"/thumbnail/{book.id}"))
    for path in book.files:
        entry.append(
            E.link(
                rel=f"{SPEC}/acquisition/open-access",
                type=TYPES[path.suffix.lower()],
                href=f"/book/{book.id}{path.suffix.lower()}",
                length=str(path.stat().st_size),
            )
        )
    return entry


def _newest(books: Sequence[Book]) -> datetime:
    return max((book.modified for book in books), default=datetime(2000, 1, 1, tzinfo=UTC))


def _time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, encoding="utf-8", xml_declaration=True, pretty_print=True))
