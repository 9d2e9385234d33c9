"""What a reader asks of the catalogue: which books, in which order, which page of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from packager.serve.library import Book

A_PAGE = 40  # books; e-readers load every cover of a page


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of an address; empty means all."""

    query: str = ""
    author: str = ""
    subject: str = ""
    sort: str = ""  # 'new', or by title
    page: int = 1

    def address(self, path: str, **changes: object) -> str:
        """The address of this question, or of a changed one, below `path`."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        values = {"q": asked.query, "author": asked.author, "subject": asked.subject, "sort": asked.sort}
        parameters = {key: value for key, value in values.items() if value}
        if asked.page > 1:
            parameters["page"] = str(asked.page)
        return path + (f"?{urlencode(parameters)}" if parameters else "")


@dataclass(frozen=True, slots=True)
class Answer:
    books: tuple[Book, ...]  # of this page
    total: int
    page: int
    pages: int

    def turns(self) -> list[tuple[str, int]]:
        """The pages that a feed links to by their relation to this one; none where all books stand on one."""
        near = (("first", 1), ("previous", self.page - 1), ("next", self.page + 1), ("last", self.pages))
        return [(rel, page) for rel, page in near if 1 <= page <= self.pages and self.pages > 1]


def question(parameters: dict[str, str]) -> Question:
    page = parameters.get("page", "1")
    return Question(
        query=parameters.get("q", "")[:200],
        author=parameters.get("author", "")[:500],
        subject=parameters.get("subject", "")[:500],
        sort="new" if parameters.get("sort") == "new" else "",
        page=int(page) if page.isdecimal() and len(page) < 7 and int(page) > 0 else 1,
    )


def narrowed(parameter: str, name: str) -> Question:
    """All books of an author or on a subject."""
    return Question(author=name) if parameter == "author" else Question(subject=name)


def answer(books: Sequence[Book], asked: Question) -> Answer:
    words = asked.query.casefold().split()

    def fits(book: Book) -> bool:
        said = " ".join((book.title, *book.authors, *book.subjects, book.series[0], book.description)).casefold()
        return (
            all(word in said for word in words)
            and (not asked.author or asked.author in book.authors)
            and (not asked.subject or asked.subject in book.subjects)
        )

    found = [book for book in books if fits(book)]
    if asked.sort == "new":
        found.sort(key=lambda book: (-book.modified.timestamp(), book.id))
    pages = max(-(-len(found) // A_PAGE), 1)
    page = min(asked.page, pages)
    return Answer(tuple(found[(page - 1) * A_PAGE : page * A_PAGE]), len(found), page, pages)


def authors(books: Sequence[Book]) -> list[tuple[str, int]]:
    """Authors and how many books each has, by name."""
    return sorted(Counter(a for book in books for a in book.authors).items(), key=lambda x: x[0].casefold())


def subjects(books: Sequence[Book]) -> list[tuple[str, int]]:
    """Subjects and how many books each has, the common ones first."""
    counted = Counter(subject for book in books for subject in dict.fromkeys(book.subjects))
    return sorted(counted.items(), key=lambda x: (-x[1], x[0].casefold()))[:300]
