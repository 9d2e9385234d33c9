"""Words that leave their chapter keep their order: what the ledger says of notes, summaries and disclaimers."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.ledger import Ledger, balance
from packager.ledger_order import Source
from packager.ledger_words import book_pages
from packager.model import (
    Anthology,
    Block,
    BookInfo,
    Chapter,
    Footnote,
    Inline,
    LineBreak,
    ListBlock,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Quote,
    Scene,
    Story,
    Text,
    Verse,
)
from packager.render import render
from tests.make import para

WORDS = "the a of it tide oar mud bell stones river Mira said nobody again spring noon road square".split()
said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14)
texts = said.map(" ".join)


def with_aside(before: str, aside: str, inner: str, after: str) -> Paragraph:
    inside: tuple[Inline, ...] = (Text(aside),)
    if inner:
        inside += (Footnote((para(inner),)),)
    return Paragraph((Text(before), Footnote((Paragraph(inside), para(aside))), Text(after)))


paragraphs = st.one_of(
    texts.map(para),
    st.builds(with_aside, texts, texts, st.one_of(st.just(""), texts), texts),
    st.builds(lambda one, two: Paragraph((Text(one), LineBreak(), Text(two))), texts, texts),
)
blocks = st.one_of(
    paragraphs,
    st.builds(lambda inside: Quote(tuple(inside)), st.lists(paragraphs, min_size=1, max_size=2)),
    st.builds(lambda lines: Verse(tuple((Text(line),) for line in lines)), st.lists(texts, min_size=1, max_size=3)),
    st.builds(lambda items: ListBlock(tuple((para(item),) for item in items)), st.lists(texts, min_size=1, max_size=3)),
)
notes = st.builds(
    lambda kind, inside, title: Note(kind, tuple(inside), title=title),
    st.sampled_from([kind for kind in NoteKind if kind is not NoteKind.HEADER]),
    st.lists(blocks, min_size=1, max_size=2),
    st.sampled_from(["", "A/N:", "Disclaimer:"]),
)
chapters = st.lists(st.one_of(paragraphs, notes), min_size=1, max_size=5)
stories = st.tuples(st.lists(notes, max_size=2), st.lists(chapters, min_size=1, max_size=2))
books = st.tuples(st.lists(stories, min_size=1, max_size=3), st.sampled_from(list(NotesPlace)))
Said = tuple[list[tuple[list[Note], list[list[Block]]]], NotesPlace]


def parted(blocks: list[Block]) -> list[Block]:
    """As a reader of plain text tells them: a note's label is the beginning of its first paragraph."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Note):
            first, *rest = block.blocks
            if block.title and isinstance(first, Paragraph):
                first = replace(first, inlines=(Text(f"{block.title} "), *first.inlines))
                found += [first, *rest]
            else:
                found += [para(block.title)] if block.title else []
                found += block.blocks
        else:
            found.append(block)
    return found


def made(book: Said) -> tuple[list[Manuscript], Anthology, HtmlBook]:
    told, sources = [], []
    for number, (front, chapters) in enumerate(book[0], 1):
        name = f"{number}.txt"
        inside = tuple(Chapter((Scene(tuple(blocks)),), f"Chapter {n}") for n, blocks in enumerate(chapters, 1))
        told.append(Story(name, Metadata(f"Story {number}"), inside, front=tuple(front)))
        elements = parted([*front])
        for n, blocks in enumerate(chapters, 1):
            elements += [para(f"Chapter {n}"), *parted(blocks)]
        sources.append(Manuscript(name, tuple(elements)))
    anthology = assemble(BookInfo("Low Water"), tuple(told), AssemblyOptions(book[1]))
    return sources, anthology, render(anthology)


def kinds(ledger: Ledger) -> list[str]:
    return [mismatch.kind for mismatch in ledger.mismatches]


@settings(max_examples=200, deadline=None)
@given(books)
def test_notes_that_moved_are_no_false_alarm(book: Said) -> None:
    """Labels parted from their notes, footnotes taken out of them, lists, verse: the words kept their order."""
    ledger = balance(*made(book))
    assert ledger.balanced, [str(mismatch) for mismatch in ledger.mismatches]


WORD = re.compile(r"(?<![\w<&/\"'=-])(?:" + "|".join(WORDS) + r")(?![\w>\"'=-])")
BLOCK = re.compile(r"<p\b[^>]*>([^<]*)</p>")
"""Paragraphs of nothing but words: a swap there stays inside one piece."""


def changed(pages: HtmlBook, number: int, body: str) -> HtmlBook:
    page = replace(pages.pages[number], body=body)
    return replace(pages, pages=(*pages.pages[:number], page, *pages.pages[number + 1 :]))


def stands(words: list[str], sources: list[Manuscript], pages: HtmlBook) -> bool:
    """Whether a source holds these words in a row as well, or does around its footnotes."""
    from packager.ledger_words import source_pieces

    asides = [piece for page in book_pages(pages) for piece in page.footnotes]
    return any(Source(list(source_pieces(source)), asides).holds(words) for source in sources)


@settings(max_examples=200, deadline=None)
@given(books, st.data())
def test_words_that_changed_places_in_a_note_are_told(book: Said, data: st.DataObject) -> None:
    """Two words of a paragraph that left its chapter swapped: told, unless the source holds them so elsewhere."""
    sources, anthology, pages = made(book)
    places = [
        (number, found.start(1), found[1].split())
        for number, page in enumerate(pages.pages)
        for found in BLOCK.finditer(page.body)
        if page.kind.value not in ("chapter", "part") and "gen" not in found[0] and len(set(found[1].split())) > 1
    ]
    assume(places)
    number, start, words = data.draw(st.sampled_from(places))
    one = data.draw(st.integers(0, len(words) - 2))
    two = data.draw(st.integers(one + 1, len(words) - 1))
    assume(words[one] != words[two])
    now = list(words)
    now[one], now[two] = now[two], now[one]
    body = pages.pages[number].body
    after = body[:start] + " ".join(now) + body[start + len(" ".join(words)) :]
    assert " ".join(words) == body[start : start + len(" ".join(words))]
    strange = changed(pages, number, after)
    if not stands([word.casefold() for word in now], sources, strange):
        assert set(kinds(balance(sources, anthology, strange))) == {
            "order"
        }  # a footnote's, with the text it is called in


@settings(max_examples=200, deadline=None)
@given(books, st.data())
def test_a_lost_doubled_or_exchanged_word_of_a_note_is_told(book: Said, data: st.DataObject) -> None:
    """On whatever page the note stands."""
    sources, anthology, pages = made(book)
    places = [
        (number, found)
        for number, page in enumerate(pages.pages)
        for found in WORD.finditer(page.body)
        if page.kind.value not in ("chapter", "part")
    ]
    assume(places)
    number, found = data.draw(st.sampled_from(places))
    body = pages.pages[number].body

    def with_word(word: str) -> Ledger:
        return balance(sources, anthology, changed(pages, number, body[: found.start()] + word + body[found.end() :]))

    assume(with_word("").words_out < with_word(found[0]).words_out)  # else it is one of fanpack's own
    now = data.draw(st.sampled_from(["", f"{found[0]} {found[0]}", "sand"]))
    ledger = with_word(now)
    assert ledger.missing or ledger.extra
