"""Doublets and series, as pure functions over manuscripts."""

from __future__ import annotations

from dataclasses import replace

from packager.model import ChapterStart, Manuscript, Metadata, Paragraph, Series, Text
from packager.problems import Report
from packager.readers.joining import join
from tests.readers import samples
from tests.readers.reading import read_one

LINES = [f"Paragraph number {n} tells at some length of the boat and of the tide." for n in range(20)]


def story(source: str, lines: list[str] = LINES, **metadata: object) -> Manuscript:
    elements = (ChapterStart("Chapter 1"), *(Paragraph((Text(line),)) for line in lines))
    return Manuscript(source, elements, Metadata(**metadata), format="text")  # type: ignore[arg-type]


def sources(*manuscripts: Manuscript, report: Report | None = None) -> list[str]:
    return [m.source for m in join(manuscripts, report if report is not None else Report())]


def test_two_downloads_of_one_work_are_one() -> None:
    """The same id twice is one story; the message says which file is used."""
    report = Report()
    older = read_one(samples.AO3_DOWNLOAD.replace(b"2021-05-06", b"2020-01-01"), "old.html")
    assert sources(older, read_one(samples.ao3_epub(), "new.epub"), report=report) == ["new.epub"]
    (problem,) = report.warnings
    assert (problem.code, problem.where) == ("same-work-twice", "old.html")
    assert "new.epub" in problem.message


def test_the_fuller_version_wins() -> None:
    """A longer text is used even where it is not newer."""
    assert sources(story("short", LINES[:8], updated="2024-01-01"), story("long", updated="2020-01-01")) == ["long"]


def test_text_and_page_of_one_work_are_told_by_their_words() -> None:
    """A text dump without any facts is known by its paragraphs; the page that states facts is used."""
    page = replace(story("page.html", title="Slack Water"), format="html", work_id="ao3:1")
    assert sources(story("dump.txt"), page) == ["page.html"]


def test_different_works_stay() -> None:
    """Works of different titles, or with little in common, are not thrown together."""
    assert len(sources(story("a", title="One"), story("b", title="Two"))) == 2
    other = [line.replace("boat", "ship").replace("tide", "storm") for line in LINES]
    assert len(sources(story("a"), story("b", other))) == 2
    assert len(sources(story("a", ["Short."]), story("b", ["Short."]))) == 2


def test_series_sort_by_part_where_the_first_stood() -> None:
    """Parts of one series stand together in their order; other stories keep their places."""
    made = [
        story("p10", [f"ten {line}" for line in LINES], series=(Series("Low Water", "10"),)),
        story("other", [f"other {line}" for line in LINES]),
        story("p2", [f"two {line}" for line in LINES], series=(Series("Low Water", "2"),)),
        story("p1.5", [f"half {line}" for line in LINES], series=(Series("low water", "1.5"),)),
    ]
    assert sources(*made) == ["p1.5", "p2", "p10", "other"]


def test_joined_pages_keep_links_and_pictures_apart() -> None:
    """Two pages with the same anchor names don't lead into one another."""
    text = '<p><a href="#n">to {0}</a></p><p id="n">Here {0}.</p><p>And more of it, for good measure.</p>'
    pages = tuple(read_one(samples.ffn_page(n, of=2, text=text.format(n)), f"{n}") for n in (1, 2))
    (joined,) = join(pages, Report())
    shown = repr(joined.elements)
    assert "href='#c1-n'" in shown
    assert "Anchor(name='c2-n')" in shown
