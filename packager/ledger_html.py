"""The pages of a finished HTML proof, read from its own bytes, for the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from packager.ledger_words import STORY_FILE, PageWords, Piece, tree_words
from packager.problems import ExitCode, FanpackError
from packager.wording import folded


def html_pages(path: Path) -> Iterator[PageWords]:
    """The pages of a proof in their order; a page is called by the id of its outermost element.

    Raises `FanpackError` (ledger) where the file is no whole proof.
    """
    try:
        data = path.read_bytes()
        if not data.rstrip().endswith(b"</html>"):
            raise ValueError("its end is missing")
        root = etree.fromstring(data, etree.HTMLParser(huge_tree=True, encoding="utf-8"))
        body = root.find("body")
        if body is None:
            raise ValueError("it has no body")
    except (OSError, ValueError, etree.LxmlError) as error:
        raise FanpackError(ExitCode.LEDGER, str(path), f"is not a whole proof ({error}); build it again") from error
    for page in body:
        outer = page.find("*[@id]")
        name = outer.get("id", "") if outer is not None else ""
        kinds = (page.get("class") or "").split()
        kind = kinds[1] if kinds[:1] == ["page"] and len(kinds) > 1 else ""
        found = STORY_FILE.search(name)
        yield tree_words(page, name, kind, int(found[1]) - 1 if found else None)
    loose = folded("\n".join([body.text or "", *(page.tail or "" for page in body)]))
    if loose:  # words that fell out of their page are too many in the book
        yield PageWords("between the pages", "", None, (Piece("between the pages", loose),), ())
