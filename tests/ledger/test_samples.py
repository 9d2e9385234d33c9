"""Real texts, where they lie beside the checkout: every word of every source is in both books, none twice."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from packager.build import build
from packager.ledger_epub import epub_pages
from packager.ledger_letters import letters
from packager.ledger_words import joined
from packager.problems import Report
from packager.request import Request
from packager.wording import folded

SHARED = Path(os.environ.get("FANPACK_SHARED") or Path(__file__).parents[2] / ".." / "shared")
SAMPLES = sorted((SHARED / "samples").glob("*.txt"))

pytestmark = pytest.mark.skipif(not SAMPLES, reason="the optional sample texts are not here (FANPACK_SHARED)")


def test_every_word_of_the_samples_is_in_both_books_once(tmp_path: Path) -> None:
    """Counted by hand, past the ledger: raw words of the files, words of the EPUB, letters of the PDF."""
    raw = Counter(word for path in SAMPLES for word in folded(path.read_text(encoding="utf-8")))
    request = Request(paths=tuple(map(str, SAMPLES)), formats=("epub", "pdf"), output=str(tmp_path))
    outcome = build(request, Report())
    assert outcome.ledger.balanced
    by_format = {output.format: output.path for output in outcome.outputs}
    pages = list(epub_pages(by_format["epub"]))
    found = Counter(word for page in pages for word in [*joined(page.body), *joined(page.footnotes)])
    unset = Counter(folded(" ".join((*outcome.anthology.merged, *outcome.anthology.omitted))))
    for entry in outcome.anthology.entries:
        for passage in entry.story.left_out:
            unset.update(folded(" ".join(passage.words)))
        for chapter in entry.story.chapters:  # a break's own words ('oOo') are drawn as its ornament
            markers = [s.opening.marker for s in chapter.scenes if s.opening]
            unset.update(w for m in markers if m not in {"blank", "hr", "image", "manifest"} for w in folded(m))
    assert raw - found - unset == Counter()
    assert found + unset - raw == Counter()
    pdf = pypdfium2.PdfDocument(by_format["pdf"])
    printed = letters(" ".join(page.get_textpage().get_text_range() for page in pdf))
    for page in pages:
        if page.in_order:
            middle = joined(page.body)[40:46]
            assert letters(" ".join(middle)) in printed
