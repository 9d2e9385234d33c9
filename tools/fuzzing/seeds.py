"""The files that fuzzing starts from: made-up ones of the tests and, where they are at hand, real ones.

Real files are read from the folder named by FANPACK_SHARED (or ../shared beside the checkout), never written
into the checkout. A long text gives a random run of its lines, so that one input stays small.
"""

from __future__ import annotations

import os
import random
import tempfile
from functools import cache
from pathlib import Path

from packager.problems import Report
from tests.readers import samples

ROOT = Path(__file__).resolve().parents[2]
ENDINGS = (".txt", ".html", ".epub", ".md", ".docx", ".odt", ".rtf", ".mhtml", ".zip")
LARGEST = 400_000  # bytes of a real file that is no text; a larger one is left alone
SLICE = 300  # lines of a real text


@cache
def made_up() -> tuple[tuple[str, bytes], ...]:
    """The fixtures of the readers' tests, one of every kind, and a book of fanpack's own."""
    body = "".join(samples.word_paragraph(text) for text in ("Chapter 1", "The tide had gone out.", "***"))
    return (
        ("ao3.html", samples.AO3_DOWNLOAD),
        ("ao3-one.html", samples.AO3_ONE_SHOT),
        ("ao3-page.html", samples.AO3_PAGE),
        ("ao3.epub", samples.ao3_epub()),
        ("ffn.html", samples.ffn_page()),
        ("fff.epub", samples.fanficfare_epub()),
        ("fichub.epub", samples.fichub_epub()),
        ("webtoepub.epub", samples.webtoepub_epub()),
        ("word.docx", samples.docx(body)),
        ("text.odt", samples.odt("<text:h text:outline-level='1'>One</text:h><text:p>The tide.</text:p>")),
        ("text.rtf", samples.RTF),
        ("text.md", samples.MARKDOWN.encode()),
        ("text.txt", b"Chapter 1\n\nThe tide had gone out.\n\n\n***\n\nShe rowed.\n"),
        ("page.mhtml", _mhtml(samples.AO3_PAGE)),
        ("own.epub", _own_epub(samples.AO3_DOWNLOAD)),
        ("all.zip", samples.zipped({"a.html": samples.ffn_page(1), "b.epub": samples.fichub_epub()})),
    )


def _mhtml(page: bytes) -> bytes:
    """The page as Chrome saves it in one file."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    return head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page + b"\r\n--xx--\r\n"


def _own_epub(page: bytes) -> bytes:
    """The page as fanpack's own EPUB."""
    from packager.build import build
    from packager.request import Request

    with tempfile.TemporaryDirectory() as folder:
        source, book = Path(folder, "page.html"), Path(folder, "book.epub")
        source.write_bytes(page)
        build(Request((str(source),), formats=("epub",), output=str(book)), Report())
        return book.read_bytes()


@cache
def real_files(corpus: Path | None = None) -> tuple[Path, ...]:
    """Real files at hand, smallest first; none where there is no such folder."""
    folder = corpus or Path(os.environ.get("FANPACK_SHARED") or ROOT / ".." / "shared")
    if not folder.is_dir():
        return ()
    found = [p for p in folder.rglob("*") if p.suffix in ENDINGS and p.is_file() and p.name[:6] != "README"]
    small = [p for p in found if p.suffix == ".txt" or p.stat().st_size <= LARGEST]
    return tuple(sorted(small, key=lambda p: (p.stat().st_size, str(p))))


def real_file(rng: random.Random, corpus: Path | None = None) -> tuple[str, bytes] | None:
    """One real file; of a long text, a run of lines."""
    files = real_files(corpus)
    if not files:
        return None
    path = rng.choice(files)
    data = path.read_bytes()
    if path.suffix == ".txt":
        lines = data.splitlines(keepends=True)
        start = rng.choice((0, rng.randrange(len(lines) or 1)))
        data = b"".join(lines[start : start + rng.choice((20, 100, SLICE))])
    return path.name, data
