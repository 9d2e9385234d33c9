"""Typography sets signs as a typesetter would and keeps every word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.model import Mark, Marked, Paragraph, Text, inline_text, words
from packager.typography import curl, set_typography
from tests.make import chapter, story


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ('"Hello," she said.', "“Hello,” she said."),
        ("It isn't 'fine', she thought.", "It isn’t ‘fine’, she thought."),
        ("'Tis the '90s, get 'em.", "’Tis the ’90s, get ’em."),
        ("\"'Naruto,' he said.\"", "“‘Naruto,’ he said.”"),
        ('He said--"no"--and left.', "He said--“no”--and left."),
        ('"It\'s—"', "“It’s—”"),
        ('("quoted")', "(“quoted”)"),
        ("the girls' room", "the girls’ room"),
        ('"...what?"', "“...what?”"),
        ("no marks", "no marks"),
    ],
)
def test_quotes_open_and_close_where_a_reader_expects(straight, curly):
    """Quotation marks curl by what stands around them; an elision never opens."""
    assert curl(straight) == curly


def test_quotes_see_across_marks():
    """A closing quote after an emphasised word closes."""
    run = (Text('He said "'), Marked(Mark.EMPHASIS, (Text("never"),)), Text('" and went.'))
    done = set_typography(story(chapter((Paragraph(run),))), "en")
    block = done.chapters[0].scenes[0].blocks[0]
    assert inline_text(block.inlines) == "He said “never” and went."


def test_code_is_left_sign_for_sign():
    """What was typed for a machine keeps its straight quotes, hyphens and dots; the text around it does not."""
    run = (Text('He typed "'), Marked(Mark.CODE, (Text('ls -- "a" ...'),)), Text('" and waited...'))
    done = set_typography(story(chapter((Paragraph(run),))), "en")
    block = done.chapters[0].scenes[0].blocks[0]
    assert inline_text(block.inlines) == 'He typed “ls -- "a" ...” and waited…'


def test_dashes_and_dots():
    """Double hyphens become dashes, three dots one sign; a rule of hyphens stays."""
    done = set_typography(story(chapter(("Wait--what... I - no ----- yes",))), "en")
    assert inline_text(done.chapters[0].scenes[0].blocks[0].inlines) == "Wait—what… I – no ----- yes"


def test_other_languages_keep_their_quotes():
    """Only English quotation marks are set: a straight German mark stays as it was written."""
    done = set_typography(story(chapter(('"Ja", sagte er...',))), "de")
    assert inline_text(done.chapters[0].scenes[0].blocks[0].inlines) == '"Ja", sagte er…'


@given(st.text(alphabet=st.sampled_from("ab' \"-.“’…(\n1"), max_size=60))
def test_no_word_changes(text):
    """Words in are words out, whatever the signs between them."""
    done = set_typography(story(chapter((text,))), "en")
    assert words(inline_text(done.chapters[0].scenes[0].blocks[0].inlines)) == words(text)
