"""The ledger of one finished file: what was written is read back and compared before it replaces anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packager.html_book import HtmlBook
from packager.ledger import FileLedger, Ledger, Mismatch, balance, compare
from packager.ledger_report import LedgerError
from packager.ledger_words import page_words
from packager.model import Anthology, Manuscript


@dataclass(frozen=True, slots=True)
class Verifier:
    """Holds what a finished file must contain. `ledger` is that of its pages, where they were counted."""

    manuscripts: tuple[Manuscript, ...]
    anthology: Anthology
    book: HtmlBook
    ledger: Ledger | None
    printed: HtmlBook  # with what paper adds: the addresses of links

    def __call__(self, format: str, written: Path, target: Path) -> Ledger:
        """Read a written file back: its ledger. Raises `LedgerError` unless every word of the sources is in it once."""
        match format:
            case "epub" | "html":
                from packager.ledger_epub import epub_pages
                from packager.ledger_html import html_pages

                pages = epub_pages(written) if format == "epub" else html_pages(written)
                ledger = compare(self.manuscripts, self.anthology, pages)
                if not ledger.balanced:
                    raise LedgerError(ledger, str(target))
                return _with_file(ledger, format, target)
            case "pdf":
                from packager.ledger_pdf import pdf_differences

                ledger = self.ledger or balance(self.manuscripts, self.anthology, self.book)
                mismatches = letter_mismatches(pdf_differences(written, self.printed))
                if mismatches or not ledger.balanced:
                    raise LedgerError(replace(ledger, mismatches=(*ledger.mismatches, *mismatches)), str(target))
                return _with_file(replace(ledger, own=ledger.own + self._added()), format, target)
        raise ValueError(f"no way to read {format} back")

    def _added(self) -> int:
        """Words fanpack wrote on paper alone."""
        pairs = zip(self.book.pages, self.printed.pages, strict=True)
        return sum(page_words(new).own - page_words(old).own for old, new in pairs if new.body is not old.body)


COUNTED = frozenset({"epub", "html"})
"""Formats whose words are counted in the finished file; the others are compared with the pages."""


def _with_file(ledger: Ledger, format: str, target: Path) -> Ledger:
    return replace(ledger, files=(FileLedger(str(target), format, ledger.words_out, ledger.own),))


def letter_mismatches(differences: Sequence[tuple[str, object]]) -> list[Mismatch]:
    from packager.ledger_letters import Difference

    found: list[Mismatch] = []
    for place, difference in differences:
        assert isinstance(difference, Difference)
        where = f"{place}, after “{difference.after}”" if difference.after else place
        found.append(Mismatch(difference.kind, (difference.letters[:80],), "", where))
    return found
