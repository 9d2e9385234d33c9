"""The table of readers, and the one function that turns a file into manuscripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from packager.model import Manuscript
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Reader, Source, holds_page


@dataclass(frozen=True, slots=True)
class Entry:
    """A reader's name and where its class stands; it is imported when first needed."""

    name: str
    module: str
    cls: str
    signs: tuple[bytes, ...] = ()  # bytes one of which every such file holds early on; else it need not be asked
    endings: tuple[str, ...] = ()  # of file names: such a file is asked for without a sign


# Most specific first: each is asked in turn, the first that recognises the content reads it.
READERS = (
    Entry("epub", "packager.readers.epub", "Epub", (b"PK",)),
    Entry("docx", "packager.readers.docx", "Docx", (b"PK",)),
    Entry("odt", "packager.readers.odt", "Odt", (b"PK", b"<")),
    Entry("rtf", "packager.readers.rtf", "Rtf", (b"{",)),
    Entry("ao3", "packager.readers.ao3_download", "Ao3Download", (b"<",)),
    Entry("ao3-page", "packager.readers.ao3_page", "Ao3Page", (b"<",)),
    Entry("ffn", "packager.readers.ffn", "FfnPage", (b"<",)),
    Entry("html", "packager.readers.html", "HtmlPage", (b"<",)),
    Entry(
        "markdown", "packager.readers.markdown", "Markdown", (b"#", b"---", b"-\0-\0-"), (".md", ".markdown", ".mkd")
    ),
    Entry("text", "packager.readers.plain_text", "PlainText"),
)


@cache
def _reader(entry: Entry) -> Reader:
    try:
        reader: Reader = getattr(import_module(entry.module), entry.cls)()
    except ModuleNotFoundError as error:
        raise FanpackError(
            ExitCode.MISSING,
            "",
            f"reading {entry.name} files needs the package {error.name!r}, which is not installed; "
            f"run: pip install {error.name}",
        ) from error
    return reader


EARLY = 262_144
"""How much of a file is searched for a reader's sign. A plain text without any sign loads no other reader:
a twentieth of a second less for every build."""


_OTHER = re.compile(rb"[\xef\xbb\xbf\xc2\xa0\s]*(?:<|\{\\rt|[\xfe\xff]|[^\n]*\0)")
"""How files begin that are no text, whatever they are called."""


def readers(source: Source | None = None) -> Iterator[Reader]:
    """The readers in the order they are asked: all, or those whose sign the file holds.

    A file named like one reader's that does not begin with a tag is that reader's first: Markdown may speak of HTML.
    """
    start = source.data[:EARLY] if source else b""
    named = [entry for entry in READERS if source is None or source.name.lower().endswith(entry.endings)]
    first = named if source and not _OTHER.match(start) and not holds_page(start) else []
    for entry in first:
        yield _reader(entry)
    for entry in READERS:
        if entry not in first and (entry in named or not entry.signs or any(sign in start for sign in entry.signs)):
            yield _reader(entry)


def reader_named(name: str, label: str = "") -> Reader:
    """The reader the manifest asks for by name."""
    for entry in READERS:
        if entry.name == name:
            return _reader(entry)
    known = ", ".join(entry.name for entry in READERS)
    raise FanpackError(ExitCode.MANIFEST, label, f"there is no reader named {name!r}; the readers are {known}")


def reader_for(source: Source) -> Reader:
    """The first reader that recognises the file by its content."""
    for reader in readers(source):
        if reader.recognises(source):
            return reader
    raise FanpackError(
        ExitCode.INPUT, source.label, "fanpack reads no files of this kind; save it as plain text, HTML or EPUB"
    )


ONE_A_PAGE = frozenset(("ao3", "ao3-page", "ffn"))
"""Readers that know one story or chapter a page. Any other page is read whole, whatever was put into it."""

_NEXT_PAGE = re.compile(rb"</html\s*>\s*(?=<(?:!doctype|html|\?xml)\b)", re.I)


def pages_of(data: bytes) -> tuple[bytes, ...]:
    """The pages of a file that somebody put several into, one after another; each keeps its line numbers."""
    found, start = [], 0
    for end in [*(match.end() for match in _NEXT_PAGE.finditer(data)), len(data)]:
        found.append(b"\n" * data.count(b"\n", 0, start) + data[start:end])
        start = end
    return tuple(found)


def read(source: Source, report: Report, reader_name: str | None = None) -> tuple[Manuscript, ...]:
    """The manuscripts in a file, or in all files of a .zip; `reader_name` overrules the guess by content."""
    from packager.readers import archive, mhtml
    from packager.readers.bare_text import HTML
    from packager.readers.parsing import mended_page
    from packager.readers.uncounted import counted

    if not source.data.strip(b"\0 \t\r\n"):
        raise FanpackError(ExitCode.INPUT, source.label, "the file is empty; save the story again")
    if reader_name is None and archive.is_archive(source):
        return archive.read_all(source, report, read)
    if mhtml.is_mhtml(source):
        source = mhtml.page_of(source)
    source.budget.take_text(archive.text_size(source.data), source.label)
    reader = reader_named(reader_name, source.label) if reader_name else reader_for(source)
    if reader.name in ONE_A_PAGE and len(pages := pages_of(source.data)) > 1:
        return tuple(m for page in pages for m in read(replace(source, data=page), report, reader_name))
    found = counted(source, reader.read(source, report))
    if found[0].lost and found[0].format in HTML:  # broken markup: another parser may make more of it
        again = counted(source, reader.read(replace(source, data=mended_page(source.data)), Report()))
        found = min(found, again, key=lambda read: sum(len(out.words) for out in read[0].lost))
    return found
