"""The cache of laid-out parts."""

from __future__ import annotations

import os
from pathlib import Path

from packager.html_book import PageKind
from packager.writers.pdf_cache import Cache, fingerprint
from packager.writers.pdf_options import PdfOptions


def test_a_part_is_found_again_and_forgotten_when_told(tmp_path: Path) -> None:
    """What was put is got until the cache is cleared; a cache that is off keeps nothing."""
    cache = Cache(folder=tmp_path)
    cache.put("abc", b"part")
    assert cache.get("abc") == b"part"
    assert cache.clear() == 1
    assert cache.get("abc") is None
    off = Cache(False, folder=tmp_path)
    off.put("abc", b"part")
    assert cache.get("abc") is None


def test_what_was_used_last_is_kept(tmp_path: Path) -> None:
    """Over its limit the cache forgets the parts that were not used for longest."""
    cache = Cache(folder=tmp_path, limit=60)  # two of 10 bytes, with their seals
    for number, key in enumerate(("aa1", "bb2", "cc3")):
        cache.put(key, b"0123456789")
        os.utime(tmp_path / key[:2] / f"{key}.bin", (number, number))
    cache.get("aa1")
    cache.trim()
    assert cache.get("bb2") is None
    assert cache.get("aa1") == cache.get("cc3") == b"0123456789"


def test_a_folder_that_cannot_be_written_is_no_cache(tmp_path: Path) -> None:
    """A cache folder that is a file does no harm."""
    blocked = tmp_path / "file"
    blocked.write_text("here")
    cache = Cache(folder=blocked)
    cache.put("abc", b"part")
    assert cache.get("abc") is None


def test_a_fingerprint_tells_values_apart() -> None:
    """Joined strings, kinds and options all count; equal values have equal names."""
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint(PageKind.CHAPTER, "x") != fingerprint(PageKind.NOTES, "x")
    assert fingerprint(PdfOptions(trim="a5")) != fingerprint(PdfOptions())
    assert fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1})
