"""The ledger: every word of the sources is in the book, once.

Words are counted as `model.WORD` finds them, apostrophes straightened and case folded. In a page, what
fanpack wrote itself (class `gen`) and what it shows of a source's metadata (class `meta`) is no word of
the sources' text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from packager.html_book import HtmlBook
from packager.model import Anthology, Manuscript, block_text, blocks_text, words

NOT_SOURCE = frozenset({"gen", "meta"})
XHTML = '<body xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</body>'


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of words; `missing` and `extra` are words with how often they lack or are too many."""

    words_in: int
    words_out: int
    merged: int  # words of equal disclaimers and summaries that are set once
    left_out: int  # words left out by a rule or at the user's wish
    missing: tuple[tuple[str, int], ...]
    extra: tuple[tuple[str, int], ...]

    @property
    def balanced(self) -> bool:
        return not (self.missing or self.extra)


def count(texts: Iterable[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for text in texts:
        total.update(word.casefold() for word in words(text))
    return total


def source_words(manuscripts: Sequence[Manuscript]) -> Counter[str]:
    """All words of the sources' elements and of the summaries that their metadata holds."""
    total: Counter[str] = Counter()
    for manuscript in manuscripts:
        total += count(block_text(element) for element in manuscript.elements)
        total += count([blocks_text(manuscript.metadata.summary)])
    return total


def page_text(body: str) -> str:
    """The words of the sources on a page, block by block on lines."""
    root = etree.fromstring(XHTML.format(body))
    parts: list[str] = []
    _collect(root, parts)
    return "".join(parts)


INLINE = frozenset("a abbr b bdi bdo cite code em i q s small span strong sub sup u".split())


def _collect(root: etree._Element, parts: list[str]) -> None:
    """Text of a tree without recursion: pages may nest deeper than Python does."""
    skip = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        generated = bool(NOT_SOURCE & set((element.get("class") or "").split()))
        if event == "start":
            skip += generated
            if not skip:
                if tag not in INLINE:
                    parts.append("\n")
                if tag == "img" and element.get("alt"):
                    parts.append(f" {element.get('alt')} ")
                parts.append(element.text or "")
        else:
            skip -= generated
            if not skip:
                if tag not in INLINE:
                    parts.append("\n")
                if element is not root:
                    parts.append(element.tail or "")


def balance(manuscripts: Sequence[Manuscript], anthology: Anthology, book: HtmlBook) -> Ledger:
    """Words in against words out, for the finished pages."""
    wanted = source_words(manuscripts)
    found = count(page_text(page.body) for page in book.pages)
    stories = count(" ".join(p.words) for entry in anthology.entries for p in entry.story.left_out)
    readers = count(" ".join(p.words) for manuscript in manuscripts for p in manuscript.left_out)
    left_out = (stories - readers) + count(anthology.omitted)  # what readers leave out is no element
    merged = count(anthology.merged)
    difference = wanted - left_out - merged
    missing = difference - found
    extra = found - difference
    return Ledger(
        words_in=wanted.total(),
        words_out=found.total(),
        merged=merged.total(),
        left_out=left_out.total(),
        missing=tuple(missing.most_common()),
        extra=tuple(extra.most_common()),
    )
