"""How much fanpack takes: every bound on what comes in, with its reason. `docs/limits.md` tells people.

Memory and time grow with the size of the text (some 40 bytes of memory for a byte of it, measured by
`benchmarks/bench_memory.py`), so a bound on the text bounds the machine. What is over a bound is refused with
one line; nothing is cut off in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from packager.problems import ExitCode, FanpackError

MB = 1_000_000

SOURCE = 256 * MB
"""Bytes of one file as it lies on the disk: pictures included, no story is larger."""

TEXT = 120 * MB
"""Bytes of text and markup of all stories of a book, unpacked: some 20 million words, four times the longest
work of fan fiction that people bind, and about 5 GB of memory."""

UNPACKED = 600 * MB
"""Bytes that all archives of a book (zip, EPUB, Word, OpenDocument) unpack to, pictures included."""

MEMBER = 200 * MB
"""Bytes of one file unpacked from an archive."""

MEMBERS = 20_000
"""Files in one archive: the largest collections people share hold some 10,000."""

RATIO = 200
"""Unpacked to packed, for files of more than `RATIO_FROM` bytes: prose packs to about 1:3, XML of a
spreadsheet to 1:50; a bomb to 1:1000."""

RATIO_FROM = 10 * MB

ARCHIVES = 2
"""Archives inside one another."""

DOCUMENTS = 10_000
"""Documents in an EPUB's reading order."""

WORD_XML = 60 * MB
"""Bytes of XML in a Word file, some 8 million words: mammoth needs ten times that in memory."""

PICTURE = 40 * MB
"""Bytes of one picture as it comes."""

PIXELS = 100_000_000
"""Of one picture, decoded: at 4 bytes a pixel 400 MB while it is made smaller."""

SIDE = 2400
"""Pixels kept of a picture's longer side: a full page of 8 inches at 300 dots an inch."""

PICTURES = 400 * MB
"""Bytes of all pictures of one story."""

FRAMES = 24
"""Quotes, lists and cells inside one another that are kept; deeper ones keep their words. Readers of EPUBs give
up at a few hundred, and a page of print is too narrow at ten."""

GROUPS = 2_000
"""Groups of an RTF file inside one another; Word writes a dozen."""

MARKERS = 36
"""Columns of `>`, `-` and `1.` before a line of Markdown; every level of nesting takes one column at least."""

ATTRIBUTES = 256
"""Attributes of one element. libxml2's time grows with their square: 500,000 would take hours."""

FETCH_PICTURES = 1_000
"""Pictures fetched from the web for one book."""

FETCH_TOTAL = 400 * MB
"""Bytes fetched from the web for one book."""

FETCH_SECONDS = 30
"""For one picture, from the first question to the last byte, redirects included."""

FETCH_ALL_SECONDS = 600
"""For all pictures of a book: what does not come in ten minutes is left for the next build."""

DROP_CAP = 4_000
"""Characters of a paragraph that opens with a drop cap, a page and a half: WeasyPrint measures all words behind a
float anew for each of its lines, and a paragraph of 25 KB took a minute."""

PAPER = 4_000 * MB
"""Bytes of memory that laying out one chapter for print may take, reckoned before: it is laid out whole, since its
lines and pages are chosen together."""

PAPER_ELEMENT = 50_000
"""Bytes that an element of a chapter takes while it is laid out: measured 25,000 (a paragraph of one line, a span) to
58,000 (a cell, an ornament)."""

PAPER_CHARACTER = 250
"""Bytes that a character of a chapter's text takes while it is laid out, its lines' boxes included."""

PARTS = 5_000
"""Parts (the page, its pictures) of a page saved as .mhtml."""

CSS = 2 * MB
"""Characters of style sheets heeded; a saved page's site style has some 300,000."""


class TooMuchError(FanpackError):
    """The sources of a book are together more than fanpack takes: no file of an archive is passed over for it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(ExitCode.INPUT, where, message)


class Remote(Protocol):
    """Gives the picture behind an address of the web, None where there is none; `refused` says why, by address."""

    @property
    def refused(self) -> dict[str, str]: ...

    def __call__(self, url: str) -> bytes | None: ...


@dataclass(slots=True)
class Budget:
    """What the sources of one book have used so far. One is shared by all files of a build.

    `remote` gives pictures of the web; without it no reader asks for any.
    """

    text: int = 0
    unpacked: int = 0
    remote: Remote | None = field(default=None, repr=False)

    def take_text(self, size: int, where: str) -> None:
        """Count bytes of text. Raises `TooMuchError` where the book gets too large."""
        self.text += size
        if self.text > TEXT:
            raise TooMuchError(
                where,
                f"with this file the book holds more than {TEXT // MB} MB of text (some 20 million words), "
                "more than fanpack takes at once; name fewer stories and make several books",
            )

    def take_unpacked(self, size: int, where: str) -> None:
        """Count bytes unpacked from an archive. Raises `TooMuchError` where they are too many."""
        self.unpacked += size
        if self.unpacked > UNPACKED:
            raise TooMuchError(
                where,
                f"the archives unpack to more than {UNPACKED // MB} MB, as a bomb does; "
                "if you trust them, unpack them yourself and name the stories",
            )
