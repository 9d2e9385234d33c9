"""The ledger of words: what balances, and how every kind of loss is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.ledger import Ledger, balance
from packager.model import (
    Anthology,
    BookInfo,
    Break,
    Chapter,
    Element,
    Footnote,
    LeftOut,
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
from packager.readers.merging import one_after_another
from packager.render import render

PROSE = [
    "The river had been dry since spring, and nobody in the village said so aloud.",
    "Mira counted the stones twice. “Forty-one,” she said. “It's forty-one again.”",
    "Her brother only shrugged; he'd never believed in counting things that didn't move.",
    "At noon the bell rang, although the tower had lost its bell the year before.",
    "They ran, the stones forgotten, down the long white road to the square.",
]
NOTE = "Thanks to everyone who wrote to me about the last chapter, you know who you are."


def paragraph(text: str, line: int) -> Paragraph:
    return Paragraph((Text(text),), Lines(line, line))


def made(
    *, notes: NotesPlace = NotesPlace.AFTER, left_out: tuple[LeftOut, ...] = ()
) -> tuple[Manuscript, Anthology, HtmlBook]:
    """A story of five paragraphs with an author's note after the second and a footnote in the fourth."""
    lines = [paragraph(text, 2 * n + 1) for n, text in enumerate(PROSE)]
    aside = Footnote((Paragraph((Text("A/N: it is in the museum now"),)),))
    lines[3] = replace(lines[3], inlines=(Text(PROSE[3][:30]), aside, Text(PROSE[3][30:])))
    note = Note(NoteKind.AUTHORS_NOTE, (paragraph(NOTE, 4),), Lines(4, 4))
    elements: tuple[Element, ...] = (*lines[:2], note.blocks[0], *lines[2:])
    scenes = (Scene((*lines[:2], note, lines[2])), Scene(tuple(lines[3:]), Break("***")))
    story = Story("dry.txt", Metadata(title="Dry"), (Chapter(scenes),), left_out=left_out)
    anthology = assemble(BookInfo("Dry"), (story,), AssemblyOptions(notes))
    return Manuscript("dry.txt", elements), anthology, render(anthology)


def edited(book: HtmlBook, change: Callable[[str], str], name: str = "s001-c001") -> HtmlBook:
    """The book with the body of one page changed."""
    pages = tuple(replace(p, body=change(p.body)) if p.id == name else p for p in book.pages)
    assert pages != book.pages
    return replace(book, pages=pages)


def ledger_after(change: Callable[[str], str], name: str = "s001-c001") -> Ledger:
    manuscript, anthology, book = made()
    return balance([manuscript], anthology, edited(book, change, name))


def test_a_sound_book_balances_and_names_its_accounts() -> None:
    """Every word is set, in a footnote or among the notes, and the accounts say so."""
    manuscript, anthology, book = made()
    ledger = balance([manuscript], anthology, book)
    assert ledger.balanced
    accounts = dict(ledger.stories[0].accounts)
    assert accounts["footnotes"] == 8
    assert accounts["moved to notes (s001-notes.xhtml)"] == 16
    assert sum(accounts.values()) == ledger.words_in == ledger.words_out


@pytest.mark.parametrize("place", list(NotesPlace))
def test_notes_balance_wherever_they_go(place: NotesPlace) -> None:
    """Before, after, at the end, in their place or left out: no word is unaccounted for."""
    manuscript, anthology, book = made(notes=place)
    ledger = balance([manuscript], anthology, book)
    assert ledger.balanced, ledger.mismatches
    assert ledger.left_out == (16 if place is NotesPlace.OMIT else 0)


def test_a_lost_word_is_told_with_both_places() -> None:
    """A missing word names its line in the source and the words before it in the book."""
    ledger = ledger_after(lambda body: body.replace("never believed", "believed"))
    assert [(m.kind, m.words, m.source) for m in ledger.mismatches] == [("missing", ("never",), "dry.txt:5")]
    assert "s001-c001.xhtml" in ledger.mismatches[0].output
    assert "her brother only shrugged" not in str(ledger.mismatches[0].source)
    assert "only shrugged he'd" in ledger.mismatches[0].output


def test_a_lost_word_of_an_epub_is_told_in_the_file_inside() -> None:
    """What an EPUB counts are blocks, no lines: the member and its line are told, not the ordinal."""
    manuscript, anthology, book = made()
    spots = tuple(("ch1.xhtml", 40 + n) for n in range(9))
    book = edited(book, lambda body: body.replace("never believed", "believed"))
    ledger = balance([replace(manuscript, spots=spots, counts_blocks=True)], anthology, book)
    assert [m.source for m in ledger.mismatches] == ["dry.txt!ch1.xhtml:44"]


def test_of_a_story_of_several_files_no_wrong_line_is_told() -> None:
    """A line of one page is not told as another page's."""
    manuscript, anthology, book = made()
    book = edited(book, lambda body: body.replace("never believed", "believed"))
    ledger = balance([replace(manuscript, files=("dry.txt", "wet.txt"))], anthology, book)
    assert [m.source for m in ledger.mismatches] == ["dry.txt"]


def test_words_that_a_page_lost_in_reading_are_told_in_that_page() -> None:
    """The user is to look at the file there: it is that of the page, not the story's first."""
    manuscript, anthology, book = made()
    pages = [replace(manuscript, source=name, elements=()) for name in ("dry.html", "wet.html")]
    pages[1] = replace(pages[1], lost=(LeftOut("lost-in-reading", ("ebb",), Lines(7, 7)),))
    joined = replace(one_after_another(pages, Metadata()), elements=manuscript.elements)
    ledger = balance([joined], anthology, book)
    assert [(m.kind, m.source) for m in ledger.mismatches] == [("unread", "wet.html:7")]


def test_a_doubled_word_is_told() -> None:
    """A word set twice is an extra one, with its block."""
    ledger = ledger_after(lambda body: body.replace("the square", "the square square"))
    assert [(m.kind, m.words) for m in ledger.mismatches] == [("extra", ("square",))]


def test_joined_words_are_told() -> None:
    """A lost space is two words missing and a strange one in their place."""
    ledger = ledger_after(lambda body: body.replace("long white road", "longwhite road"))
    assert dict(ledger.missing) == {"long": 1, "white": 1}
    assert dict(ledger.extra) == {"longwhite": 1}


def test_a_changed_word_is_told() -> None:
    """An exchanged word is missing on one side and extra on the other."""
    ledger = ledger_after(lambda body: body.replace("dry since", "wet since"))
    assert dict(ledger.missing) == {"dry": 1}
    assert dict(ledger.extra) == {"wet": 1}


def test_paragraphs_that_changed_places_are_told() -> None:
    """The same words in another order are not the same book."""

    def swap(body: str) -> str:
        one, two = "Mira counted the stones twice", "Her brother only shrugged"
        return body.replace(one, "@").replace(two, one).replace("@", two)

    ledger = ledger_after(swap)
    assert not ledger.missing
    assert not ledger.extra
    assert [m.kind for m in ledger.mismatches] == ["order"]


def test_a_note_lost_on_its_way_is_told() -> None:
    """Words that left their chapter and arrived nowhere are missing, with their line."""
    manuscript, anthology, book = made()
    pages = tuple(page for page in book.pages if page.id != "s001-notes")
    ledger = balance([manuscript], anthology, replace(book, pages=pages))
    assert [(m.kind, m.source, len(m.words)) for m in ledger.mismatches] == [("missing", "dry.txt:4", 16)]


def test_words_that_no_source_has_are_told() -> None:
    """A sentence let in from elsewhere is extra; fanpack's own words are marked and counted apart."""
    ledger = ledger_after(lambda body: body.replace("</section>", "<p>Buy now!</p></section>"))
    assert dict(ledger.extra) == {"buy": 1, "now": 1}
    ledger = ledger_after(lambda body: body.replace("</section>", '<p class="gen">Buy now!</p></section>'))
    assert ledger.balanced


def test_a_rule_accounts_for_what_it_leaves_out() -> None:
    """Words left out by a named rule are in its account, and only there."""
    rule = LeftOut("running-title", ("Thanks", "to"), Lines(4, 4))
    manuscript, anthology, book = made(left_out=(rule,))
    short = edited(book, lambda body: body.replace("Thanks to ", ""), "s001-notes")
    ledger = balance([manuscript], anthology, short)
    assert ledger.balanced, ledger.mismatches
    assert dict(ledger.stories[0].accounts)["left out: running-title"] == 2
    assert not balance([manuscript], anthology, book).balanced  # said to be left out, and set all the same


def test_equal_disclaimers_are_set_once() -> None:
    """Two stories with one disclaimer: the second one's words are in the account of merged texts."""
    said = "I own neither the village nor the river nor anyone in it."
    sources, stories = [], []
    for name in ("one", "two"):
        body = paragraph(f"{name} {PROSE[0]}", 3)
        note = Note(NoteKind.DISCLAIMER, (paragraph(said, 1),), Lines(1, 1))
        sources.append(Manuscript(f"{name}.txt", (note.blocks[0], body)))
        stories.append(Story(f"{name}.txt", Metadata(title=name), (Chapter((Scene((body,)),)),), front=(note,)))
    anthology = assemble(BookInfo("Both"), tuple(stories), AssemblyOptions())
    ledger = balance(sources, anthology, render(anthology))
    assert ledger.balanced, ledger.mismatches
    assert ledger.merged == 12
    assert ledger.words_in == ledger.words_out + ledger.merged


def test_a_long_story_is_compared_in_the_time_of_a_short_one_a_word() -> None:
    """A note in every tenth paragraph of a very long story does not make the ledger search it all again."""
    elements: list[Element] = []
    blocks: list[Paragraph | Note] = []
    for n in range(4000):
        text = paragraph(f"{PROSE[n % 5]} And so the {n} went by.", n)
        elements.append(text)
        if n % 10 == 0:
            blocks.append(Note(NoteKind.AUTHORS_NOTE, (text,), text.where))
        else:
            blocks.append(text)
    story = Story("long.txt", Metadata(title="Long"), (Chapter((Scene(tuple(blocks)),)),))
    anthology = assemble(BookInfo("Long"), (story,), AssemblyOptions())
    ledger = balance([Manuscript("long.txt", tuple(elements))], anthology, render(anthology))
    assert ledger.balanced, ledger.mismatches[:3]
    assert dict(ledger.stories[0].accounts)["moved to notes (s001-notes.xhtml)"] > 7000


def test_words_inside_marks_and_rubies_are_not_parted(tmp_path: Path) -> None:
    """Emphasis inside a word, a reading beside one and a line break count as in the source."""
    from packager.model import LineBreak, Mark, Marked, Ruby

    inlines = (
        Marked(Mark.EMPHASIS, (Text("un"),)),
        Text("believable, "),
        Ruby("漢字", "かんじ"),
        Text("です"),
        LineBreak(),
        Text("and so on"),
    )
    block = Paragraph(inlines, Lines(1, 1))
    story = Story("r.txt", Metadata(title="R"), (Chapter((Scene((block,)),)),))
    anthology = assemble(BookInfo("R"), (story,), AssemblyOptions())
    ledger = balance([Manuscript("r.txt", (block,))], anthology, render(anthology))
    assert ledger.balanced, ledger.mismatches
