"""What inspect tells of a story."""

from __future__ import annotations

import json
import tomllib

from packager.inspect_report import story_report, story_text_report
from packager.structure import Choices
from tests.structure.made_up import PROSE, chapter, prose, tell

TEXT = "\n\n".join(
    [
        "Disclaimer: not mine.",
        "Bread and Salt",
        "Chapter 1: Hens",
        *prose(2),
        "***",
        *prose(3, 2),
        "\n" + PROSE[6],
        "A/N: Please review!",
    ]
)


def test_report_is_json_with_line_numbers() -> None:
    """Chapters, breaks, gaps and notes are told with their lines in the source."""
    report = json.loads(json.dumps(story_report(tell(TEXT))))
    lines = TEXT.split("\n")
    assert [(c["title"], lines[c["line"] - 1]) for c in report["chapters"]] == [("Hens", "Chapter 1: Hens")]
    assert [lines[b["line"] - 1] for b in report["scene_breaks"] if b["marker"] == "***"] == [PROSE[2]]
    assert {lines[g["line"] - 1] for g in [*report["gaps"], *report["scene_breaks"]]} == {PROSE[2], PROSE[6]}
    assert [(n["kind"], lines[n["lines"][0] - 1]) for n in report["notes"]] == [
        ("disclaimer", "Disclaimer: not mine."),
        ("authors_note", "A/N: Please review!"),
    ]
    assert report["title"] == "Bread and Salt"


def test_text_holds_every_word() -> None:
    """The report's text has every word of the source, notes and title included."""
    assert sorted(story_report(tell(TEXT))["text"].replace("\n", " ").split()) == sorted(
        word for word in TEXT.replace("***", "").replace("Chapter 1:", "Chapter 1").split()
    )


def test_paste_lines_overrule() -> None:
    """What inspect offers to paste is TOML, and undoes the guess."""
    report = story_report(tell(TEXT))
    found = tomllib.loads(report["scene_breaks"][0]["paste"])
    assert found == {"no_breaks": [" ".join(PROSE[2].split()[:8])]}
    again = story_report(tell(TEXT, Choices(no_breaks=tuple(found["no_breaks"]))))
    assert len(again["scene_breaks"]) == len(report["scene_breaks"]) - 1


def test_report_for_people() -> None:
    """The text form has a line a finding and says what to paste."""
    text = story_text_report(tell(TEXT))
    assert "Chapter 1 Hens" in text
    assert 'paste: not_notes = ["A/N: Please review!"]' in text
    assert "(no heading)" in story_text_report(tell(chapter()))
