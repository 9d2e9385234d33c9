"""An EPUB that carries the page breaks of a PDF built earlier."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.writers.pages_align import shared_runs
from tests.command import ROOT, fanpack, python

pytest.importorskip("weasyprint", reason="WeasyPrint (or its Pango) is not installed", exc_type=ImportError)

EXAMPLES = ROOT / "examples"
OTHER = "Otherwise\nby Nobody\n\n" + "\n\n".join(
    f"Number {i} of the boats came home with {i * 7} crates of plums, and the harbour master counted {i + 3} wrong."
    for i in range(80)
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with book.pdf and book.epub of one build."""
    folder = tmp_path_factory.mktemp("both")
    done = fanpack("build", "examples", "--format", "epub", "--format", "pdf", "-o", folder / "book.epub")
    assert done.returncode == 0, done.stderr
    return folder


def page_words(epub: Path) -> dict[str, str]:
    """Which words follow the mark of each printed page, by its number."""
    found = {}
    with zipfile.ZipFile(epub) as book:
        for name in book.namelist():
            if name.endswith(".xhtml"):
                text = book.read(name).decode()
                for mark in re.finditer(r'<span id="pb-[^>]*aria-label="([^"]*)"></span>', text):
                    found[mark[1]] = html.unescape(re.sub("<[^>]*>", "", text[mark.end() :])).strip()[:30]
    return found


def test_a_pdf_built_before_gives_the_same_epub_as_one_of_the_same_build(both: Path, tmp_path: Path) -> None:
    """The EPUB built later from the PDF has every page where the EPUB of the same run has it: the same bytes."""
    done = fanpack(
        "build", "examples", "--format", "epub", "--pages-from", both / "book.pdf", "-o", tmp_path / "b.epub"
    )
    assert done.returncode == 0, done.stderr
    assert len(page_words(tmp_path / "b.epub")) > 40
    assert (tmp_path / "b.epub").read_bytes() == (both / "book.epub").read_bytes()


def test_a_pdf_without_tags_and_names_gives_the_same_places(both: Path, tmp_path: Path) -> None:
    """Where only the text of the PDF is left, every page is still found, counted from the first."""
    with pikepdf.open(both / "book.pdf") as pdf:
        labels = {}
        for key in ("/StructTreeRoot", "/MarkInfo", "/Names", "/Outlines", "/PageLabels"):
            labels[key] = pdf.Root[key]
            del pdf.Root[key]
        pdf.save(tmp_path / "plain.pdf")
    done = fanpack(
        "build", "examples", "--format", "epub", "--pages-from", tmp_path / "plain.pdf", "-o", tmp_path / "b.epub"
    )
    assert done.returncode == 0, done.stderr
    assert sorted(page_words(tmp_path / "b.epub").values()) == sorted(page_words(both / "book.epub").values())


def test_a_story_added_since_has_no_pages_and_the_others_keep_theirs(both: Path, tmp_path: Path) -> None:
    """With a new story first, each printed page is where its words are now, under its old number."""
    for path in EXAMPLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "other.txt").write_text(OTHER)
    manifest = (
        (EXAMPLES / "fanpack.toml")
        .read_text()
        .replace(
            "[[story]]",
            f'[settings]\npages_from = "{both / "book.pdf"}"\n\n[[story]]\nfile = "other.txt"\n\n[[story]]',
            1,
        )
    )
    (tmp_path / "fanpack.toml").write_text(manifest)
    done = fanpack("build", tmp_path, "--format", "epub", "-o", tmp_path / "b.epub")
    assert done.returncode == 0, done.stderr
    assert page_words(tmp_path / "b.epub") == page_words(both / "book.epub")


@pytest.mark.parametrize(
    ("pdf", "code", "said"),
    [
        ("book.pdf", 3, "is not this book in print: 0% of its text stands in it"),
        ("other.txt", 3, "cannot be read as a PDF"),
        ("empty.pdf", 3, "has no text"),
        ("gone.pdf", 3, "no such file"),
    ],
)
def test_a_pdf_that_is_not_of_the_book_is_refused(both: Path, tmp_path: Path, pdf: str, code: int, said: str) -> None:
    """One line names the file, and no EPUB is written."""
    (tmp_path / "other.txt").write_text(OTHER)
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(tmp_path / "empty.pdf")
    path = both / pdf if pdf == "book.pdf" else tmp_path / pdf
    done = fanpack(
        "build", tmp_path / "other.txt", "--format", "epub", "-q", "--pages-from", path, "-o", tmp_path / "out.epub"
    )
    assert done.returncode == code
    assert done.stderr.startswith(f"error: {path}: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.epub").exists()


@pytest.mark.parametrize("formats", [("epub", "pdf"), ("html",)])
def test_pages_from_wants_an_epub_alone(both: Path, tmp_path: Path, formats: tuple[str, ...]) -> None:
    """Beside a PDF of the same build, or without an EPUB, the option would do nothing: it is a usage error."""
    asked = [part for name in formats for part in ("--format", name)]
    done = fanpack("build", "examples", *asked, "--pages-from", both / "book.pdf", "-o", f"{tmp_path}/out/")
    assert done.returncode == 2
    assert "--pages-from" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_epub_alone_reads_no_pdf() -> None:
    """The reader of PDFs is loaded where the option asks for it, not at start-up."""
    code = "import sys, packager.build; print('pypdfium2' in sys.modules or 'pikepdf' in sys.modules)"
    done = python("-c", code)
    assert done.stdout.strip() == "False", done.stderr


@given(st.text("abcd", max_size=300), st.text("abcd", max_size=300), st.text("abcd", max_size=300))
def test_shared_runs_ascend_and_agree(start: str, middle: str, end: str) -> None:
    """Every run is the same letters on both sides, after the run before it on both."""
    ours, theirs = start + middle + end, middle + start + end
    a = b = 0
    for run in shared_runs(ours, theirs):
        assert run.length > 0
        assert run.left >= a
        assert run.right >= b
        a, b = run.left + run.length, run.right + run.length
        assert ours[run.left : a] == theirs[run.right : b]
