"""Fonts inside a book: each face cut down to the characters the book shows.

HarfBuzz's own subsetter does it (milliseconds a face; fontTools takes about a second), and the same
font and characters always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from packager.themes import Face

KEPT_FEATURES = (
    "smcp",
    "c2sc",
    "onum",
    "lnum",
    "pnum",
    "tnum",
    "liga",
    "dlig",
    "kern",
    "frac",
    "sups",
    "case",
)
"""What the themes' CSS may ask for; HarfBuzz's own defaults leave small capitals and figure styles out."""

ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | set("\u00a0\u00ad‐‑–—‘’“”„…•·")
"""Kept whatever the text holds: what a reading system adds by itself (hyphens, page numbers, list marks)."""


def characters(texts: Iterable[str]) -> frozenset[str]:
    """Every character that texts hold, with the other case of each (small capitals are drawn from it)."""
    found: set[str] = set()
    for text in texts:
        found.update(text)
    both = found.union(*(set(c.upper()) | set(c.lower()) for c in found)) if found else found
    return frozenset(both) | ALWAYS


def subset(face: Face, wanted: frozenset[str]) -> bytes:
    """The face with only the glyphs that `wanted` can need."""
    import uharfbuzz as hb

    settings = hb.SubsetInput()
    settings.unicode_set.update(map(ord, wanted))
    settings.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in KEPT_FEATURES)
    # 1-6 and 16-17 name the face; licence and its address (13, 14) and copyright (0) go with every copy.
    settings.name_id_set.update({0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17})
    settings.flags = hb.SubsetFlags.NO_HINTING
    cut = hb.subset(hb.Face(hb.Blob(face.data)), settings)
    return bytes(cut.blob.data)
