"""Pages of FanFiction.net: one chapter each, joined to one story."""

from __future__ import annotations

from packager.problems import Report
from packager.readers.joining import join
from tests.readers import samples
from tests.readers.law import accounted, source_words
from tests.readers.reading import outline, read_one


def test_a_page_states_its_facts() -> None:
    """Title, author, summary, rating line, fandom and dates come from the page's head."""
    metadata = read_one(samples.ffn_page()).metadata
    assert (metadata.title, metadata.authors) == ("Slack Water", ("osprey",))
    assert metadata.fandoms == ("Saltmarsh",)
    assert (metadata.rating, metadata.language) == ("T", "en")
    assert metadata.tags == ("Hurt/Comfort", "Romance")
    assert metadata.characters == ("Ilse B.", "Mara Q.", "Old T.")
    assert metadata.relationships == ("Ilse B./Mara Q.",)
    assert (metadata.published, metadata.updated, metadata.complete) == ("2018-07-13", "2018-09-05", True)


def test_a_page_is_one_chapter_of_several() -> None:
    """The chapter's heading comes from the menu of unclosed options; site numbering is not doubled."""
    manuscript = read_one(samples.ffn_page(2))
    assert manuscript.chapter_of == (2, 3)
    assert outline(manuscript) == [
        "# Chapter 2",
        "A/N: Chapter 2 is late.",
        "--",
        samples.PROSE,
        "Said in chapter 2.",
    ]
    assert outline(read_one(samples.ffn_page(3)))[0] == "# 3. Flood: The Return"


def test_every_word_of_a_page_is_accounted_for() -> None:
    """Menus, buttons and site text are counted as page chrome."""
    for chapter in (1, 2, 3):
        data = samples.ffn_page(chapter)
        assert accounted(read_one(data)) == source_words(data)


def test_a_story_of_one_chapter_has_no_heading() -> None:
    """Without a chapter menu the page is the whole story."""
    manuscript = read_one(samples.ffn_page(1, of=1))
    assert manuscript.chapter_of is None
    assert outline(manuscript)[0] == "A/N: Chapter 1 is late."


def test_pages_join_in_order() -> None:
    """Pages given in any order make one story; nothing is reported when all are there."""
    report = Report()
    pages = tuple(read_one(samples.ffn_page(n), f"page{n}.html") for n in (3, 1, 2))
    (story,) = join(pages, report)
    assert [line for line in outline(story) if line.startswith("#")] == [
        "# 1. Ebb",
        "# Chapter 2",
        "# 3. Flood: The Return",
    ]
    assert story.chapter_of is None
    assert not list(report)


def test_a_missing_chapter_is_reported() -> None:
    """One line says which chapters of how many are not there."""
    report = Report()
    join(tuple(read_one(samples.ffn_page(n, of=6)) for n in (2, 5)), report)
    (problem,) = report.warnings
    assert problem.code == "missing-chapter"
    assert "has 6 chapters" in problem.message
    assert "chapters 1, 3-4 and 6" in problem.message
