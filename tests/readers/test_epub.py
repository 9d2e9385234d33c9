"""EPUBs of download tools and of anyone else."""

from __future__ import annotations

import pytest

from packager.model import Figure, Link, Note, Paragraph, Text
from packager.problems import ExitCode, FanpackError, Report
from tests.readers import samples
from tests.readers.law import Counter, accounted, set_words, source_words
from tests.readers.reading import outline, read_all, read_one


def test_fanficfare() -> None:
    """The title page becomes metadata, marked notes become notes, headings become chapters."""
    manuscript = read_one(samples.fanficfare_epub())
    assert outline(manuscript) == [
        "# 1. Ebb",
        "[Author's Note] Mind the mud.",
        samples.PROSE,
        "--",
        "She rowed.",
        "[Notes for the Chapter] Thanks for wading.",
        "# 2. Flood",
        "Mara rowed home.",
    ]
    metadata = manuscript.metadata
    assert metadata.fandoms == ("Saltmarsh Chronicles",)
    assert metadata.tags == ("Drama", "Boats")
    assert (metadata.rating, metadata.complete, metadata.published) == ("Teen", True, "2021-03-04")
    assert manuscript.work_id == "ao3:4711"


def test_fichub() -> None:
    """The introduction becomes metadata; each chapter's heading and text follow."""
    manuscript = read_one(samples.fichub_epub())
    assert outline(manuscript) == [
        "# 1. Ebb", samples.PROSE, "--", "Chapter 1 goes on.",
        "# 2. Flood", samples.PROSE, "--", "Chapter 2 goes on.",
    ]  # fmt: skip
    assert manuscript.work_id == "ffn:8812"
    assert manuscript.metadata.complete is True


def test_webtoepub() -> None:
    """The information page is no chapter; '.' <hr> '.' is one break."""
    manuscript = read_one(samples.webtoepub_epub())
    assert outline(manuscript)[:4] == ["# 1. Ebb", samples.PROSE, "--", "Part 1 ends."]
    assert manuscript.metadata.title == "Slack Water"


@pytest.mark.parametrize("version", [2, 3])
def test_any_epub_by_its_contents(version: int) -> None:
    """Without headings in the text the contents name the chapters; a title page is no chapter."""
    pages = {
        "title.xhtml": samples.xhtml("<h1>Slack Water</h1><p>by osprey</p>"),
        "a.xhtml": samples.xhtml(f"<p>{samples.PROSE}</p>"),
        "b.xhtml": samples.xhtml("<h1>Chapter Two</h1><h2>The Flood</h2><p>Mara rowed.</p>"),
        "c.xhtml": samples.xhtml("<p>A file that only goes on.</p>"),
    }
    data = samples.epub(pages, toc={"title.xhtml": "Title", "a.xhtml": "The Ebb", "b.xhtml": "Two"}, version=version)
    assert outline(read_one(data)) == [
        "# The Ebb", samples.PROSE, "# Chapter Two: The Flood", "Mara rowed.", "A file that only goes on.",
    ]  # fmt: skip


def test_chapters_inside_one_file() -> None:
    """Lines of the contents that lead into a file begin chapters there."""
    page = samples.xhtml('<h2 id="one">One</h2><p>a b c</p><p id="two">d e f</p><p>g</p>')
    data = samples.epub({"all.xhtml": page}, toc={"all.xhtml#one": "One", "all.xhtml#two": "Two"})
    assert outline(read_one(data)) == ["# One", "a b c", "# Two", "d e f", "g"]


def test_pictures_cover_and_links_between_files() -> None:
    """The cover is kept as such, pictures by content, links to other files lead to their place."""
    pages = {
        "cover.xhtml": samples.xhtml('<div><img src="boat.png" alt="cover"/></div>'),
        "a.xhtml": samples.xhtml(
            '<h1>A</h1><p>see <a href="b.xhtml#n1">note</a></p><p><img src="pics/oar.png" alt="An oar"/></p>'
        ),
        "b.xhtml": samples.xhtml('<h1>B</h1><p id="n1">The note.</p>'),
    }
    items = '<item id="cv" href="boat.png" media-type="image/png" properties="cover-image"/>'
    extra = {"OEBPS/boat.png": samples.png(30, 40), "OEBPS/pics/oar.png": samples.png()}
    manuscript = read_one(samples.epub(pages, items=items, extra=extra, toc={"a.xhtml": "A", "b.xhtml": "B"}))
    assert [asset.role for asset in manuscript.assets] == ["cover", ""]
    assert outline(manuscript) == ["# A", "see note", "An oar", "# B", "The note."]
    links = [i for e in manuscript.elements if isinstance(e, Paragraph) for i in e.inlines if isinstance(i, Link)]
    assert links == [Link("#n1", (Text("note"),))]
    assert sum(isinstance(element, Figure) for element in manuscript.elements) == 1


def test_a_merged_epub_splits_into_its_stories() -> None:
    """EpubMerge keeps each book's own package in a folder; each becomes a story with its own facts."""
    parts = {}
    for number, name in enumerate(("Ebb", "Flood"), 1):
        opf = (
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{name}</dc:title><dc:creator>author {number}</dc:creator></metadata>"
            f'<manifest><item id="a" href="t.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>'
        )
        parts[f"{number}/content.opf"] = opf
    pages = {f"{n}/t.xhtml": samples.xhtml(f"<p>Story number {n} is told.</p>") for n in (1, 2)}
    data = samples.epub(pages, metadata="<dc:title>Both</dc:title>", extra=parts, folder="")
    found = read_all(data, "both.epub")
    assert [(m.metadata.title, m.metadata.authors, m.source) for m in found] == [
        ("Ebb", ("author 1",), "both.epub#1"),
        ("Flood", ("author 2",), "both.epub#2"),
    ]


def test_every_word_of_an_epub_is_accounted_for() -> None:
    """Words of all pages but the contents are set, read as metadata or left out by rule."""
    import io
    import zipfile

    for data in (samples.fanficfare_epub(), samples.fichub_epub(), samples.webtoepub_epub(), samples.ao3_epub()):
        archive = zipfile.ZipFile(io.BytesIO(data))
        pages = [n for n in archive.namelist() if n.endswith(".xhtml") and "nav" not in n]
        wanted = sum((source_words(archive.read(name)) for name in pages), Counter())
        assert accounted(read_one(data)) == wanted


def test_a_broken_page_is_read_as_html() -> None:
    """A page that is no well-formed XML does not lose its text."""
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>one &nbsp; two<p>three & four</body>'
    )
    assert set_words(read_one(samples.epub({"a.xhtml": page})))["three"] == 1


def test_entities_are_not_expanded() -> None:
    """An entity declared in a page neither grows nor reads a file."""
    page = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x &a; &b; y &eacute;</p></body></html>'
    )
    manuscript = read_one(samples.epub({"a.xhtml": page}))
    assert "root" not in repr(manuscript)
    assert "boom" not in repr(manuscript)
    assert set_words(manuscript)["é"] == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (samples.fichub_epub()[:300], "damaged"),
        (samples.zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<x/>"}), "no package file"),
        (samples.epub({}), "lists no documents"),
    ],
)
def test_a_useless_epub_is_refused_in_one_line(data: bytes, message: str) -> None:
    """What cannot be read at all is an input error that says what is wrong."""
    with pytest.raises(FanpackError, match=message) as caught:
        read_one(data)
    assert caught.value.code is ExitCode.INPUT
    assert "\n" not in str(caught.value)


def test_notes_of_the_archive_survive_in_order() -> None:
    """The notes of an AO3 EPUB are notes, as they are in its HTML download."""
    html = [type(e) for e in read_one(samples.AO3_DOWNLOAD).elements]
    epub = [type(e) for e in read_one(samples.ao3_epub(), report=Report()).elements]
    assert html == epub
    assert Note in html


def test_an_anthology_by_its_contents() -> None:
    """Lines 'Title by Author' with chapters under them part the book into stories."""
    pages = {
        f"{s}{c}.xhtml": samples.xhtml(f"<h2>Chapter {c}</h2><p>Told in {s}{c}.</p>") for s in "ab" for c in (1, 2)
    }
    titles = {f"{s}0.xhtml": samples.xhtml(f"<h1>{name}</h1><p>by {who}</p>") for s, name, who in _STORIES}
    order = ["cover.xhtml", "a0.xhtml", "a1.xhtml", "a2.xhtml", "b0.xhtml", "b1.xhtml", "b2.xhtml"]
    every = {"cover.xhtml": samples.xhtml("<h1>Two Tides</h1>"), **titles, **pages}
    lines = "".join(
        f'<li><a href="{s}0.xhtml">{name} by {who}</a><ol>'
        + "".join(f'<li><a href="{s}{c}.xhtml">Chapter {c}</a></li>' for c in (1, 2))
        + "</ol></li>"
        for s, name, who in _STORIES
    )
    nav = samples.xhtml(f'<nav epub:type="toc"><ol><li><a href="cover.xhtml">Cover</a></li>{lines}</ol></nav>')
    data = samples.epub({name: every[name] for name in order}, extra={"OEBPS/nav.xhtml": nav})
    found = read_all(data, "two.epub")
    assert [(m.metadata.title, m.metadata.authors) for m in found] == [
        ("Ebb", ("osprey",)),
        ("Flood", ("tern", "gull")),
    ]
    assert outline(found[1]) == ["# Chapter 1", "Told in b1.", "# Chapter 2", "Told in b2."]


_STORIES = (("a", "Ebb", "osprey"), ("b", "Flood", "tern and gull"))


def test_a_cover_framed_in_svg() -> None:
    """A first page that only shows a picture, in an SVG as many tools write it, is the cover."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 40">'
        '<image width="30" height="40" xlink:href="cover.png"/></svg>'
    )
    pages = {"cover.xhtml": samples.xhtml(f"<div>{svg}</div>"), "a.xhtml": samples.xhtml(f"<p>{samples.PROSE}</p>")}
    manuscript = read_one(samples.epub(pages, extra={"OEBPS/cover.png": samples.png(30, 40)}))
    assert [asset.role for asset in manuscript.assets] == ["cover"]
    assert outline(manuscript) == [samples.PROSE]


def test_fimfiction_notes() -> None:
    """The site's note blocks are notes under their own heading, before or after the text."""
    note = "<blockquote class='afterward'><h2>Author's Notes: </h2><p>Mind the mud.</p></blockquote>"
    pages = {
        "chapter-1.html": samples.xhtml(f"<h1>Ebb</h1><p>{samples.PROSE}</p>{note}"),
        "chapter-2.html": samples.xhtml(f"<h1>Flood</h1>{note}<p>She rowed.</p>"),
    }
    assert outline(read_one(samples.epub(pages, toc={"chapter-1.html": "Ebb", "chapter-2.html": "Flood"}))) == [
        "# Ebb",
        samples.PROSE,
        "[Author's Notes] Mind the mud.",
        "# Flood",
        "[Author's Notes] Mind the mud.",
        "She rowed.",
    ]


def test_pictures_of_other_kinds_become_png() -> None:
    """A WebP picture, which not every reader shows, is kept as PNG."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (9, 7), "grey").save(out, "WEBP")
    page = samples.xhtml(f"<p>{samples.PROSE}</p><p><img src='boat.webp' alt='boat'/></p>")
    (asset,) = read_one(samples.epub({"a.xhtml": page}, extra={"OEBPS/boat.webp": out.getvalue()})).assets
    assert (asset.media_type, asset.name[-4:], asset.data[:4]) == ("image/png", ".png", b"\x89PNG")
