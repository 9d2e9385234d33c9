"""In print a link to the outside says its address in a footnote; the book for e-readers stays as it was."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from packager.assembly import AssemblyOptions, assemble
from packager.ledger_words import XHTML, tree_words
from packager.model import BookInfo, Footnote, Link, Mark, Marked, Paragraph, Text
from packager.render import render, with_link_notes
from packager.render.link_notes import breakable, says_address
from tests.make import chapter, para, story

A = "https://example.org/a"


def printed(*inlines, language="en"):
    """The chapter as paper shows it."""
    made = story(chapter((Paragraph(inlines),)))
    made = replace(made, metadata=replace(made.metadata, language=language))
    book = with_link_notes(render(assemble(BookInfo("Book"), [made], AssemblyOptions())))
    body = next(page.body for page in book.pages if page.id == "s001-c001")
    etree.fromstring(XHTML.format(body))
    return body


def numbers(body):
    """The calls in the text, and the notes' own numbers."""
    return re.findall(r'class="noteref[^>]*>(\d+)<', body), re.findall(r'doc-backlink">(\d+)<', body)


def test_a_link_gets_a_note_with_its_address():
    """The call stands behind the link, the address in an aside of fanpack's own words."""
    body = printed(Text("See "), Link(A, (Text("this"),)), Text(" now."))
    assert re.search(r'this</a><a class="noteref gen"[^>]* href="#s001-c001-ln1">1</a> now', body)
    note = body[body.index("<aside") :]
    assert re.sub("<[^>]*>", "", note).split() == ["1" + A]
    assert tree_words(etree.fromstring(XHTML.format(body)), "x", "chapter", 0).footnotes == ()


@pytest.mark.parametrize(
    "shown", [A, "example.org/a", "www.example.org/a/", "EXAMPLE.org/a.", "<https://example.org/a>", "at example.org/a"]
)
def test_words_that_say_the_address_need_no_note(shown):
    """A reader who can type what stands there needs nothing more."""
    assert says_address(shown, A)
    assert "noteref" not in printed(Link(A, (Text(shown),)))


@pytest.mark.parametrize("shown", ["example.org", "example.org/ab", "https://example.org/…", "my page"])
def test_words_that_lead_elsewhere_do(shown):
    """Half an address is none."""
    assert not says_address(shown, A)


def test_an_address_of_a_letter_box_is_one():
    """`mailto:` is the machine's word, not the reader's."""
    assert says_address("maple@example.org", "mailto:maple@example.org")
    assert re.sub("</?span[^>]*>", "", breakable("mailto:a@b.org")) == "a@b<wbr/>.org"


def test_notes_are_numbered_in_the_order_of_their_calls():
    """The author's own footnotes and fanpack's are one series."""
    own = Footnote((para("Said by the author."),))
    body = printed(Link(A, (Text("one"),)), Text(" two"), own, Text(" "), Link(A + "b", (Text("three"),)))
    calls, notes = numbers(body)
    assert calls == notes == ["1", "2", "3"]
    assert body.index("Said by the author") > body.index("example", body.index("<aside"))


def test_the_same_address_in_one_paragraph_is_called_twice():
    """One note, one number, and the way back leads to the first call."""
    calls, notes = numbers(printed(Link(A, (Text("one"),)), Text(" and "), Link(A, (Text("two"),))))
    assert calls == ["1", "1"]
    assert notes == ["1"]


def test_an_english_call_stands_behind_the_stop():
    """'See this.' and then the number, outside the emphasis that ends before the stop."""
    body = printed(Marked(Mark.EMPHASIS, (Link(A, (Text("this"),)),)), Text(".” "))
    assert re.search(r'</a></em>\.”<a class="noteref', body)
    german = printed(Link(A, (Text("dies"),)), Text("."), language="de")
    assert re.search(r'dies</a><a class="noteref[^>]*>1</a>\.', german)


def test_a_link_in_a_footnote_says_its_address_in_brackets():
    """A note holds no note."""
    body = printed(Text("Word"), Footnote((Paragraph((Link(A, (Text("there"),)),)),)))
    assert numbers(body) == (["1"], ["1"])
    assert "there (https://example.org/a)" in re.sub("<[^>]*>", "", body)
    assert body.count('class="gen"') == 1


def test_an_address_parts_without_a_hyphen():
    """Nothing is added to an address, and no piece of it is too long for a line."""
    long = "https://www.example.org/" + "x" * 70 + "?a=b&c=%20#d"
    made = breakable(long)
    assert etree.fromstring(f"<p>{made}</p>").xpath("string()") == long
    pieces = [re.sub("<[^>]*>", "", piece) for piece in made.split("<wbr/>")]
    assert max(map(len, pieces)) < 22
    assert not any(piece.endswith("-") for piece in pieces)
