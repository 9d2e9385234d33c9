"""Files made to exhaust a machine: each is read with every word, or refused with one line; none runs away.

The sizes here are small enough for every run of the tests and large enough to fall where a limit is missing
(Python's stack ends at 1,000 calls, libxml2's at 2,048 elements); `docs/reliability.md` has the large ones.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from packager import limits
from packager.build import build
from packager.problems import ExitCode, FanpackError, Report
from packager.request import Request
from packager.writers.table import WriteOptions

SAID = "The lamp was lit again by the river and nobody in the village said a word about it. "
WORDS = len(SAID.split())
DEEP = 5_000

WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
WORD_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
OPEN = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:'
    'names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{}</office:text></office:body>'
    "</office:document-content>"
)
CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def zipped(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def word(inside: str) -> bytes:
    return zipped(
        {"[Content_Types].xml": WORD_TYPES, "_rels/.rels": WORD_LINKS, "word/document.xml": WORD.format(inside)}
    )


def open_document(inside: str) -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": OPEN.format(inside)})


def epub(*bodies: str) -> bytes:
    items = "".join(
        f'<item id="d{n}" href="d{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(bodies))
    )
    spine = "".join(f'<itemref idref="d{n}"/>' for n in range(len(bodies)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    pages = {
        f"d{n}.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>t</title></head><body>{b}</body></html>"
        for n, b in enumerate(bodies)
    }
    return zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "c.opf": package, **pages})


def png(width: int, height: int) -> bytes:
    """A picture that says it is this large and holds a few rows."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * (20 * (width * 3 + 1)))
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", rows) + part(b"IEND", b"")


def words_of(path: Path, formats: tuple[str, ...] = ("epub",)) -> int:
    """The words of the book that is made of a file; both its sides are counted by the ledger."""
    request = Request(
        paths=(str(path),), formats=formats, output=str(path.parent / "out.epub"), options=WriteOptions(cache=False)
    )
    ledger = build(request, Report()).ledger
    assert ledger.words_in == ledger.words_out + ledger.left_out + ledger.merged
    return ledger.words_out


def refused(path: Path) -> str:
    with pytest.raises(FanpackError) as told:
        words_of(path)
    assert told.value.code is ExitCode.INPUT
    assert str(path) in told.value.where
    assert "\n" not in str(told.value)
    assert not (path.parent / "out.epub").exists()
    return told.value.message


@pytest.mark.parametrize("tag", "div blockquote ul><li ol><li table><tr><td section span b font".split())
def test_elements_nested_without_end_keep_their_words(tag: str, tmp_path: Path) -> None:
    """However deep a page nests, the words within and behind it are set."""
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    page = tmp_path / "deep.html"
    page.write_text(f"<p>{SAID}</p>" + f"<{tag}>" * DEEP + SAID + closing * DEEP + f"<p>{SAID}</p>", encoding="utf-8")
    assert words_of(page) == 3 * WORDS


def test_deep_pages_are_printed(tmp_path: Path) -> None:
    """The layout of a PDF calls itself for every level; so no book holds more levels than it can take."""
    page = tmp_path / "deep.html"
    inside = "<blockquote><ul><li><div><span><b>" * 200
    page.write_text(f"<p>{SAID}</p>{inside}{SAID}", encoding="utf-8")
    assert words_of(page, ("epub", "pdf", "html")) == 2 * WORDS


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("quotes.md", ">" * DEEP + f" {SAID}\n\n{SAID}", 2),
        ("lists.md", "- " * DEEP + f"{SAID}\n\n*{SAID.strip()}*", 2),
        ("steps.md", "\n".join("  " * n + f"- {SAID}" for n in range(60)), 60),
        ("brackets.md", f"# A\n\n**b** {'[' * DEEP}{SAID}{']' * DEEP}\n\n# C", 1),
        ("stars.md", f"# A\n\n{'*' * DEEP}{SAID}\n\n# C", 1),
        ("brackets.txt", "(" * DEEP + SAID + ")" * DEEP, 1),
        ("stars.txt", f"{SAID}\n\n{'*' * 100_000}\n\n{SAID}", 2),
        ("signs.html", f"<p>{'&' * 50_000}{SAID}{'<' * 50_000}</p>", 1),
        ("attributes.html", f"<html><p {' '.join(f'a{n}=1' for n in range(20_000))}>{SAID}</p>", 1),
        ("attribute.html", f"<html><p title='{'x' * 2_000_000}'>{SAID}</p>", 1),
        ("drawing.html", f"<p>{SAID}</p><svg>{'<g>' * DEEP}{'</g>' * DEEP}</svg><p>{SAID}</p>", 2),
        ("line.txt", SAID * 5_000, 5_000),
    ],
)
def test_signs_without_end_keep_the_words(name: str, text: str, count: int, tmp_path: Path) -> None:
    """Markers, brackets, attributes and lines of any length: every word of the story is there."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert words_of(path) in (count * WORDS, count * WORDS + 2, count * WORDS + 3)  # titles, 'b'


def test_laughs_are_not_expanded(tmp_path: Path) -> None:
    """Entities that a page declares stay unread: a thousand million 'lol' are none."""
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    page = tmp_path / "laughs.xhtml"
    page.write_text(f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><html><body><p>&l9;</p><p>{SAID}</p></body></html>')
    assert words_of(page) <= WORDS + 1
    letter = tmp_path / "laughs.docx"
    letter.write_bytes(
        zipped(
            {
                "[Content_Types].xml": WORD_TYPES,
                "_rels/.rels": WORD_LINKS,
                "word/document.xml": f"<!DOCTYPE x [{entities}]><w:x/>",
            }
        )
    )
    (tmp_path / "out.epub").unlink()
    assert "entities" in refused(letter)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.rtf", ("{\\rtf1 " + "{\\b " * DEEP + SAID).encode()),
        ("deep.docx", word("<w:tbl><w:tr><w:tc>" * DEEP + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * DEEP)),
        ("deep.odt", open_document("<text:list><text:list-item>" * DEEP + "</text:list-item></text:list>" * DEEP)),
    ],
)  # fmt: skip
def test_deep_documents_are_refused_by_what_is_wrong(name: str, data: bytes, tmp_path: Path) -> None:
    """Where nesting cannot be read the line says so and what to do."""
    path = tmp_path / name
    path.write_bytes(data)
    message = refused(path)
    assert "deep" in message
    assert "save it" in message


def test_a_million_spaces_of_an_open_document_are_one(tmp_path: Path) -> None:
    """A count of spaces in the markup makes no spaces in memory."""
    path = tmp_path / "spaces.odt"
    path.write_bytes(open_document(f'<text:p>{SAID}<text:s text:c="2000000000"/>{SAID}</text:p>'))
    assert words_of(path) == 2 * WORDS


def test_a_bomb_in_any_archive_is_refused(tmp_path: Path) -> None:
    """What packs far better than prose is no prose: a zip, an EPUB, a Word and an OpenDocument file."""
    bomb = "lamp " * 4_000_000
    for name, data in (
        ("bomb.zip", zipped({"a.txt": SAID * 20, "b.txt": bomb})),
        ("bomb.epub", epub(f"<p>{SAID}</p>", f"<p>{bomb}</p>")),
        ("bomb.docx", word(f"<w:p><w:r><w:t>{bomb}</w:t></w:r></w:p>")),
        ("bomb.odt", open_document(f"<text:p>{bomb}</text:p>")),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert "as a bomb does" in refused(path)


def test_archives_inside_one_another_share_one_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small archives in one unpack to no more than one may; no story is passed over for it in silence."""
    inner = zipped({f"{n}.txt": f"Story {n}\n\n{SAID * 200}" for n in range(4)})
    path = tmp_path / "wide.zip"
    path.write_bytes(zipped({f"{n}.zip": inner for n in range(4)}))
    monkeypatch.setattr(limits, "TEXT", 10 * len(SAID) * 200)
    assert "more than" in refused(path)
    monkeypatch.setattr(limits, "TEXT", 120 * limits.MB)
    monkeypatch.setattr(limits, "UNPACKED", 10 * len(SAID) * 200)
    assert "unpack to more than" in refused(path)


def test_a_whole_book_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are small one by one and too much together are refused by the one that goes beyond."""
    folder = tmp_path / "stories"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text(f"Story {number}\n\n{SAID * 100}")
    monkeypatch.setattr(limits, "TEXT", 5 * len(SAID) * 100)
    assert "make several books" in refused(folder)


def test_archives_deeper_than_two_are_not_read(tmp_path: Path) -> None:
    """A zip in a zip in a zip ends with a line that says how to go on."""
    data = zipped({"a.txt": SAID * 10})
    for number in range(40):
        data = zipped({f"{number}.zip": data})
    path = tmp_path / "deep.zip"
    path.write_bytes(data)
    assert "no file that can be read as a story" in refused(path)


def test_an_epub_of_too_many_documents_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line tells how many there are and how many are taken."""
    monkeypatch.setattr(limits, "DOCUMENTS", 30)
    path = tmp_path / "many.epub"
    path.write_bytes(epub(*[f"<p>{SAID}</p>"] * 31))
    assert "31 documents, more than the 30" in refused(path)


def test_a_picture_that_says_it_is_huge_is_left_out(tmp_path: Path) -> None:
    """60,000 by 60,000 pixels would be 11 GB; the text is set without them, and it is said."""
    (tmp_path / "bomb.png").write_bytes(png(60_000, 60_000))
    page = tmp_path / "page.html"
    page.write_text(f"<p>{SAID}</p><img src='bomb.png' alt=''><p>{SAID}</p>", encoding="utf-8")
    report = Report()
    outcome = build(Request(paths=(str(page),), output=str(tmp_path / "out.epub")), report)
    assert outcome.ledger.words_out == 2 * WORDS
    assert "missing-image" in [problem.code for problem in report]


def test_thousands_of_stories_chapters_and_paragraphs_are_one_book(tmp_path: Path) -> None:
    """120 stories of two chapters, a story of 500 chapters and one of 5,000 paragraphs are set whole."""
    folder = tmp_path / "stories"
    folder.mkdir()
    for number in range(120):
        (folder / f"{number}.txt").write_text(f"Tale of {number}\n\nChapter 1\n\n{SAID * 3}\n\nChapter 2\n\n{SAID}")
    (folder / "chapters.txt").write_text("\n\n".join(f"Chapter {n}\n\n{SAID * 3}" for n in range(1, 501)))
    (folder / "paragraphs.txt").write_text("\n\n".join([SAID] * 5_000))
    outcome = build(Request(paths=(str(folder),), output=str(tmp_path / "out.epub")), Report())
    assert len(outcome.stories) == 122
    assert sum(len(story.chapters) for story in outcome.stories) == 120 * 2 + 500 + 1
