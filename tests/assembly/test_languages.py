"""The language of a story whose source says none: told by its letters, or by the company it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.assembly.defaults import book_language
from packager.assembly.languages import with_languages
from packager.model import Story
from tests.make import chapter, story


def told(text: str, language: str = "") -> Story:
    made = story(chapter((text,)))
    return replace(made, metadata=replace(made.metadata, language=language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("הגשם לא פסק מאז המעבורת", "he"),
        ("لم يتوقف المطر منذ العبّارة", "ar"),
        ("باران از گذرگاه پس نایستاد، چه شبی", "fa"),
        ("雨は渡し舟から降り続き、誰も答えなかった。", "ja"),
        ("雨自渡船靠岸以来一直没有停过。", "zh"),
        ("비는 나룻배 이후로 그치지 않았다", "ko"),
        ("Дождь не переставал с самого парома", "ru"),
        ("Дощ не вщухав, її ніхто не чув", "uk"),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    """A story in letters of their own needs nobody to say what it is."""
    assert with_languages([told(text)])[0].metadata.language == language


def test_latin_letters_tell_nothing() -> None:
    """English and Finnish share their letters: what the source left open stays open."""
    assert with_languages([told("It rained."), told("Satoi.", "fi")])[0].metadata.language == ""


def test_one_hebrew_story_does_not_turn_the_others_round() -> None:
    """Silent stories in Latin letters beside a Hebrew one are English, and so is the book, which most of it is."""
    stories = with_languages([told("It rained."), told("הגשם לא פסק", "he"), told("Nobody answered her.")])
    assert [one.metadata.language for one in stories] == ["en", "he", "en"]
    assert book_language(stories) == "en"


def test_silent_stories_follow_the_books_own_latin_language() -> None:
    """Beside stories that say French, a silent one is French rather than English."""
    stories = with_languages([told("Il pleuvait."), told("Personne.", "fr"), told("הגשם לא פסק")])
    assert [one.metadata.language for one in stories] == ["fr", "fr", "he"]
