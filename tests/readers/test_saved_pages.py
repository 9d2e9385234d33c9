"""What pages carry beside them, locked books, and packages that are not installed."""

from __future__ import annotations

import base64
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from packager import sources
from packager.model import Figure
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Source
from packager.readers.joining import join
from packager.readers.table import READERS, read
from tests.readers import samples
from tests.readers.reading import outline, read_all, read_one

PAGE = (
    f'<html><head><title>T</title></head><body><p>{samples.PROSE}</p><p><img src="{{}}" alt="boat"></p></body></html>'
)


def shown(found: tuple[object, ...]) -> int:
    return sum(isinstance(element, Figure) for element in found)


def test_pictures_in_the_pages_folder(tmp_path: Path) -> None:
    """A page saved as complete shows the pictures in its folder."""
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "boat 1.png").write_bytes(samples.png())
    (tmp_path / "page.html").write_text(PAGE.format("./page_files/boat%201.png"))
    (manuscript,) = read(sources.load(str(tmp_path / "page.html")), Report())
    assert shown(manuscript.elements) == 1


@pytest.mark.parametrize(
    "src", ["../out.png", "link.png", "folder/out.png", "file:///{0}/out.png", "/{0}/out.png", "..%2fout.png"]
)
def test_pictures_outside_the_pages_folder_are_not_read(src: str, tmp_path: Path) -> None:
    """Neither a name nor a link leads out of the folder the page stands in."""
    (tmp_path / "out.png").write_bytes(samples.png())
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.png").symlink_to(tmp_path / "out.png")
    (inside / "folder").symlink_to(tmp_path)
    (inside / "page.html").write_text(PAGE.format(src.format(str(tmp_path).strip("/"))))
    report = Report()
    (manuscript,) = read(sources.load(str(inside / "page.html")), report)
    assert shown(manuscript.elements) == 0
    assert outline(manuscript)[-1] == "[boat]"
    assert [problem.code for problem in report] == ["missing-image"]


def test_pictures_in_an_archive() -> None:
    """A page in a zip shows the pictures beside it there."""
    data = samples.zipped({"a/page.html": PAGE.format("pics/boat.png"), "a/pics/boat.png": samples.png()})
    (manuscript,) = read_all(data, "all.zip")
    assert shown(manuscript.elements) == 1


def test_pictures_on_the_web_are_named_not_fetched() -> None:
    """The report says what was not fetched; its words stand in its place."""
    report = Report()
    manuscript = read_one(PAGE.format("https://example.org/boat.png"), report=report)
    assert [problem.code for problem in report] == ["remote-image"]
    assert outline(manuscript)[-1] == "[boat]"


def test_a_page_saved_as_one_file() -> None:
    """An .mhtml file is the page in it, with its pictures."""
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.make_related()
    page = EmailMessage()
    page.set_content(
        PAGE.format("https://example.org/boat.png").replace("gone", "café"), subtype="html", cte="quoted-printable"
    )
    picture = EmailMessage()
    picture.set_content(samples.png(), "image", "png")
    picture["Content-Location"] = "https://example.org/boat.png"
    message.attach(page)
    message.attach(picture)
    manuscript = read_one(bytes(message), "page.mhtml")
    assert shown(manuscript.elements) == 1
    assert "café" in outline(manuscript)[0]


def test_an_archive_pages_chapters_saved_one_by_one_join() -> None:
    """Chapter pages of one AO3 work join in order like those of other sites."""
    text = samples.AO3_PAGE.decode()
    first = text.index('<div class="chapter" id="chapter-1">')
    second = text.index('<div class="chapter" id="chapter-2">')
    after = text.index('<div class="afterword')
    one, two = (text[:second] + "</div>" + text[after:]), (text[:first] + text[second:])
    pages = tuple(read_one(page, name) for page, name in ((two, "b"), (one, "a")))
    assert [page.chapter_of for page in pages] == [(2, 2), (1, 2)]
    (story,) = join(pages, Report())
    assert [line for line in outline(story) if line.startswith("#")] == ["# Chapter 1: Ebb", "# Chapter 2"]


def test_a_locked_book_is_refused() -> None:
    """An EPUB under DRM is named as such; obfuscated fonts lock nothing."""
    lock = '<encryption><enc:EncryptionMethod xmlns:enc="x" Algorithm="{}"/></encryption>'
    page = {"a.xhtml": samples.xhtml(f"<p>{samples.PROSE}</p>")}
    aes = lock.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(FanpackError, match="DRM"):
        read_one(samples.epub(page, extra={"META-INF/encryption.xml": aes}))
    fonts = lock.format("http://www.idpf.org/2008/embedding")
    assert outline(read_one(samples.epub(page, extra={"META-INF/encryption.xml": fonts}))) == [samples.PROSE]


@pytest.mark.parametrize(
    ("package", "data", "extra"),
    [
        ("mammoth", samples.docx(samples.word_paragraph("x")), "fanpack[word]"),
        ("markdown_it", samples.MARKDOWN.encode(), "fanpack[markdown]"),
    ],
)
def test_a_missing_package_is_one_line(package: str, data: bytes, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra's package the line says what to install, and the exit code says so too."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(FanpackError) as caught:
        read_one(data)
    assert caught.value.code is ExitCode.MISSING
    assert f"pip install '{extra}'" in str(caught.value)


@pytest.mark.parametrize("reader", [entry.name for entry in READERS])
def test_a_reader_forced_on_the_wrong_file_says_so(reader: str) -> None:
    """A wrong guess can be overruled; a wrong overruling is one line, not a crash."""
    for data in (samples.AO3_DOWNLOAD, samples.fichub_epub(), samples.RTF, b"plain words only"):
        try:
            said = "" if read(Source("x", data), Report(), reader) else "nothing read"
        except FanpackError as error:
            said = str(error)
        assert "\n" not in said
        assert said != "nothing read"


def test_an_unknown_reader_is_named() -> None:
    """The message lists the readers there are."""
    with pytest.raises(FanpackError, match="the readers are epub, docx"):
        read(Source("x", b"words"), Report(), "word-perfect")


def test_a_picture_too_large_is_made_smaller() -> None:
    """A picture wider than a page at 300 dpi is resized; nothing else changes."""
    from packager.limits import SIDE

    src = "data:image/png;base64," + base64.b64encode(samples.png(3000, 10)).decode()
    (asset,) = read_one(PAGE.format(src)).assets
    assert int.from_bytes(asset.data[16:20], "big") == SIDE


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_short_chapter_beside_long_ones_is_read(place: int) -> None:
    """Chapters in boxes of their own, one of them a tenth of the page: all are text; the site's own lines are not."""
    sizes = [40, 40, 40]
    sizes[place] = 12
    sizes[(place + 1) % 3] = 200
    texts = [f"Box {number}, {samples.PROSE} " * size for number, size in enumerate(sizes)]
    boxes = "".join(f"<div><p>{text}</p></div>" for text in texts)
    around = "<div><p>Browse stories</p></div>{}<div><p>All times are UTC.</p></div>"
    page = f"<html><body>{around.format(f'<div>{boxes}</div>')}</body></html>"
    said = " ".join(outline(read_one(page.encode(), "a.html")))
    assert [said.count(f"Box {number},") for number in range(3)] == sizes
    assert "Browse" not in said
    assert "UTC" not in said


def test_an_articles_own_header_notes_and_footer_are_text() -> None:
    """What an author puts into `<header>`, `<aside>` and `<footer>` of an article stays; a site's menus go."""
    page = f"""<html><head><title>Mole</title></head><body><nav><a href="/">Home</a></nav><article>
<header><h1>The Mole</h1><p>A/N: thanks to Wren for the oars.</p></header>
<p>{samples.PROSE * 4}</p><aside><p>The bells were cast in Lisbon.</p></aside>
<footer><p>See you next week!</p></footer>
<footer>Share: <a href="/f">Friendly Site</a> <a href="/m">Mail it</a></footer>
</article>
<aside id="fn" role="doc-footnote"><p>The bell is real.</p></aside>
<aside><a href="/1">Other stories</a> <a href="/2">Newest</a></aside><footer>UTC</footer></body></html>"""
    said = " ".join(outline(read_one(page.encode(), "a.html")))
    for kept in ("thanks to Wren", "cast in Lisbon", "next week", "bell is real"):
        assert kept in said
    for chrome in ("Home", "Share", "Other stories", "UTC"):
        assert chrome not in said


@pytest.mark.parametrize("charset", ["klingon", "ut\0-8", "hex", "idna"])
def test_a_page_in_one_file_may_name_no_encoding_at_all(charset: str) -> None:
    """A damaged name of an encoding costs no word of the page."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    page = f"<html><head><title>T</title></head><body><p>{samples.PROSE}</p></body></html>"
    data = f"{head}Content-Type: text/html; charset={charset}\r\n\r\n{page}\r\n--xx--\r\n".encode()
    assert outline(read_one(data, "a.mhtml")) == [samples.PROSE]
