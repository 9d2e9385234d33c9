"""The books in a folder: what their files say of themselves, read again when a file changes."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from posixpath import join, normpath
from threading import Lock
from urllib.parse import unquote

from lxml import etree

from packager.sources import within
from packager.writers.escaped import clean
from packager.zips import DAMAGED

OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
CONTAINER = {"c": "urn:oasis:names:tc:opendocument:xmlns:container"}
TYPES = {".epub": "application/epub+zip", ".pdf": "application/pdf"}
DEEPEST = 4  # folders below the served one
THUMBNAIL = 360  # pixels wide
UNREADABLE = (*DAMAGED, KeyError, etree.LxmlError)
LARGEST_OPF = 20_000_000  # bytes; what is larger is no package file, or a bomb
PDFIUM = Lock()
"""PDFium must not be called by two threads at once, not even about different files; the server answers in threads."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book and the files it comes in (an EPUB and a PDF of the same name are one book)."""

    id: str  # of its place in the folder; never a path
    title: str
    files: tuple[Path, ...]
    modified: datetime
    authors: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    publisher: str = ""
    identifier: str = ""
    subjects: tuple[str, ...] = ()
    series: tuple[str, str] = ("", "")  # name, position
    cover: str = ""  # the EPUB's member that is its cover


@dataclass(slots=True)
class Library:
    """The books under `folder`. Only files found by looking there are ever served: no address names a path."""

    folder: Path
    _known: dict[str, tuple[tuple[object, ...], Book]] = field(default_factory=dict)
    _pictures: dict[tuple[str, float, bool], bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def books(self) -> list[Book]:
        """All books by title. Files that changed since the last look are read again."""
        with self._lock:
            now: dict[str, tuple[tuple[object, ...], Book]] = {}
            for name, files in self._found().items():
                stamp = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)
                known = self._known.get(name)
                now[name] = known if known and known[0] == stamp else (stamp, _read(name, files))
            self._known = now
            return sorted((book for _, book in now.values()), key=lambda b: (_sort_key(b.title), b.id))

    def book(self, wanted: str) -> Book | None:
        return next((book for book in self.books() if book.id == wanted), None)

    def picture(self, book: Book, *, small: bool) -> bytes | None:
        """The book's cover as JPEG, at most 1600 pixels high, or 360 wide."""
        key = (book.id, book.modified.timestamp(), small)
        if key not in self._pictures:
            made = _picture(book, small)
            if made is None:
                return None
            if len(self._pictures) > 500:
                self._pictures.clear()
            self._pictures[key] = made
        return self._pictures[key]

    def _found(self) -> dict[str, tuple[Path, ...]]:
        found: dict[str, list[Path]] = {}
        root = Path(os.path.realpath(self.folder))
        for path in _files(root, DEEPEST):
            if within(path, str(root)):  # a link that leads out of the folder is not followed
                name = str(path.relative_to(root).with_suffix(""))
                found.setdefault(name, []).append(path)
        return {name: tuple(sorted(paths)) for name, paths in found.items()}


def _files(folder: Path, deep: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        if path.name.startswith("."):
            continue  # half-written files and other people's secrets
        if path.is_dir() and deep:
            yield from _files(path, deep - 1)
        elif path.suffix.lower() in TYPES and path.is_file() and not path.name.endswith(".kepub.epub"):
            yield path


def _sort_key(title: str) -> str:
    return re.sub(r"^(the|a|an) ", "", title.casefold())


def _read(name: str, files: tuple[Path, ...]) -> Book:
    newest = max(path.stat().st_mtime for path in files)
    plain = Book(
        id=sha256(name.encode(errors="surrogateescape")).hexdigest()[:16],
        title=clean(re.sub(r"[-_]", " ", PurePosixPath(name).name)).title() or "—",  # a name may hold any byte
        files=files,
        modified=datetime.fromtimestamp(int(newest), UTC),
    )
    for path in files:
        if path.suffix.lower() == ".epub":
            try:
                return _from_epub(plain, path)
            except UNREADABLE:
                continue  # still a file that can be fetched
        elif path.suffix.lower() == ".pdf":
            return _from_pdf(plain, path)
    return plain


def _from_pdf(plain: Book, path: Path) -> Book:
    import pypdfium2

    try:
        with PDFIUM, pypdfium2.PdfDocument(path) as pdf:
            said = pdf.get_metadata_dict(skip_empty=True)
    except (pypdfium2.PdfiumError, OSError):
        return plain
    title, author = clean(said.get("Title", "")), clean(said.get("Author", ""))
    return replace(plain, title=title or plain.title, authors=(author,) if author else ())


def _from_epub(plain: Book, path: Path) -> Book:
    with zipfile.ZipFile(path) as epub:
        container = _xml(epub, "META-INF/container.xml")
        rootfile = container.find(".//c:rootfile", CONTAINER)
        name = rootfile.get("full-path", "") if rootfile is not None else ""
        opf = _xml(epub, name)

    def texts(query: str) -> tuple[str, ...]:
        return tuple(" ".join("".join(map(str, e.itertext())).split()) for e in opf.iterfind(query, OPF))

    def first(query: str) -> str:
        return next((text for text in texts(query) if text), "")

    return Book(
        id=plain.id,
        title=first(".//dc:title") or plain.title,
        files=plain.files,
        modified=plain.modified,
        authors=tuple(filter(None, texts(".//dc:creator"))),
        language=first(".//dc:language"),
        description=first(".//dc:description"),
        publisher=first(".//dc:publisher"),
        identifier=first(".//dc:identifier"),
        subjects=tuple(filter(None, texts(".//dc:subject"))),
        series=_series(opf),
        cover=_cover_member(opf, name),
    )


def _xml(epub: zipfile.ZipFile, name: str) -> etree._Element:
    if epub.getinfo(name).file_size > LARGEST_OPF:
        raise ValueError(name)
    return etree.fromstring(epub.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def _series(opf: etree._Element) -> tuple[str, str]:
    name = opf.find(".//o:meta[@property='belongs-to-collection']", OPF)
    if name is None or not name.text:
        return "", ""
    place = opf.find(f".//o:meta[@property='group-position'][@refines='#{name.get('id')}']", OPF)
    return name.text.strip(), (place.text or "").strip() if place is not None else ""


def _cover_member(opf: etree._Element, opf_name: str) -> str:
    item = opf.find(".//o:item[@properties='cover-image']", OPF)
    if item is None:
        meta = opf.find(".//o:meta[@name='cover']", OPF)
        wanted = meta.get("content") if meta is not None else None
        item = next((i for i in opf.iterfind(".//o:item", OPF) if wanted and i.get("id") == wanted), None)
    if item is None:
        return ""
    return normpath(join(str(PurePosixPath(opf_name).parent), unquote(item.get("href", ""))))


def _picture(book: Book, small: bool) -> bytes | None:
    from PIL import Image

    try:
        source = _cover_bytes(book)
        if source is None:
            return None
        with Image.open(BytesIO(source)) as opened:
            image = opened.convert("RGB")
        image.thumbnail((THUMBNAIL, THUMBNAIL * 3) if small else (1600, 1600))
    except (*UNREADABLE, SyntaxError, Image.DecompressionBombError):  # Pillow says SyntaxError of a broken PNG
        return None
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _cover_bytes(book: Book) -> bytes | None:
    for path in book.files:
        if path.suffix.lower() == ".epub" and book.cover:
            with zipfile.ZipFile(path) as epub:
                if epub.getinfo(book.cover).file_size <= 40_000_000:
                    return epub.read(book.cover)
        if path.suffix.lower() == ".pdf":
            return _first_page(path)
    return None


def _first_page(path: Path) -> bytes | None:
    import pypdfium2

    out = BytesIO()
    try:
        with PDFIUM, pypdfium2.PdfDocument(path) as pdf:
            pdf[0].render(scale=1.2).to_pil().convert("RGB").save(out, "PNG")
    except (pypdfium2.PdfiumError, IndexError):
        return None
    return out.getvalue()
