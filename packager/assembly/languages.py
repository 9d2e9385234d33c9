"""Which language a story is in where its source does not say: told by its letters alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from packager.model import Note, Story, inline_text
from packager.walk import runs

SAMPLE = 4000  # characters looked at
SCRIPTS = {
    "he": re.compile("[\u0590-\u05ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}
"""The first language here whose letters make a fifth of a text: Japanese before Chinese, whose signs it shares."""

SHARE = 0.2
SIGNS = {"ar": {"fa": "پچگ", "ur": "ٹڈں"}, "ru": {"uk": "їєґ"}}
"""Letters that a neighbour of the script's commonest language has for itself."""

OTHER_LETTERS = frozenset(
    "ar arc be bg bn dv el fa gu he hi hy ja ka kk km kn ko ku mk ml mn mr my ne pa ps ru sd sr ta te th ug uk ur "
    "yi zh".split()
)
"""Languages (primary subtags) whose usual letters are not Latin."""


def is_latin(language: str) -> bool:
    return language.split("-")[0].lower() not in OTHER_LETTERS or "-latn" in language.lower()


def of_letters(text: str) -> str:
    """The language a text's letters tell ('he', 'ja' ...), '' for Latin ones, which dozens share."""
    letters = sum(map(str.isalpha, text))
    for language, script in SCRIPTS.items():
        found = script.findall(text)
        if letters and len(found) > letters * SHARE:
            signs = SIGNS.get(language, {})
            return next((other for other, own in signs.items() if not set(own).isdisjoint(text)), language)
    return ""


def with_languages(stories: Sequence[Story]) -> tuple[Story, ...]:
    """The stories, each silent one with a language where its letters tell it.

    Among stories in other letters a silent one in Latin letters is said to be in the book's commonest language of
    that kind, else English: it would take the language of the book, and read from right to left in a Hebrew one.
    """
    told = [story.metadata.language or of_letters(_sample(story)) for story in stories]
    if all(is_latin(language) for language in told):
        return tuple(stories)
    latin = Counter(language for language in told if language and is_latin(language))
    usual = latin.most_common(1)[0][0] if latin else "en"
    return tuple(
        replace(story, metadata=replace(story.metadata, language=language or usual))
        for story, language in zip(stories, told, strict=True)
    )


def _sample(story: Story) -> str:
    parts: list[str] = []
    length = 0
    for chapter in story.chapters:
        for scene in chapter.scenes:
            for block in scene.blocks:
                if isinstance(block, Note):
                    continue
                for run in runs(block):
                    parts.append(inline_text(run))
                    length += len(parts[-1])
                    if length >= SAMPLE:
                        return "".join(parts)
    return "".join(parts)
