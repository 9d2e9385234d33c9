"""The author's words told from the story's."""

from __future__ import annotations

import pytest

from packager.model import Footnote, Note, Paragraph, block_text
from tests.structure.made_up import PROSE, chapter, notes, prose, tell


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in notes(tell(text))]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Disclaimer: I own nothing but the hens.", "disclaimer"),
        ("DISCLAIMER;;; not mine, never was.", "disclaimer"),
        ("Standard disclaimer applies.", "disclaimer"),
        ("I don't own any of these people. No money is made.", "disclaimer"),
        ("A/N: This one is for my sister, who likes hens.", "authors_note"),
        ("A.N.- First try at this, so be gentle.", "authors_note"),
        ("Author's Note - set a year after the flood.", "authors_note"),
        ("*A/N* thanks for all the lovely reviews!", "authors_note"),
        ("AN; sorry for the long wait", "authors_note"),
        ("Summary: Two boys, one ferry, and a lamp that will not stay lit.", "summary"),
        ("SUMMARY;;; Ilse burns a letter.", "summary"),
        ("Warnings: hens, dust", "warning"),
        ("Rating: T", "header"),
        ("Pairing: Ilse/Carter", "header"),
    ],
)
def test_labelled_lines_in_front(line: str, kind: str) -> None:
    """A labelled line before the story is a note of its kind and the story begins after it."""
    story = tell(f"{line}\n\n{chapter()}")
    assert [k for k, _ in notes(story)] == [kind]
    assert block_text(story.chapters[0].scenes[0].blocks[0]) == PROSE[0]


def test_a_note_ends_where_the_story_begins() -> None:
    """A note of several paragraphs takes those that talk to readers and leaves the story."""
    text = (
        "Chapter 1\n\nA/N:\n\nOkay so this idea would not leave me alone all week.\n\nThanks to everyone who reviewed, "
        f"you make my day!\n\n{chapter()}\n\nChapter 2\n\n{chapter(start=1)}"
    )
    story = tell(text)
    assert notes(story) == [("authors_note", "A/N: Okay so this")]
    assert [block_text(b) for b in story.chapters[0].scenes[0].blocks[1:3]] == list(PROSE[:2])


def test_a_note_at_the_end_runs_to_the_end() -> None:
    """A note under a lone label at a chapter's end takes all its paragraphs."""
    end = "A/N-\n\nYay, done at last!\n\nIt took four days and a lot of tea.\n\nPlease review because I want to know what you think."
    story = tell(f"{chapter()}\n\n{end}")
    assert notes(story) == [("authors_note", "A/N- Yay, done at")]
    assert len(story.back[0].blocks) == 4


def test_unlabelled_talk_at_the_end() -> None:
    """'Please review' needs no label at a chapter's end."""
    text = (
        f"Chapter 1\n\n{chapter()}\n\nPlease review! Next chapter will be up soon.\n\nChapter 2\n\n{chapter(start=1)}"
    )
    assert kinds(text) == ["authors_note"]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Note: the hens are to be fed at six, said the paper on the door.",
        "I do not own a horse, and I never shall.",
        '"Summary: we are lost," said the carter.',
        "An old man sat on the wall.",
        "Warning: the sign had said no more than that, and the rest was gone.",
        "Thank you all for coming, he began, and his voice failed.",
        "I have never told this story, nor shall anybody read these pages until I am gone.",
    ],
)
def test_story_that_reads_like_a_note_stays_story(paragraph: str) -> None:
    """A paragraph in mid-story is no note because a word in it looks like one."""
    assert kinds("\n\n".join([*prose(6), paragraph, *prose(6, 2)])) == []


def test_first_person_story_after_a_note() -> None:
    """A story told by 'I' does not become part of the note before it."""
    told = [
        f"I went down to the water and I counted the boats, {n} of them, as my father had taught me to."
        for n in range(12)
    ]
    story = tell("A/N: My first story, please be kind!\n\n" + "\n\n".join(told))
    assert len(story.front) == 1
    assert len(story.front[0].blocks) == 1
    assert len(story.chapters[0].scenes[0].blocks) == 12


def test_bracketed_note_in_mid_story() -> None:
    """A bracketed note between two paragraphs is one paragraph of note."""
    text = "\n\n".join([*prose(4), "(A/N: imagine sad music here)", *prose(4, 2)])
    assert notes(tell(text)) == [("authors_note", "(A/N: imagine sad music")]


def test_bracketed_note_over_two_paragraphs() -> None:
    """A bracket that closes two paragraphs later holds the note together."""
    text = "\n\n".join([*prose(4), "(A/N: imagine sad music here.", "Very sad music.)", *prose(4, 2)])
    assert notes(tell(text)) == [("authors_note", "(A/N: imagine sad music")]


def test_bracketed_note_in_mid_paragraph_becomes_a_footnote() -> None:
    """'(A/N: ...)' inside a sentence is a footnote at its place, and the sentence closes over it."""
    line = "She wore the blue kirtle (A/N: a kind of dress) to the fair."
    story = tell("\n\n".join([*prose(3), line, *prose(3, 2)]))
    blocks = [b for b in story.chapters[0].scenes[0].blocks if isinstance(b, Paragraph)]
    footnotes = [i for b in blocks for i in b.inlines if isinstance(i, Footnote)]
    assert [block_text(f.blocks[0]) for f in footnotes] == ["A/N: a kind of dress"]
    assert notes(story) == []


def test_disclaimer_acted_as_a_play_is_kept_whole() -> None:
    """A joke in speaking parts belongs to the disclaimer it opens."""
    play = "Disclaimer:\n\nMe: Hens are mine!\n\nIlse: They are not.\n\nMe: Fine. I don't own them."
    story = tell(f"{play}\n\n{chapter()}")
    assert [k for k, _ in notes(story)] == ["disclaimer"]
    assert block_text(story.front[0]).endswith("I don't own them.")


def test_header_lines_tell_title_and_author() -> None:
    """Header lines give the story's facts and stay as a note."""
    text = f"Title: Bread and Salt\nAuthor: hen_keeper\nRating: T\nPairing: Ilse/Carter\n\n{chapter()}"
    story = tell(text)
    assert (story.metadata.title, story.metadata.authors) == ("Bread and Salt", ("hen_keeper",))
    assert (story.metadata.rating, story.metadata.relationships) == ("T", ("Ilse/Carter",))
    assert [k for k, _ in notes(story)] == ["header"]


def test_review_replies_are_a_note() -> None:
    """Replies to reviewers at a chapter's head go with the note."""
    text = (
        f"Chapter 1\n\n{chapter()}\n\nChapter 2\n\nReview replies:\n\nhenfan: Thanks so much for your review!\n\n"
        f"ferryboy: haha, you will see in the next chapter!\n\n{chapter(start=2)}"
    )
    story = tell(text)
    assert [k for k, _ in notes(story)] == ["authors_note"]
    assert block_text(story.chapters[1].scenes[0].blocks[1]) == PROSE[2]


def test_talk_fenced_off_by_rules() -> None:
    """What a line parts from the story, among the author's words, is note."""
    text = (
        "Disclaimer: Hens are not mine.\n\nThe opening is taken from a song about ferries.\n\nA/N: Written before the sequel "
        f"was out.\n\n-----\n\n{chapter()}"
    )
    story = tell(text)
    assert [k for k, _ in notes(story)] == ["disclaimer", "authors_note", "authors_note"]
    assert block_text(story.chapters[0].scenes[0].blocks[0]) == PROSE[0]


def test_a_story_that_begins_under_a_note_is_not_fenced_off_with_it() -> None:
    """Up to the first rule stand a long note and the story's first lines: only the note is one."""
    note = "A/N: Yay! My first story! Please, please review. Thanks to my beta for reading this chapter so quickly."
    on = "I should warn you that I have no idea whether I will update soon, sorry! Please review anyway, everyone."
    story = tell(
        f"Chapter 1\n\n{note}\n\n{on}\n\nEnough! On to the story!\n\nRun.\n\n{PROSE[0]}\n\nxxx\n\n{chapter()}\n\nxxx\n\n{chapter()}"
    )
    blocks = [block_text(b) for b in story.chapters[0].scenes[0].blocks if not isinstance(b, Note)]
    assert blocks == ["Run.", PROSE[0]]


def test_a_few_lines_of_story_under_a_disclaimer_are_story() -> None:
    """A drabble under its title and disclaimer is not taken for more of the disclaimer, however little it tells."""
    told = "The tide had gone out by noon, and nobody on the mole said so aloud, for nobody on the mole had anything to say that day."
    story = tell(f"Some Title\n\nby Moonfall\n\nDisclaimer: I own nothing.\n\n{told}\n\n{told}")
    assert notes(story) == [("header", "by Moonfall"), ("disclaimer", "Disclaimer: I own nothing.")]
    assert [block_text(b) for c in story.chapters for s in c.scenes for b in s.blocks] == [told, told]
