"""The pages hold the words, escaped, in the vocabulary themes style."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import PageKind
from packager.ledger_words import XHTML, tree_words
from packager.model import (
    Align,
    Anchor,
    BookInfo,
    Footnote,
    Gap,
    Link,
    ListBlock,
    Mark,
    Marked,
    Message,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Ruby,
    Text,
    Verse,
    words,
)
from packager.model import Chat as ChatBlock
from packager.render import Openings, RenderOptions, render
from tests.make import chapter, note, para, story


def page_text(body):
    """The words of the sources on a page, as the ledger sees them."""
    seen = tree_words(etree.fromstring(XHTML.format(body)), "page.xhtml", "chapter", 0)
    return " ".join(word for piece in seen.body + seen.footnotes for word in piece.words)


def pages(*stories, **options):
    book = render(assemble(BookInfo("Book"), stories, AssemblyOptions()), RenderOptions(**options))
    for page in book.pages:
        etree.fromstring(XHTML.format(page.body))  # every page is well-formed
    return {page.id: page for page in book.pages}, book


def body(*blocks, **options):
    made, _ = pages(story(chapter(blocks)), **options)
    return made["s001-c001"].body


def test_a_scene_break_is_a_rule_and_the_next_paragraph_knows_it():
    """Scenes are parted by `hr.scene-break`; no paragraph after it is indented."""
    made, _ = pages(story(chapter(("One.",), ("Two.",))))
    assert '<hr class="scene-break"/>\n<p class="first after-break">Two.</p>' in made["s001-c001"].body


def test_a_gap_stays_white_space():
    """A doubtful gap is no ornament and never vanishes."""
    assert '<p class="after-gap gap-2">Two.</p>' in body("One.", Gap(2), "Two.")


def test_an_implicit_chapter_shows_no_invented_heading():
    """A story without chapters is one chapter without a heading, and not in the contents."""
    made, book = pages(story(chapter(("One.",)), title="Leaf"))
    assert "<h2" not in made["s001-c001"].body
    leaf = next(point for point in book.nav if point.title == "Leaf")
    assert leaf.children == ()


def test_chapters_stand_in_the_contents_under_their_story():
    """Label and title read as one line in the contents."""
    _, book = pages(
        story(
            chapter(("a",), label="Chapter 1", title="Hear Me"),
            chapter(("b",), label="Epilogue"),
            chapter(("c",), title="Afterwards"),
            title="Leaf",
        )
    )
    leaf = next(point for point in book.nav if point.title == "Leaf")
    assert [p.title for p in leaf.children] == ["Chapter 1: Hear Me", "Epilogue", "Afterwards"]


def test_titles_with_markup_land_escaped():
    """A title is text, whatever signs it holds."""
    made, _ = pages(story(chapter(("a",)), title='<script>"&\x00'))
    assert "&lt;script&gt;" in made["s001-title"].body
    assert "<script" not in made["s001-title"].body


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x"])
def test_only_web_and_mail_links_survive(href):
    """Any other address keeps its words and loses its link."""
    made = body(Paragraph((Link(href, (Text("here"),)),)))
    assert "here" in made
    assert "<a" not in made


def test_links_inside_a_story_find_their_chapter():
    """An anchor in another chapter is reached by file name and id."""
    one = chapter((Paragraph((Link("#far", (Text("go"),)),)),), label="1")
    two = chapter((Paragraph((Anchor("far"), Text("here"))),), label="2")
    made, _ = pages(story(one, two))
    target = "s001-c002.xhtml#s001-c002-a0-far"
    assert f'href="{target}"' in made["s001-c001"].body
    assert f'id="{target.split("#")[1]}"' in made["s001-c002"].body


def led(name, *to):
    """A paragraph that can be led to, with links to others."""
    links = (part for other in to for part in (Text(" see "), Link(f"#{other}", (Text(f"{name} to {other}"),))))
    return Paragraph((Anchor(name), Text(name), *links))


@pytest.mark.parametrize("place", [place for place in NotesPlace if place is not NotesPlace.OMIT])
def test_links_between_chapters_and_what_left_them_lead_on(place):
    """To and from notes, summaries and disclaimers, wherever they were moved; of several stories, each to its own."""
    names = ("home", "said", "sum", "mine")
    front = (
        Note(NoteKind.AUTHORS_NOTE, (led("said", *names),)),
        Note(NoteKind.SUMMARY, (led("sum", *names),)),
        Note(NoteKind.DISCLAIMER, (para("I own no boats."), led("mine", *names))),
    )
    ones = [story(chapter((led("home", *names), para(title))), title=title, front=front) for title in ("Ebb", "Flood")]
    ones[1] = replace(ones[1], front=(*front[:2], replace(front[2], blocks=(para("Nor I."), *front[2].blocks))))
    made = render(assemble(BookInfo("Book"), tuple(ones), AssemblyOptions(place)))
    ids = [(page.file_name, found) for page in made.pages for found in re.findall(r'id="([^"]+)"', page.body)]
    assert len(set(ids)) == len(ids)
    inner = re.compile(r'<a class="inner" href="([^"#]+)#([^"]+)"')
    links = [found for page in made.pages for found in inner.findall(page.body)]
    assert len(links) == 2 * len(names) ** 2
    assert set(links) <= set(ids)
    for page in made.pages:
        if page.story is not None:
            own = f"s{page.story + 1:03d}-"
            assert all(own in key for _, key in inner.findall(page.body))


def test_a_footnote_leads_there_and_back():
    """The call and the note link to each other by ids unique in the book."""
    made = body(Paragraph((Text("Ramen"), Footnote((para("A/N: noodles"),)))))
    assert 'id="s001-c001-ref1" href="#s001-c001-fn1"' in made
    assert 'id="s001-c001-fn1"' in made
    assert "A/N: noodles" in made


def test_lead_in_and_drop_cap_keep_the_words():
    """The opening is dressed, not changed: marks are closed and opened at the cut."""
    long = "and so it went on for many a word until the paragraph was long enough. " * 5
    run = (Marked(Mark.EMPHASIS, (Text("“Once upon a time "),)), Text(long))
    plain = (Text("“Once upon a time " + long),)
    made = body(Paragraph(run), openings=Openings(lead_in=3))
    assert '<span class="lead-in"><em>“Once upon a</em></span><em> time </em>' in made
    dropped = body(Paragraph(plain), openings=Openings(lead_in=3, drop_cap=True))
    assert '<span class="drop-cap">“O</span><span class="lead-in">nce upon a</span> time' in dropped
    assert page_text(dropped).split() == words(("“Once upon a time " + long).casefold())


def test_an_anchor_given_twice_stands_once():
    """Pages with the same id twice (saved pages have them) make no file that reading systems refuse."""
    made = body(Paragraph((Anchor("x"), Text("one"))), Paragraph((Anchor("x"), Text("two"), Link("#x", (Text("up"),)))))
    assert made.count("<span id=") == 1
    assert "#s001-c001-" in made


def test_a_motto_at_the_right_is_no_opening():
    """What is centred or flush right above a story keeps its own letters."""
    long = (Text("Once upon a time " + "and so it went on for many a word. " * 9),)
    made = body(Paragraph(long, align=Align.END), openings=Openings(lead_in=3, drop_cap=True))
    assert "lead-in" not in made
    assert "drop-cap" not in made


def test_every_kind_of_block_keeps_its_words():
    """Verse, chat, ruby and aligned text are set as what they are."""
    made = body(
        Verse(((Text("one"),), (), (Text("two"),))),
        ChatBlock((Message("Ann", (para("hi"),)), Message("", (para("yo"),), own=True))),
        Paragraph((Ruby("漢", "kan"),)),
        Paragraph((Text("mid"),), align=Align.CENTER),
    )
    assert made.count('<div class="stanza">') == 2
    assert '<p class="sender">Ann</p>' in made
    assert "<ruby>漢" in made
    assert '<p class="first opening center">' not in made or "mid" in made
    assert {"one", "two", "hi", "yo", "mid"} <= set(words(page_text(made)))


def test_notes_after_the_story_have_a_page():
    """Author's notes stand on a page of their own after the last chapter, and in the contents."""
    made, book = pages(story(chapter(("a",)), back=(note(NoteKind.AUTHORS_NOTE, "Bye"),), title="Leaf"))
    assert made["s001-notes"].kind is PageKind.NOTES
    leaf = next(point for point in book.nav if point.title == "Leaf")
    assert [point.href for point in leaf.children] == ["s001-notes.xhtml"]


def test_header_lines_are_facts_said_once():
    """'Rating: T' in the text and in the metadata makes one row."""
    from dataclasses import replace

    one = story(chapter(("a",)), front=(note(NoteKind.HEADER, "Rating: T"),))
    one = replace(one, metadata=replace(one.metadata, rating="T"))
    made, _ = pages(one)
    assert made["s001-title"].body.count("<dt>") == 1


def test_a_link_inside_a_link_keeps_its_words():
    """XHTML allows none; a footnote called inside a link is called behind it."""
    inner = Link("https://b.example/", (Text("inner"), Footnote((para("note"),))))
    made = body(Paragraph((Link("https://a.example/", (Text("outer "), inner)),)))
    assert '<a class="outer" href="https://a.example/">outer inner</a><a class="noteref gen"' in made
    assert made.count('class="outer"') == 1
    assert "<p>note</p>" in made


@pytest.mark.parametrize("sign", ["\x85", "\x1b", "\x00", "\ufffe"])
def test_a_character_xml_cannot_hold_still_parts_words(sign):
    """It is dropped, and the words beside it do not become one."""
    assert words(page_text(body(f"one{sign}two {sign}three"))) == ["one", "two", "three"]


def test_a_note_called_again_is_called_by_its_number():
    """One note, two calls; in another chapter the call leads back to it."""
    again = Footnote((), "n")
    one = Paragraph((Text("One"), Footnote((para("Noted."),), "n"), Text(" two"), again))
    made, _ = pages(story(chapter((one,)), chapter((Paragraph((Text("Three"), again)),))))
    first, second = made["s001-c001"].body, made["s001-c002"].body
    assert first.count("Noted.") == 1
    assert first.count('href="#s001-c001-fn1">1</a>') == 2
    assert first.count('id="s001-c001-ref1"') == 1
    assert 'href="s001-c001.xhtml#s001-c001-fn1">*</a>' in second


def test_a_list_keeps_its_numbers():
    """Where it starts, what counts it, and items that are numbered out of turn."""
    items = tuple((para(text),) for text in ("a", "b", "c"))
    assert '<ol type="i" start="4"><li><p>a</p></li>' in body(ListBlock(items, True, 4, marks="i"))
    made = body(ListBlock(items, True, 3, numbers=(3, 2, 9)))
    assert re.findall(r"<ol[^>]*>|<li[^>]*>", made) == ['<ol start="3">', "<li>", '<li value="2">', '<li value="9">']
