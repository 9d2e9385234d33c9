"""Fonts inside a book: each face cut down to the characters the book shows.

HarfBuzz's own subsetter does it (milliseconds a face; fontTools takes about a second), and the same
font and characters always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from packager.themes import Face

KEPT_FEATURES = ("smcp", "onum", "lnum", "liga", "kern")
"""Beside HarfBuzz's own defaults, which leave small capitals and figure styles out."""

ASKED_FEATURES = {"all-small-caps": "c2sc", "tabular-nums": "tnum", "discretionary-ligatures": "dlig"}
"""Kept where a sheet asks for them: in EB Garamond each adds 5 to 10 KB a face."""

ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | set("\u00a0\u00ad‐‑–—‘’“”„…•·")
"""Kept whatever the text holds: what a reading system adds by itself (hyphens, page numbers, list marks)."""


def characters(texts: Iterable[str]) -> frozenset[str]:
    """Every character that texts hold, with the other case of each (small capitals are drawn from it)."""
    found: set[str] = set()
    for text in texts:
        found.update(text)
    return ALWAYS.union(found, *(c.upper() + c.lower() for c in found))


def features(css: str) -> tuple[str, ...]:
    """The font features that a sheet can switch on."""
    asked = [tag for word, tag in ASKED_FEATURES.items() if word in css]
    settings = " ".join(re.findall(r"font-feature-settings:([^;}]*)", css))
    return tuple(dict.fromkeys([*KEPT_FEATURES, *asked, *re.findall(r"[\"'](\w{4})[\"']", settings)]))


def subset(face: Face, wanted: frozenset[str], kept: Sequence[str] = KEPT_FEATURES) -> bytes:
    """The face with only the glyphs that `wanted` can need and the features in `kept`."""
    import uharfbuzz as hb

    settings = hb.SubsetInput()
    settings.unicode_set.update(map(ord, wanted))
    for unused in ("frac", "numr", "dnom"):
        settings.layout_feature_tag_set.discard(_tag(unused))
    settings.layout_feature_tag_set.update(map(_tag, kept))
    # 1-6 and 16-17 name the face; licence and its address (13, 14) and copyright (0) go with every copy.
    settings.name_id_set.update({0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17})
    settings.flags = hb.SubsetFlags.NO_HINTING
    cut = hb.subset(hb.Face(hb.Blob(face.data)), settings)
    return bytes(cut.blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode())
