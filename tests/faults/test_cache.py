"""The cache is a convenience: whatever lies in its folder, the book is the same."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from packager.build import build
from packager.problems import Report
from packager.request import Request
from packager.writers.pdf_cache import UNFINISHED, Cache, cache_folder
from packager.writers.table import WriteOptions

STORY = "The Lamp\n\n" + "\n\n".join(f"On day {n} the lamps were lit again by the river." for n in range(30))


def pdf_of(folder: Path) -> bytes:
    """The book that is made now, with the cache."""
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    target = folder / "b.pdf"
    request = Request(paths=(str(folder / "story.txt"),), output=str(target), options=WriteOptions(jobs=1))
    build(request, Report())
    return target.read_bytes()


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A book whose parts are in a cache of its own (the faces, which take long to make, are the user's)."""
    faces = cache_folder("faces")
    monkeypatch.setenv("FANPACK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    if faces.is_dir():
        (tmp_path / "cache" / "faces").symlink_to(faces)
    return pdf_of(tmp_path)


def parts(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "print").glob("*/*.bin"))


def test_garbage_in_the_cache_is_laid_out_anew(cached: bytes, tmp_path: Path) -> None:
    """Empty, cut short, of another program, a pickle: no part is taken for one, and nothing of it is run."""
    trap = tmp_path / "run"
    pickle = b"cposix\nsystem\n(S'touch " + os.fsencode(trap) + b"'\ntR."
    known = parts(tmp_path)
    assert len(known) > 4
    for number, path in enumerate(known):
        whole = path.read_bytes()
        path.write_bytes(
            [b"", whole[:-9], whole[:8], b"%PDF-1.7 garbage", pickle, whole[:99] + b"?" + whole[100:]][number % 6]
        )
    assert pdf_of(tmp_path) == cached
    assert not trap.exists()


@pytest.mark.skipif(os.name == "nt", reason="no pipes and links of this kind")
def test_a_pipe_a_device_and_a_link_in_the_cache_are_passed_over(cached: bytes, tmp_path: Path) -> None:
    """Reading them would wait for ever, or never end."""
    for number, path in enumerate(parts(tmp_path)):
        path.unlink()
        if number % 2:
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")
    assert pdf_of(tmp_path) == cached


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_parts_of_another_user_are_not_taken(cached: bytes, tmp_path: Path) -> None:
    """In a folder that all may write to, nobody lays parts for somebody else."""
    cache = Cache(folder=tmp_path / "mine")
    cache.put("abc", b"part")
    assert cache.get("abc") == b"part"
    os.chown(next((tmp_path / "mine").glob("*/*.bin")), 12345, 12345)
    assert cache.get("abc") is None


@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "/proc", "a-file"])
def test_a_cache_that_cannot_be_is_none(place: str, tmp_path: Path) -> None:
    """The cache's folder is a device, a file or no place to write: nothing is kept, nothing fails."""
    (tmp_path / "a-file").write_text("here")
    cache = Cache(folder=tmp_path / place)
    cache.put("abc", b"part")
    assert cache.get("abc") is None
    cache.trim()
    assert cache.clear() == 0


def test_unfinished_parts_of_killed_builds_go(tmp_path: Path) -> None:
    """They don't pile up; one that is being written now stays."""
    cache = Cache(folder=tmp_path)
    cache.put("abc", b"part")
    old, new = (tmp_path / "ab" / f".{name}.part" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - UNFINISHED - 9,) * 2)
    cache.trim()
    assert not old.exists()
    assert new.exists()
    assert cache.get("abc") == b"part"


def test_folders_that_go_while_they_are_looked_through(tmp_path: Path) -> None:
    """Another build clears the cache meanwhile: what is gone is gone, and nothing fails."""
    cache = Cache(folder=tmp_path)
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            for number in range(60):
                (tmp_path / f"x{number}").mkdir(exist_ok=True)
            for number in range(60):
                (tmp_path / f"x{number}").rmdir()

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        for _ in range(400):
            cache.trim()
            cache.clear()
    finally:
        stop.set()
        other.join()
