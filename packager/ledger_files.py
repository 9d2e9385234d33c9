"""The ledger of one finished file: what was written is read back and compared before it replaces anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packager.html_book import HtmlBook
from packager.ledger import FileLedger, Ledger, Mismatch, compare
from packager.ledger_report import LedgerError
from packager.ledger_words import page_words
from packager.model import Anthology, Manuscript


@dataclass(frozen=True, slots=True)
class Verifier:
    """Holds what a finished file must contain. `ledger` is that of the pages it was made of."""

    manuscripts: tuple[Manuscript, ...]
    anthology: Anthology
    book: HtmlBook
    ledger: Ledger
    printed: HtmlBook  # with what paper adds: the addresses of links

    def __call__(self, format: str, written: Path, target: Path) -> FileLedger:
        """Read a written file back. Raises `LedgerError` unless every word of the sources is in it once."""
        match format:
            case "epub" | "html":
                from packager.ledger_epub import epub_pages
                from packager.ledger_html import html_pages

                pages = epub_pages(written) if format == "epub" else html_pages(written)
                ledger = compare(self.manuscripts, self.anthology, pages)
                if not ledger.balanced:
                    raise LedgerError(ledger, str(target))
                return FileLedger(str(target), format, ledger.words_out, ledger.own)
            case "pdf":
                from packager.ledger_pdf import pdf_differences

                mismatches = letter_mismatches(pdf_differences(written, self.printed))
                if mismatches:
                    raise LedgerError(replace(self.ledger, mismatches=tuple(mismatches)), str(target))
                return FileLedger(str(target), format, self.ledger.words_out, self.ledger.own + self._added())
        return FileLedger(str(target), format, self.ledger.words_out, self.ledger.own)

    def _added(self) -> int:
        """Words fanpack wrote on paper alone."""
        pairs = zip(self.book.pages, self.printed.pages, strict=True)
        return sum(page_words(new).own - page_words(old).own for old, new in pairs if new.body is not old.body)


def letter_mismatches(differences: Sequence[tuple[str, object]]) -> list[Mismatch]:
    from packager.ledger_letters import Difference

    found: list[Mismatch] = []
    for place, difference in differences:
        assert isinstance(difference, Difference)
        where = f"{place}, after “{difference.after}”" if difference.after else place
        found.append(Mismatch(difference.kind, (difference.letters[:80],), "", where))
    return found
