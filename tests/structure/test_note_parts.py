"""A disclaimer among an author's other words goes where disclaimers go."""

from __future__ import annotations

import pytest

from packager.model import (
    ChapterStart,
    LineBreak,
    Lines,
    Manuscript,
    Mark,
    Marked,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Text,
    block_text,
    words,
)
from packager.structure import to_story
from packager.structure.note_parts import is_disclaimer, parted
from tests.structure.made_up import lost_and_doubled, notes, prose


def stated(*paragraphs, title="Notes:", origin=Origin.SOURCE):
    """A note as an archive states it; a paragraph is a text or its inlines."""
    blocks = tuple(Paragraph((Text(p),) if isinstance(p, str) else p) for p in paragraphs)
    return Note(NoteKind.AUTHORS_NOTE, blocks, Lines(1, 1), title, origin)


def told(note):
    return [(part.kind.value, block_text(part)) for part in parted(note)[0]]


def test_a_disclaimer_leaves_the_note_it_stands_in():
    """The rest stays a note, with its title."""
    note = stated(
        "Thanks to Birch for the beta!", "I don't own the lantern road; Ida Vance does.", "See you next week."
    )
    assert told(note) == [
        ("disclaimer", "I don't own the lantern road; Ida Vance does."),
        ("authors_note", "Notes:\nThanks to Birch for the beta!\nSee you next week."),
    ]


def test_a_note_of_nothing_but_a_disclaimer_is_one():
    """Its title, which says nothing then, is counted as left out."""
    found, left_out = parted(stated("Disclaimer: I own nothing."))
    assert [note.kind for note in found] == [NoteKind.DISCLAIMER]
    assert [(gone.rule, gone.words) for gone in left_out] == [("note-title", ("Notes",))]


def test_a_label_alone_calls_the_next_paragraph():
    """'Disclaimer:' over a paragraph that does not say so itself."""
    note = stated("Disclaimer:", "All of this is Ida Vance's, the hens too.", "Beta by Birch.")
    assert told(note)[0][1] == "Disclaimer:\nAll of this is Ida Vance's, the hens too."


def test_lines_parted_by_breaks_are_told_apart():
    """Authors write a whole note into one paragraph."""
    lines = (Marked(Mark.STRONG, (Text("Disclaimer:"),)), Text(" not mine."), LineBreak(), Text("Rated for hens."))
    assert told(stated(lines)) == [("disclaimer", "Disclaimer: not mine."), ("authors_note", "Notes:\nRated for hens.")]


@pytest.mark.parametrize(
    "text",
    [
        "Disclaimer: I own nothing.",
        "I do not own the Lantern Road. Ida Vance does. No money is being made from this.",
        "Standard disclaimers apply.",
        "All characters belong to Ida Vance.",
        "The Lantern Road and its people belong to Ida Vance.",
    ],
)
def test_what_disclaims(text):
    """Said to own nothing, or to be another's."""
    assert is_disclaimer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for reading! I don't own the road. Please review and tell me whether you liked it.",
        "This story is not mine: it belongs to you all. Thanks for all the kudos and comments.",
        "She belongs to me now, he thought.",
        "Warning: hens come to harm.",
        "I wrote this in an hour.",
    ],
)
def test_what_does_not(text):
    """A paragraph that says more than that stays where it is."""
    assert not is_disclaimer(text)


def test_what_the_user_called_a_note_is_left_whole():
    """The manifest's word goes before any guess."""
    note = stated("I don't own the road.", "Thanks!", origin=Origin.USER)
    assert parted(note) == ((note,), ())


def test_no_word_is_lost():
    """Words of the manuscript are the words of the story and of what is left out by name."""
    source = Manuscript(
        "work.html",
        (
            stated("Hello!", "I don't own this."),
            ChapterStart("One"),
            *(Paragraph((Text(p),)) for p in prose(4)),
            stated("Disclaimer: none of it is mine.", title="Chapter End Notes"),
        ),
    )
    story = to_story(source)
    assert [kind for kind, _ in notes(story)] == ["disclaimer", "authors_note", "disclaimer"]
    gone = [word for left in story.left_out for word in left.words]
    assert gone == words("Chapter End Notes")
    assert not any(lost_and_doubled(source, story))
