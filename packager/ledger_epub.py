"""The pages of a finished EPUB, read from its own bytes, for the ledger."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from packager.ledger_words import STORY_FILE, PageWords, tree_words
from packager.problems import ExitCode, FanpackError

if TYPE_CHECKING:
    from packager.ledger_letters import PartLetters

CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def epub_pages(path: Path) -> Iterator[PageWords]:
    """The pages of an EPUB in the order of its spine, without its nav.

    Raises `FanpackError` (ledger) where the file is no whole EPUB.
    """
    try:
        with zipfile.ZipFile(path) as book:
            for name, data in spine(book):
                yield _page(name, data)
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError) as error:
        raise FanpackError(ExitCode.LEDGER, str(path), f"is not a whole EPUB ({error}); build it again") from error


def epub_parts(path: Path) -> Iterator[PartLetters]:
    """The letters of each page, to compare a PDF with; a page that was parted for e-readers is joined again."""
    from packager.ledger_letters import joined_parts

    yield from joined_parts(_parts(path))


def _parts(path: Path) -> Iterator[PartLetters]:
    from packager.ledger_letters import tree_letters

    try:
        with zipfile.ZipFile(path) as book:
            for name, data in spine(book):
                root = parse(data)
                body = root.find(f"{XHTML}body")
                if body is None:
                    raise KeyError(f"{name} has no body")
                outer = body.find("*[@id]")
                if body.get("class") != "cover" and outer is not None:
                    part = tree_letters(body, outer.get("id", ""), name)
                    yield replace(part, turned=part.turned or root.get("dir") == "rtl")
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError) as error:
        raise FanpackError(ExitCode.LEDGER, str(path), f"is not a whole EPUB ({error}); build it again") from error


def spine(book: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document of the reading order, the nav left out."""
    container = parse(book.read("META-INF/container.xml"))
    rootfile = container.find(f".//{CONTAINER}rootfile")
    if rootfile is None:
        raise KeyError("no package document named in META-INF/container.xml")
    package = rootfile.get("full-path", "")
    tree = parse(book.read(package))
    folder = posixpath.dirname(package)
    items = {item.get("id"): item for item in tree.iter(f"{OPF}item")}
    for reference in tree.iter(f"{OPF}itemref"):
        item = items[reference.get("idref")]
        if "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        yield name, book.read(name)


def parse(data: bytes) -> etree._Element:
    """XML without what it may ask for from elsewhere."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _page(name: str, data: bytes) -> PageWords:
    root = parse(data)
    body = root.find(f"{XHTML}body")
    if body is None:
        raise KeyError(f"{name} has no body")
    kind = (body.get("class") or "").split()
    found = STORY_FILE.search(name)
    return tree_words(body, name, kind[0] if kind else "", int(found[1]) - 1 if found else None)
