"""Where structure says a thing stands, in sources that are no one file of lines."""

from __future__ import annotations

from packager.model import ChapterStart, Lines, Manuscript, Paragraph, Text
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import read
from packager.structure import Choices, to_story
from tests.readers import samples
from tests.structure.made_up import PROSE, TALK


def joined(*numbers: int) -> Manuscript:
    """A story put together of two pages, with chapters of these numbers; each file's lines count from 1."""
    elements: list[ChapterStart | Paragraph] = []
    for number in numbers:
        elements.append(ChapterStart(f"Chapter {number}", Lines(3, 3)))
        elements += [Paragraph((Text(text),), Lines(n, n)) for n, text in enumerate([*PROSE, TALK[0]], 4)]
    return Manuscript("1.html", tuple(elements), files=("1.html", "2.html"))


def test_an_anchor_found_twice_in_an_epub_names_the_files_inside() -> None:
    """Ordinals of blocks are no lines: the members and their lines are told."""
    page = samples.xhtml(f"<h1>Ebb</h1>\n<p>{PROSE[0]}</p>\n<p>{TALK[0]}</p>")
    (manuscript,) = read(Source("a.epub", samples.epub({"a.xhtml": page, "b.xhtml": page})), Report())
    report = Report()
    to_story(manuscript, Choices(breaks=("You are late",)), report)
    (told,) = [p.message for p in report.warnings if p.code == "override-ambiguous"]
    assert "of a.epub (a.epub!OEBPS/a.xhtml:5, a.epub!OEBPS/b.xhtml:5)" in told


def test_a_line_is_not_told_of_the_wrong_file() -> None:
    """Of a story put together of pages, the first one's name stands alone where the page is not known."""
    report = Report()
    to_story(joined(1, 4), Choices(breaks=("You are late",)), report)
    found = {problem.code: problem for problem in report.warnings}
    assert found["missing-chapter"].where == "1.html"
    assert "matches 2 paragraphs of 1.html; quote" in found["override-ambiguous"].message


def test_a_chapter_is_told_in_its_own_file() -> None:
    """Where there are as many chapters as pages each has its own; else none is known."""
    story = to_story(joined(1, 2))
    assert [story.place(chapter.where, n) for n, chapter in enumerate(story.chapters)] == ["1.html:3", "2.html:3"]
    story = to_story(joined(1, 2, 3))
    assert [story.place(chapter.where, n) for n, chapter in enumerate(story.chapters)] == ["1.html"] * 3
