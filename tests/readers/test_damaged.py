"""Archive pages with a tag too few or too many: the author's words are read wherever they have ended up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from packager.model import ChapterStart, Manuscript, Rule, blocks_text, words
from packager.problems import Report
from packager.readers.ao3_page import GROUND
from packager.readers.base import Source
from packager.readers.damaged import left_behind
from packager.readers.parsing import parse_html
from packager.readers.table import read
from tests.readers.samples import AO3_DOWNLOAD, AO3_PAGE

TAG = re.compile(r"<(/?)(div|blockquote|h\d|p|ul|li|dl|dd)\b[^>]*>")
LABELS = Counter(dict.fromkeys(("Notes", "Chapter", "Summary", "End"), 99))
"""What the site writes over notes; a heading without the notes it was for may go."""


def damaged(page: str) -> Iterator[tuple[str, str]]:
    """The page with each tag left out, written twice, or an open `<div>` before it; and what was done."""
    for tag in TAG.finditer(page):
        here = f"{tag[0]} at {tag.start()}"
        yield f"without {here}", page[: tag.start()] + page[tag.end() :]
        yield f"twice {here}", page[: tag.end()] + tag[0] + page[tag.end() :]
        if not tag[1]:
            yield f"a div before {here}", f"{page[: tag.start()]}<div>{page[tag.start() :]}"


def told(manuscripts: tuple[Manuscript, ...]) -> Counter[str]:
    """The words of the story, its headings, notes and summary."""
    found: Counter[str] = Counter()
    for manuscript in manuscripts:
        found.update(words(blocks_text(manuscript.metadata.summary)))
        for element in manuscript.elements:
            if isinstance(element, ChapterStart):
                found.update(words(element.heading))
            elif not isinstance(element, Rule):
                found.update(words(blocks_text((element,))))
    return found


@pytest.mark.parametrize("page", [AO3_PAGE, AO3_DOWNLOAD], ids=["page", "download"])
def test_no_tag_hides_what_the_author_wrote(page: str | bytes) -> None:
    """Whichever tag is missing or there twice, every word of chapters, notes and summary is read, once."""
    whole = page if isinstance(page, str) else page.decode()
    wanted = told(read(Source("a.html", whole.encode()), Report())) - LABELS
    assert wanted.total() > 30
    lost = {
        what: gone
        for what, text in damaged(whole)
        if (gone := wanted - told(read(Source("a.html", text.encode()), Report())))
    }
    assert lost == {}


def test_a_chapter_within_a_chapter_is_a_chapter() -> None:
    """A saved page whose chapter was opened twice keeps its structure, and nothing is told: nothing is in doubt."""
    tag = b'<div class="chapter" id="chapter-1">'
    report = Report()
    (story,) = read(Source("a.html", AO3_PAGE.replace(tag, tag + tag)), report)
    (whole,) = read(Source("a.html", AO3_PAGE), Report())
    assert (story.elements, story.metadata) == (whole.elements, whole.metadata)
    assert not report.warnings


def test_a_page_in_disorder_is_told() -> None:
    """What could not be read by the archive's structure is read in its order, and the user is told to look at it."""
    report = Report()
    tag = b'<div id="chapters" role="article">'
    (story,) = read(Source("a.html", AO3_PAGE.replace(tag, b"")), report)
    assert [warning.code for warning in report.warnings] == ["damaged-page"]
    assert (story.metadata.title, story.metadata.authors) == ("Slack Water", ("Anonymous",))
    headings = [block for block in story.elements if isinstance(block, ChapterStart)]
    assert [heading.heading for heading in headings] == ["Chapter 1: Ebb", "Chapter 2"]


def test_of_two_facts_with_an_authors_words_in_them_the_upper_one_is_told() -> None:
    """Facts come in no order (a set of elements), the line that is told of is always the first."""
    fact = "<dl>\n<dd><div class='userstuff'>{}</div></dd></dl>\n"
    root = parse_html(f"<html><body>\n{fact.format('Ebb.')}{fact.format('Flood.')}</body></html>")
    above, below = root.iter("dl")
    assert left_behind(root, GROUND, (), [above, below]) == left_behind(root, GROUND, (), [below, above]) == 3
