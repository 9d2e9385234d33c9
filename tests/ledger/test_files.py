"""The ledger of finished files: built books pass, books that were tampered with do not."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from tests.command import fanpack
from tests.damage import spoil

STORY = """The Dry Well

Disclaimer: I own neither the village nor the river.

Chapter 1: Stones

The river had been dry since spring, and nobody in the village said so aloud. They looked at the sky instead.

"Forty-one," said Mira, who counted the stones twice. "It's forty-one again, and you know it."

***

Her brother only shrugged; he'd never believed in counting things that didn't move, and told her so.

A/N: Thanks to everyone who wrote to me, you know who you are!

Chapter 2: The Bell

At noon the bell rang, although the tower had lost its bell the year before. They ran down the white road.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a story, its EPUB, its PDF and their ledger."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "well.txt").write_text(STORY, encoding="utf-8")
    done = fanpack(
        *("build", str(folder / "well.txt"), "-f", "epub", "-f", "pdf", "-o", str(folder / "out")),
        *("--report", str(folder / "ledger.json"), "--title", "Well"),
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copies(book: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """EPUB, PDF and story, to be tampered with."""
    for name in ("out/well.epub", "out/well.pdf", "well.txt"):
        shutil.copy(book / name, tmp_path)
    return tmp_path / "well.epub", tmp_path / "well.pdf", tmp_path / "well.txt"


def edit_epub(path: Path, old: str, new: str) -> None:
    """Replace text in the pages of an EPUB."""
    with zipfile.ZipFile(path) as book:
        members = [(info, book.read(info)) for info in book.infolist()]
    changed = False
    with zipfile.ZipFile(path, "w") as book:
        for info, data in members:
            text = data.replace(old.encode(), new.encode()) if info.filename.endswith(".xhtml") else data
            changed = changed or text != data
            book.writestr(info, text)
    assert changed


def test_the_report_holds_every_word(book: Path) -> None:
    """The ledger as JSON: words in and set agree, every story's accounts add up, both files were counted."""
    report = json.loads((book / "ledger.json").read_text(encoding="utf-8"))
    assert report["balanced"]
    assert not report["mismatches"]
    assert report["words"]["in"] == report["words"]["set"] + report["words"]["left_out"]
    for story in report["stories"]:
        assert sum(story["accounts"].values()) == story["words"]
    assert {file["format"] for file in report["files"]} == {"epub", "pdf"}
    assert {file["words"] for file in report["files"]} == {report["words"]["set"]}


def test_check_passes_what_build_made(book: Path) -> None:
    """A book fresh from the press passes every check, against its source too."""
    done = fanpack("check", str(book / "out/well.epub"), str(book / "out/well.pdf"), str(book / "well.txt"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout


def test_check_finds_a_word_lost_from_an_epub(copies: tuple[Path, Path, Path]) -> None:
    """A word cut from a page of the EPUB is found against the source and against the PDF."""
    epub, pdf, story = copies
    edit_epub(epub, "never believed", "believed")
    done = fanpack("check", str(epub), str(pdf), str(story))
    assert done.returncode == 6
    assert "well.txt:13" in done.stdout
    assert "“never”" in done.stdout
    assert "holds the words of" in done.stdout


def test_check_finds_a_strange_word_without_the_sources(copies: tuple[Path, Path, Path]) -> None:
    """EPUB and PDF must hold the same words, which needs no source to see."""
    epub, pdf, _ = copies
    edit_epub(epub, "never believed", "never quite believed")
    done = fanpack("check", str(epub), str(pdf))
    assert done.returncode == 6
    assert "quite" in done.stdout


def test_check_finds_a_lost_page_of_a_pdf(copies: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A PDF whose last chapter's text is gone lacks words; the finding names the page."""
    _, path, story = copies
    with pikepdf.open(path) as pdf:
        page = pdf.pages[-3]
        page.obj["/Contents"] = pdf.make_stream(b"")
        pdf.save(tmp_path / "cut.pdf")
    done = fanpack("check", str(tmp_path / "cut.pdf"), str(story))
    assert done.returncode == 6
    assert "missing" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("</section>", "<script>alert(1)</script></section>", "<script>"),
        ("<p class", '<p onclick="x()" class', "onclick"),
        ("</section>", '<img src="http://example.org/x.png" alt=""/></section>', "fetches"),
        ("</section>", '<img src="file:///etc/passwd" alt=""/></section>', "fetches"),
        ("</section>", '<a href="javascript:x()">x</a></section>', "unsafe"),
        ("</section>", '<a href="nowhere.xhtml">x</a></section>', "not in the book"),
    ],
)
def test_check_finds_what_an_epub_must_not_hold(copies: tuple[Path, Path, Path], old: str, new: str, said: str) -> None:
    """Scripts, event handlers, things fetched from elsewhere and dead links are each told."""
    epub, _, _ = copies
    edit_epub(epub, old, new)
    done = fanpack("check", str(epub))
    assert done.returncode == 6
    assert said in done.stdout


def test_check_finds_a_damaged_file(copies: tuple[Path, Path, Path]) -> None:
    """Half a file is told in one line, not in a traceback."""
    epub, pdf, story = copies
    for path in (epub, pdf):
        path.write_bytes(path.read_bytes()[:5000])
        done = fanpack("check", str(path), str(story))
        assert done.returncode == 6, done.stderr
        assert "is not a whole" in done.stdout
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("member", ["container.xml", "c001.xhtml"])
def test_check_finds_a_spoilt_member(member: str, copies: tuple[Path, Path, Path]) -> None:
    """A book whose list of files is whole and one of them is not fails the check; fanpack doesn't."""
    epub, _, _ = copies
    spoil(epub, member)
    done = fanpack("check", str(epub))
    assert done.returncode == 6, done.stderr
    assert "is not a whole EPUB" in done.stdout


def test_check_needs_a_book(copies: tuple[Path, Path, Path]) -> None:
    """Without a book the command says how it is used; a book that is not there is named."""
    assert fanpack("check", str(copies[2])).returncode == 2
    missing = fanpack("check", "nowhere.epub")
    assert missing.returncode == 3
    assert "nowhere.epub: no such file" in missing.stderr
