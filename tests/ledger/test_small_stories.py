"""Stories of a few words that share most of them: no false alarm, and no loss that goes unseen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.ledger import Ledger, balance
from packager.model import (
    Anthology,
    Block,
    BookInfo,
    Break,
    Chapter,
    Footnote,
    Lines,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Scene,
    Story,
    Text,
)
from packager.render import render
from tests.make import para

said = st.lists(st.sampled_from(["the", "tide", "oar", "mud"]), min_size=1, max_size=6).map(" ".join)
texts = st.one_of(
    said.map(para),
    st.builds(lambda text, aside: Paragraph((Text(text), Footnote((para(aside),)))), said, said),
)
notes = st.builds(
    Note, st.sampled_from([kind for kind in NoteKind if kind is not NoteKind.HEADER]), st.tuples(said.map(para))
)
chapters = st.builds(
    lambda heading, title, scenes: Chapter(
        tuple(Scene(tuple(blocks), Break("oar") if n else None) for n, blocks in enumerate(scenes)), heading, title
    ),
    st.sampled_from(["", "Chapter 1", "the"]),
    st.one_of(st.just(""), said),
    st.lists(st.lists(st.one_of(texts, notes), min_size=1, max_size=4), min_size=1, max_size=2),
)
books = st.tuples(
    st.lists(
        st.tuples(st.lists(chapters, min_size=1, max_size=2), st.lists(notes, max_size=1)), min_size=1, max_size=3
    ),
    st.sampled_from(list(NotesPlace)),
)
Said = tuple[list[tuple[list[Chapter], list[Note]]], NotesPlace]


def made(book: Said) -> tuple[list[Manuscript], Anthology, HtmlBook]:
    """The book, and its sources as a reader would have told them: headings in one line, marks of breaks as text."""
    stories, sources = [], []
    for number, (chapters, front) in enumerate(book[0], 1):
        name = f"{number}.txt"
        stories.append(Story(name, Metadata(f"Story {number}"), tuple(chapters), front=tuple(front)))
        blocks: list[Block] = [*front]
        for chapter in chapters:
            heading = " ".join(part for part in (chapter.label, chapter.title) if part)
            blocks += [para(heading)] if heading else []
            for scene in chapter.scenes:
                blocks += [para(scene.opening.marker)] if scene.opening else []
                blocks += scene.blocks
        sources.append(Manuscript(name, tuple(blocks)))
    anthology = assemble(BookInfo("Low Water"), tuple(stories), AssemblyOptions(book[1]))
    return sources, anthology, render(anthology)


def told(ledger: Ledger) -> list[str]:
    return [str(mismatch) for mismatch in ledger.mismatches]


@settings(max_examples=150, deadline=None)
@given(books)
def test_small_stories_balance(book: Said) -> None:
    """Whatever words they share, wherever their notes go, every word has one account."""
    sources, anthology, pages = made(book)
    ledger = balance(sources, anthology, pages)
    assert ledger.balanced, told(ledger)
    for story in ledger.stories:
        assert sum(count for _, count in story.accounts) == story.words
        assert all(count >= 0 for _, count in story.accounts)


WORD = re.compile(r"(?<=[> ])(?:the|tide|oar|mud)(?=[< ])")


@settings(max_examples=150, deadline=None)
@given(books, st.data())
def test_every_change_of_a_word_is_told(book: Said, data: st.DataObject) -> None:
    """One word of any page lost, doubled or exchanged: the book does not balance."""
    sources, anthology, pages = made(book)
    places = [(n, found) for n, page in enumerate(pages.pages) for found in WORD.finditer(page.body)]
    if not places:
        return
    number, found = data.draw(st.sampled_from(places))
    other = "mud" if found[0] != "mud" else "tide"
    now = data.draw(st.sampled_from(["", f"{found[0]} {found[0]}", "sand", other]))

    def with_word(word: str) -> Ledger:
        body = pages.pages[number].body
        page = replace(pages.pages[number], body=body[: found.start()] + word + body[found.end() :])
        return balance(
            sources, anthology, replace(pages, pages=(*pages.pages[:number], page, *pages.pages[number + 1 :]))
        )

    if with_word("").words_out < with_word(found[0]).words_out:  # else it is a word of fanpack's own, such as a label
        assert not with_word(now).balanced


@pytest.mark.parametrize(
    ("lines", "now", "places"),
    [
        # A paragraph that is lost is named, not one that has its word too.
        (("Home.", "Go home."), ("", "Go home."), [("missing", "home", "1.txt:1")]),
        # Words too many are named where they stand, though another paragraph has one of them rightly.
        (
            ("Find the of of.", "A.", "Bell the end."),
            ("Find end the of of.", "A.", "Bell the bell end."),
            [("extra", "end", "block 1"), ("extra", "bell", "block 3")],
        ),
    ],
)
def test_what_differs_is_told_at_its_own_place(
    lines: tuple[str, ...], now: tuple[str, ...], places: list[tuple[str, str, str]]
) -> None:
    """In a story of few words, which runs cannot tell apart, the message still leads to the right paragraph."""
    blocks = tuple(replace(para(line), where=Lines(number, number)) for number, line in enumerate(lines, 1))
    anthology = assemble(
        BookInfo("Low Water"), (Story("1.txt", Metadata("Story"), (Chapter((Scene(blocks),)),)),), AssemblyOptions()
    )
    pages = render(anthology)
    changed = []
    for page in pages.pages:
        body = page.body
        if page.id == "s001-c001":
            for line, instead in zip(lines, now, strict=True):
                body = body.replace(f">{line}<", f">{instead}<", 1)
        changed.append(replace(page, body=body))
    ledger = balance([Manuscript("1.txt", blocks)], anthology, replace(pages, pages=tuple(changed)))
    found = [(m.kind, " ".join(m.words), m.source if m.kind == "missing" else m.output) for m in ledger.mismatches]
    assert [(kind, said) for kind, said, _ in found] == [(kind, said) for kind, said, _ in places]
    assert all(where in told for (*_, told), (*_, where) in zip(found, places, strict=True))
