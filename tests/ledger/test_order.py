"""Words that leave their chapter keep their order: what the ledger says of notes, summaries and disclaimers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
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


LANTERN = Story(
    "a.txt",
    Metadata("Tide"),
    (
        Chapter(
            (Scene((para("She rowed home past the last of the four lights."),)),),
            "Chapter 1",
            "The Long Way Round",
            part="Part One: Slack Water",
        ),
        Chapter((Scene((para("Nobody said so, for the bell had not rung."),)),), "Chapter 2", "Low Mud"),
    ),
    front=(
        Note(
            NoteKind.AUTHORS_NOTE,
            (para("Thanks to Wren for oars."), para("Written in a week of rain."), para("Mind the mud.")),
        ),
    ),
)
LINES = (
    *("Thanks to Wren for oars.", "Written in a week of rain.", "Mind the mud."),
    *("Part One: Slack Water", "The Long Way Round (Chapter 1)", "She rowed home past the last of the four lights."),
    *("Chapter 2: Low Mud", "Nobody said so, for the bell had not rung."),
)


@pytest.mark.parametrize("place", NotesPlace)
@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("The Long Way Round", "The Way Long Round"),
        ("Low Mud", "Mud Low"),
        ("Part One: Slack Water", "Part One: Water Slack"),
        ("Chapter 2", "2 Chapter"),
    ],
)
def test_words_that_changed_places_in_a_heading_are_told(said: str, instead: str, place: NotesPlace) -> None:
    """Label, name and part keep their order, whichever of them the source wrote first."""
    anthology = assemble(BookInfo("Low Water"), (LANTERN,), AssemblyOptions(place))
    pages, sources = render(anthology), [Manuscript("a.txt", tuple(map(para, LINES)))]
    assert balance(sources, anthology, pages).balanced
    told = tuple(replace(page, body=page.body.replace(f">{said}<", f">{instead}<")) for page in pages.pages)
    assert told != pages.pages
    assert kinds(balance(sources, anthology, replace(pages, pages=told))) == ["order"]


@pytest.mark.parametrize("place", [NotesPlace.BEFORE, NotesPlace.AFTER, NotesPlace.END])
@pytest.mark.parametrize("turned", [(1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0)])
def test_paragraphs_that_changed_places_in_a_note_are_told(turned: tuple[int, ...], place: NotesPlace) -> None:
    """A note that left its chapter has its paragraphs in the order in which they were written."""
    anthology = assemble(BookInfo("Low Water"), (LANTERN,), AssemblyOptions(place))
    pages, sources = render(anthology), [Manuscript("a.txt", tuple(map(para, LINES)))]
    now = []
    for page in pages.pages:
        body = page.body
        for number in range(3):
            body = body.replace(LINES[number], f"@{number}@")
        for number, other in enumerate(turned):
            body = body.replace(f"@{number}@", LINES[other])
        now.append(replace(page, body=body))
    assert tuple(now) != pages.pages
    assert set(kinds(balance(sources, anthology, replace(pages, pages=tuple(now))))) == {"order"}
