"""An EPUB that fanpack built of a source, read again, gives the same stories."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

# ruff: noqa: E501 (markup reads best as the sites write it)
from packager.build import build
from packager.gather import gather
from packager.manifest import Manifest, Settings
from packager.model import Anchor, Gap, Image, Link, Note, NotesPlace, Story, blocks_text, inline_text, words
from packager.problems import Report
from packager.request import Request
from packager.walk import runs
from tests.readers import samples

_FREE = frozenset(("where", "evidence", "confidence", "origin"))  # places and reasons differ between two files

LETTER = """<html><head><title>Slack Water</title></head><body><h2>Chapter 1</h2>
<p>Dear <em>un</em><strong>believ</strong>able <span style="font-variant:small-caps">caps</span> x<sup>2</sup> y<sub>i</sub>.</p>
<blockquote class="letter"><p>Dear Mara,</p><p>Come home.</p></blockquote><blockquote><p>Quoted.</p></blockquote>
<p>The sea<br>the sea<br>the open sea<br><br>the blue<br>the fresh<br>the ever free</p>
<ul><li>oars</li><li>rope<ol start="4"><li>long</li></ol></li></ul>
<table><tr><th>tide</th><td>low</td></tr><tr><th>wind</th><td colspan="1">west</td></tr></table>
<div class="chat"><div class="message"><span class="username">Mara</span><div class="text">where are you</div></div>
<div class="message sent"><span class="username">Ilse</span><div class="text">at sea</div></div></div>
<hr><p style="text-align:center">A centred line stands here.</p><p><ruby>漢字<rt>かんじ</rt></ruby> and
<span lang="fr">la mer</span> and <a href="https://example.org/a?b=c&amp;d">a link</a>, see <a href="#n">note</a>.</p>
<p>Some more to read here, plainly.</p><p id="n">The note stands here.</p>
<h2>Chapter 2: Flood &amp; Ebb</h2><p>A &lt;b&gt; &amp; "quotes" stay.</p><p>שלום עולם וכל מי שגר בו</p></body></html>"""

MADE = {
    "ao3.html": samples.AO3_DOWNLOAD,
    "ao3-page.html": samples.AO3_PAGE,
    "ao3.epub": samples.ao3_epub(),
    "ffn.html": samples.ffn_page(1, of=1),
    "fanficfare.epub": samples.fanficfare_epub(),
    "fichub.epub": samples.fichub_epub(),
    "webtoepub.epub": samples.webtoepub_epub(),
    "story.md": samples.MARKDOWN.encode(),
    "story.rtf": samples.RTF,
    "story.docx": samples.docx(
        samples.word_paragraph("Slack Water", "Title")
        + samples.word_paragraph("Chapter 1", "heading1")
        + samples.word_paragraph("The tide had gone.", run="<w:i/><w:b/>")
        + samples.word_paragraph("* * *", align="center")
        + samples.word_paragraph("She rowed home in the dark.")
    ),
    "story.odt": samples.odt(
        '<text:h text:outline-level="1">Chapter 1</text:h><text:p>The tide had <text:span text:style-name="T">gone</text:span>.'
        "<text:note><text:note-body><text:p>Mind the mud.</text:p></text:note-body></text:note></text:p>"
        '<text:p><draw:frame><draw:image xlink:href="Pictures/boat.png"/><svg:desc>A boat</svg:desc></draw:frame></text:p>'
        '<text:h text:outline-level="1">Chapter 2</text:h><text:p>She rowed.</text:p>',
        styles='<style:style style:name="T"><style:text-properties style:text-underline-style="solid"/></style:style>',
    ),
    "long.html": "".join(
        f"<h2>Chapter {c}</h2>"
        + "".join(f"<p>{samples.PROSE} {c} {n}</p>" + "<hr>" * (n % 9 == 8) for n in range(1700))
        for c in (1, 2)
    ).encode(),
    "letter.html": LETTER.encode(),
}


def _shared() -> list[Path]:
    base = os.environ.get("FANPACK_SHARED") or str(Path(__file__).parents[2] / ".." / "shared")
    folder = Path(base) / "samples" / "sites"
    return sorted(p for p in folder.glob("*") if p.suffix in (".html", ".epub")) if folder.is_dir() else []


def bare(value: Any) -> Any:
    """A value without places and reasons; anchors and pictures by what they are, not by name."""
    match value:
        case Anchor() | Image():
            return type(value).__name__
        case Link(href, children):
            return ("Link", "#" if href.startswith("#") else href, bare(children))
        case Gap(lines):
            return ("Gap", min(lines, 3))
        case Enum():
            return value.name
        case tuple():
            return tuple(bare(one) for one in value)
        case _ if dataclasses.is_dataclass(value):
            fields = (f.name for f in dataclasses.fields(value) if f.name not in _FREE)
            return (type(value).__name__, *(bare(getattr(value, name)) for name in fields))
        case _:
            return value


def chapters(story: Story) -> list[tuple[Any, ...]]:
    """Chapters with their headings and scenes, without the notes, which assembly moves."""
    return [
        (c.part, c.label, c.title, [[bare(b) for b in s.blocks if not isinstance(b, Note)] for s in c.scenes])
        for c in story.chapters
    ]


def notes(story: Story) -> Counter[tuple[str, ...]]:
    """The words of all notes, wherever they stand."""
    return Counter(tuple(words(f"{note.title} {blocks_text(note.blocks)}")) for note in _notes(story))


def _notes(story: Story) -> Iterator[Note]:
    yield from (*story.front, *story.back)
    for chapter in story.chapters:
        for scene in chapter.scenes:
            yield from (block for block in scene.blocks if isinstance(block, Note))


def round_trip(path: Path, folder: Path) -> tuple[tuple[Story, ...], tuple[Story, ...]]:
    """The stories of a file, and those of the EPUB built of it (quotes and dashes left as they are)."""
    manifest = Manifest(settings=Settings(typography=False))
    out = folder / "book.epub"
    outcome = build(Request((str(path),), manifest, ("epub",), str(out)), Report())
    return outcome.stories, gather(Request((str(out),), manifest), Report()).stories


def check(path: Path, folder: Path) -> None:
    before, after = round_trip(path, folder)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert chapters(one) == chapters(other)
        assert notes(one) == notes(other)
        for name in ("title", "authors", "fandoms", "rating", "relationships", "characters", "series", "published"):
            assert getattr(one.metadata, name) == getattr(other.metadata, name), name
        assert blocks_text(one.metadata.summary) == blocks_text(other.metadata.summary)


@pytest.mark.parametrize("name", MADE)
def test_made_up_sources_come_back(name: str, tmp_path: Path) -> None:
    """Titles, chapters, scenes, notes and marks of every kind of source survive the EPUB."""
    path = tmp_path / name
    path.write_bytes(MADE[name])
    check(path, tmp_path)


@pytest.mark.skipif(not _shared(), reason="no real files: set FANPACK_SHARED to the folder that holds them")
@pytest.mark.parametrize("path", _shared(), ids=lambda path: path.name)
def test_real_files_come_back(path: Path, tmp_path: Path) -> None:
    """The same for real downloads, where they are at hand."""
    check(path, tmp_path)


def test_an_anthology_comes_back_as_its_stories(tmp_path: Path) -> None:
    """Several stories in one EPUB are told apart again, each with its authors and its disclaimer."""
    text = "<p>Disclaimer: I own no boats.</p><hr><p>{0} went out.</p><p>{0} came home again.</p><p>And slept.</p>"
    paths = []
    for number, name in enumerate(("Ilse", "Mara"), 1):
        page = samples.ffn_page(1, of=1, text=text.format(name)).decode()
        page = (
            page.replace("8812", f"881{number}")
            .replace(">Slack Water<", f">{name} at Sea<")
            .replace("osprey", f"gull and {name}")
        )
        path = tmp_path / f"{number}.html"
        path.write_text(page)
        paths.append(str(path))
    out = tmp_path / "book.epub"
    before = build(Request(tuple(paths), Manifest(), ("epub",), str(out)), Report()).stories
    after = gather(Request((str(out),), Manifest()), Report()).stories
    assert [(s.metadata.title, s.metadata.authors) for s in after] == [
        ("Ilse at Sea", ("gull and Ilse",)),
        ("Mara at Sea", ("gull and Mara",)),
    ]
    for one, other in zip(before, after, strict=True):
        assert chapters(one) == chapters(other)
        assert notes(one) == notes(other)


PLACES = [place for place in NotesPlace if place is not NotesPlace.OMIT]


@pytest.mark.parametrize("place", PLACES)
def test_links_between_notes_and_chapters_come_back(place: NotesPlace, tmp_path: Path) -> None:
    """A note that leads into a chapter and a chapter that leads to a note still do, wherever the notes stand."""
    page = samples.AO3_DOWNLOAD.decode()
    page = page.replace("Mind the mud.", '<a href="#home">Mind</a> the <b id="mud">mud</b>.')
    page = page.replace("<p>Mara rowed home.", '<p id="home">Mara <a href="#mud">rowed</a> home.')
    path, out = tmp_path / "tides.html", tmp_path / "book.epub"
    path.write_text(page)
    (before,) = build(
        Request((str(path),), Manifest(settings=Settings(notes=place)), ("epub",), str(out)), Report()
    ).stories
    (after,) = gather(Request((str(out),), Manifest()), Report()).stories
    assert {"Mind", "rowed"} <= linked(before) == linked(after)


def linked(story: Story) -> set[str]:
    """The words that lead to another place of the story."""
    blocks = (*story.front, *story.back, *(b for c in story.chapters for scene in c.scenes for b in scene.blocks))
    found = (inline for block in blocks for run in runs(block) for inline in run if isinstance(inline, Link))
    return {inline_text(link.children) for link in found if link.href.startswith("#")}
