"""The plain web page: a picture of each book, what it is, and its files. No script, nothing from outside."""

from __future__ import annotations

from html import escape

from packager.serve.catalogue import Answer, Question
from packager.serve.library import Book

CSS = """
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem; font: 1rem/1.45 Georgia, serif; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; justify-content: space-between; }
h1 { font-size: 1.7rem; font-weight: normal; margin: 0; }
h1 a { color: inherit; text-decoration: none; }
form input, form button { font: inherit; padding: .35rem .6rem; }
ul.books { list-style: none; margin: 2rem 0; padding: 0; display: grid; gap: 2.2rem 1.6rem;
  grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
ul.books img { width: 100%; height: auto; aspect-ratio: 2/3; object-fit: cover; display: block;
  box-shadow: 0 .15rem .6rem rgb(0 0 0 / .35); background: #8883; }
h2 { font-size: 1.05rem; line-height: 1.25; margin: .7rem 0 .15rem; }
p { margin: .15rem 0; }
.by a { color: inherit; }
.by, .series { font-size: .9rem; opacity: .8; }
.files a { display: inline-block; margin: .3rem .5rem 0 0; padding: .1rem .55rem; border: 1px solid;
  border-radius: .3rem; font: .8rem/1.6 system-ui, sans-serif; text-decoration: none; color: inherit; }
.files a:hover, .files a:focus { text-decoration: underline; }
nav.pages { display: flex; gap: 1.5rem; justify-content: center; }
footer { margin-top: 3rem; font-size: .85rem; opacity: .75; }
"""


def page(title: str, asked: Question, found: Answer) -> str:
    """One page of the shelf as HTML."""
    books = "\n".join(_book(book) for book in found.books)
    shelf = f'<ul class="books">\n{books}\n</ul>' if found.books else f"<p>{_nothing(asked)}</p>"
    turns = []
    if found.page > 1:
        turns.append(f'<a rel="prev" href="{escape(asked.address("/", page=found.page - 1))}">Earlier</a>')
    if found.page < found.pages:
        turns.append(f'<a rel="next" href="{escape(asked.address("/", page=found.page + 1))}">More</a>')
    narrowed = escape(asked.author or asked.subject)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n'
        '<link rel="alternate" type="application/atom+xml;profile=opds-catalog" href="/opds" title="OPDS 1.2">\n'
        '<link rel="alternate" type="application/opds+json" href="/opds/v2" title="OPDS 2.0">\n'
        f'<style>{CSS}</style>\n</head>\n<body>\n<header>\n<h1><a href="/">{escape(title)}</a></h1>\n'
        f'<form action="/" role="search"><input type="search" name="q" value="{escape(asked.query)}" '
        'aria-label="Search the books"> <button>Search</button></form>\n</header>\n'
        f"<main>\n{f'<p>{narrowed}</p>' if narrowed else ''}{shelf}\n"
        f'<nav class="pages" aria-label="Pages">{" ".join(turns)}</nav>\n</main>\n'
        "<footer>In a reading app, add this catalogue: the address of this page with <code>/opds</code> at its "
        "end (OPDS 1.2), or <code>/opds/v2</code> (OPDS 2.0).</footer>\n</body>\n</html>\n"
    )


def _nothing(asked: Question) -> str:
    if asked.query or asked.author or asked.subject:
        return "No book fits."
    return "There are no books here yet. Build one: <code>fanpack build stories/</code>"


def _book(book: Book) -> str:
    files = "".join(
        f'<a href="/book/{book.id}{path.suffix.lower()}">{path.suffix[1:].upper()}</a>' for path in book.files
    )
    if any(path.suffix.lower() == ".epub" for path in book.files):
        files += f'<a href="/book/{book.id}.kepub.epub">Kobo</a>'
    by = ", ".join(f'<a href="{escape(Question(author=a).address("/"))}">{escape(a)}</a>' for a in book.authors[:4])
    by += " …" if len(book.authors) > 4 else ""
    name, place = book.series
    series = f'<p class="series">{escape(name)}{f" {escape(place)}" if place else ""}</p>' if name else ""
    return (
        f'<li>\n<img src="/thumbnail/{book.id}" alt="" loading="lazy" width="360" height="540">\n'
        f'<h2>{escape(book.title)}</h2>\n<p class="by">{by}</p>{series}\n<p class="files">{files}</p>\n</li>'
    )
