"""Assembly moves notes where the reader wants them and loses none."""

from dataclasses import replace

import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.model import (
    Asset,
    BookInfo,
    Figure,
    Footnote,
    Image,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Text,
    block_text,
)
from packager.render import render
from tests.make import chapter, note, para, story

DISCLAIMER, AUTHOR = NoteKind.DISCLAIMER, NoteKind.AUTHORS_NOTE


def book(*stories, place=NotesPlace.AFTER):
    return assemble(BookInfo("Book"), stories, AssemblyOptions(place))


def in_text(anthology):
    return [
        block
        for entry in anthology.entries
        for ch in entry.story.chapters
        for scene in ch.scenes
        for block in scene.blocks
        if isinstance(block, Note)
    ]


def test_a_disclaimer_goes_to_the_front_with_its_story_and_authors():
    """No disclaimer stays in the text, wherever it stood."""
    one = story(
        chapter((note(DISCLAIMER, "I own nothing."), "Once."), label="Chapter 1"),
        title="Leaf",
        authors=("Ann",),
    )
    made = book(one)
    assert in_text(made) == []
    assert [(d.stories, block_text(d.blocks[0])) for d in made.disclaimers] == [
        ((("Leaf", ("Ann",)),), "I own nothing.")
    ]


def test_equal_disclaimers_are_set_once_with_all_their_stories():
    """Case and signs do not part two disclaimers; the words merged away are counted."""
    first = story(chapter(("a",)), title="One", front=(note(DISCLAIMER, "I own nothing!"),))
    second = story(chapter(("b",)), title="Two", front=(note(DISCLAIMER, "i own nothing."),))
    made = book(first, second)
    assert [d.stories for d in made.disclaimers] == [(("One", ()), ("Two", ()))]
    assert made.merged == ("i own nothing.",)


def test_texts_with_other_pictures_are_not_the_same():
    """A disclaimer or summary with a picture is set once only where the picture is the same."""
    fox, hen = (Asset("a.png", "image/png", data) for data in (b"fox", b"hen"))
    shown = (*note(DISCLAIMER, "I own nothing.").blocks, Figure(Image("a.png")))
    told = [
        story(chapter(("a",)), title=name, front=(Note(DISCLAIMER, blocks),), assets=assets)
        for name, blocks, assets in (
            ("One", shown[:1], ()),
            ("Two", shown, (fox,)),
            ("Three", shown, (fox,)),
            ("Four", shown, (hen,)),
        )
    ]
    assert [[name for name, _ in d.stories] for d in book(*told).disclaimers] == [["One"], ["Two", "Three"], ["Four"]]
    noted = (Paragraph((Text("I own nothing."), Footnote((Figure(Image("a.png")),)))),)
    told = [
        story(chapter(("a",)), title=one.data.decode(), front=(Note(DISCLAIMER, noted),), assets=(one,))
        for one in (fox, hen)
    ]
    assert len(book(*told).disclaimers) == 2
    summary = Note(NoteKind.SUMMARY, shown)
    made = book(story(chapter(("a",)), summary=shown[:1], front=(summary, summary), assets=(fox,)))
    assert [found for _, found in made.entries[0].before.notes] == [summary]


@pytest.mark.parametrize(
    ("place", "before", "after", "end", "stay"),
    [
        (NotesPlace.AFTER, 0, 2, 0, 0),
        (NotesPlace.BEFORE, 2, 0, 0, 0),
        (NotesPlace.END, 0, 0, 2, 0),
        (NotesPlace.OMIT, 0, 0, 0, 0),
        (NotesPlace.INLINE, 0, 1, 0, 1),
    ],
)
def test_notes_go_where_the_reader_wants_them(place, before, after, end, stay):
    """Each setting puts the chapter's and the closing note in its own place; omitted ones are counted."""
    one = story(
        chapter(("Once.", note(AUTHOR, "A/N: hi")), label="Chapter 1"),
        chapter(("More.",), label="Chapter 2"),
        back=(note(AUTHOR, "Please review"),),
    )
    made = book(one, place=place)
    entry = made.entries[0]
    assert len(entry.before.notes) == before
    assert len(entry.after.notes) == after
    assert sum(len(notes.notes) for _, notes in made.end_notes) == end
    assert len(in_text(made)) == stay
    assert len(made.omitted) == (2 if place is NotesPlace.OMIT else 0)


def test_a_moved_note_remembers_its_chapter():
    """In a story of several chapters a note says which one it belongs to."""
    one = story(
        chapter(("Once.", note(AUTHOR, "A/N: hi")), label="Chapter 1"),
        chapter(("More.",), label="Chapter 2"),
    )
    assert [stood for stood, _ in book(one).entries[0].after.notes] == ["Chapter 1"]


def test_a_scene_of_nothing_but_a_note_leaves_no_break_behind():
    """No ornament opens or closes a chapter when a note between two breaks moves away."""
    one = story(chapter((note(AUTHOR, "A/N"),), ("One.",), (note(AUTHOR, "Bye"),), ("Two.",)))
    scenes = book(one).entries[0].story.chapters[0].scenes
    assert [(s.opening is not None, block_text(s.blocks[0])) for s in scenes] == [
        (False, "One."),
        (True, "Two."),
    ]


def test_a_summary_given_twice_is_set_once():
    """The archive's summary and the same words in the text are one summary."""
    one = story(
        chapter(("a",)),
        summary=(para("A girl finds a leaf."),),
        front=(note(NoteKind.SUMMARY, "A girl finds a leaf"),),
    )
    made = book(one)
    assert made.entries[0].before.notes == ()
    assert made.merged == ("A girl finds a leaf",)


@pytest.mark.parametrize("summary", [(), (para("A girl finds a leaf."),)])
def test_a_summary_without_words_keeps_its_label_and_picture(summary):
    """Where a story has no summary, or another one, a mere label or a picture is not the same summary twice."""
    label = Note(NoteKind.SUMMARY, (), title="What it is about")
    cover = Note(NoteKind.SUMMARY, (Figure(Image("cover.png", "")),))
    picture = Asset("cover.png", "image/png", b"\x89PNG")
    one = story(chapter(("a",)), summary=summary, front=(label, cover, replace(cover)), assets=(picture,))
    made = book(one)
    assert [told for _, told in made.entries[0].before.notes] == [label, cover, cover]
    assert made.merged == ()
    pages = "".join(page.body for page in render(made).pages)
    assert "What it is about" in pages
    assert pages.count("<figure") == 2


def test_every_fandom_is_named_once():
    """Fandoms keep the order of the stories; case does not part two."""
    made = book(story(chapter(("a",)), fandoms=("Naruto",)), story(chapter(("b",)), fandoms=("NARUTO", "Bleach")))
    assert made.fandoms == ("Naruto", "Bleach")


def test_header_lines_are_facts_and_title_lines_are_not_said_twice():
    """'Rating: T' is a row; 'Title: Leaf' only says what the page shows and is left out, counted."""
    one = story(
        chapter(("a",)),
        title="Leaf",
        authors=("Ann",),
        front=(note(NoteKind.HEADER, "Title: Leaf", "by Ann", "Rating: T", "for M."),),
    )
    entry = book(one).entries[0]
    assert entry.facts == (("Rating", "T"), ("", "for M."))
    assert [" ".join(part.words) for part in entry.story.left_out] == ["Title Leaf", "by Ann"]
