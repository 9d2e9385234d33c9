"""What inspect tells of a story."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace

from packager.inspect_report import story_report, story_text_report
from packager.model import Story
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.joining import join
from packager.readers.table import read
from packager.structure import Choices, to_story
from tests.readers import samples
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


def story_of(*files: tuple[str, bytes]) -> Story:
    (found,) = join(tuple(m for name, data in files for m in read(Source(name, data), Report())), Report())
    return to_story(found)


def test_an_epub_is_told_by_the_files_inside() -> None:
    """Blocks are counted in an EPUB: their ordinals are no lines, so the member and its line are told."""
    first = samples.xhtml(f"<h1>Ebb</h1>\n<p>{PROSE[0]}</p>\n<hr/>\n<p>{PROSE[1]}</p>")
    second = samples.xhtml(f"<h1>Flood</h1>\n<p>{PROSE[2]}</p>\n<p>A/N: Please review!</p>")
    story = story_of(("a.epub", samples.epub({"a.xhtml": first, "b.xhtml": second})))
    report = story_report(story)
    assert [c["place"] for c in report["chapters"]] == ["a.epub!OEBPS/a.xhtml:3", "a.epub!OEBPS/b.xhtml:3"]
    text = story_text_report(story)
    assert "  OEBPS/a.xhtml:6  break " in text
    assert '  OEBPS/b.xhtml:5  note      authors_note: "A/N: Please review!"' in text
    assert "line " not in text


def test_blocks_are_not_called_lines() -> None:
    """A Word file has no lines that people count, in inspect as in messages."""
    body = "".join(map(samples.word_paragraph, ("Chapter 1", *PROSE[:2], "A/N: Please review!")))
    story = story_of(("a.docx", samples.docx(body)))
    text = story_text_report(story)
    assert "  block     2  chapter " in text
    assert "authors_note, blocks 5-5:" in text
    assert "line " not in text
    assert story_report(story)["chapters"][0]["place"] == "a.docx, block 2"
    report = Report()
    body = '<text:p>One.</text:p><text:p>Two <text:a xlink:href="javascript:x">boats</text:a>.</text:p>'
    read(Source("a.odt", samples.odt(body)), report)
    assert [(problem.code, problem.where) for problem in report.problems] == [("unsafe-link", "a.odt, block 2")]


def test_a_story_of_pages_is_told_by_its_pages() -> None:
    """Chapters saved one by one: each finding names the file that its line is in."""
    pages = [(f"{n}.html", samples.ffn_page(n, 2, f"<p>{PROSE[n]}</p>\n<hr>\n<p>{PROSE[n + 2]}</p>")) for n in (1, 2)]
    lines = {name: data.decode().split("\n") for name, data in pages}
    story = story_of(*pages)
    report = story_report(story)
    for found, wanted in zip(report["scene_breaks"], ("1.html", "2.html"), strict=True):
        name, _, number = found["place"].partition(":")
        assert (name, int(number)) == (wanted, found["line"])
        assert found["words"] in lines[name][int(number) - 1]
        assert f"  {found['place']} " in story_text_report(story)
    assert {out["place"].partition(":")[0] for out in report["left_out"]} == {"1.html", "2.html"}


def test_a_note_outside_all_chapters_names_no_page() -> None:
    """Which of the pages a note before the first chapter is from is not known: no line is told of it."""
    story = tell(f"Disclaimer: not mine.\n\nChapter 1\n\n{chapter()}")
    story = replace(story, files=("1.html", "2.html"))
    assert '\n               note      disclaimer: "Disclaimer: not mine."' in story_text_report(story)
    assert story_report(story)["notes"][0]["place"] == story.source
