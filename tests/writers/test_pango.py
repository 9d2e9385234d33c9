"""A machine without Pango is told what to install, and still makes EPUBs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from packager.problems import ExitCode
from tests.command import environment, fanpack


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which the loader finds a broken Pango first, as good as none; and a story."""
    if sys.platform != "linux":
        pytest.skip("hides Pango by the way Linux loads libraries")
    folder = tmp_path / "lib"
    folder.mkdir()
    (tmp_path / "story.txt").write_text("The lamp was lit, and then it was not.\n", encoding="utf-8")
    (folder / "libpango-1.0.so.0").touch()
    return environment(LD_LIBRARY_PATH=str(folder))


def test_a_pdf_without_pango_names_the_packages(tmp_path: Path, without_pango: dict[str, str]) -> None:
    """One line says what is missing and how to get it on Debian, Ubuntu and macOS; nothing is written."""
    done = fanpack("build", "story.txt", "-o", "book.pdf", "--quiet", cwd=tmp_path, env=without_pango)
    assert done.returncode == ExitCode.MISSING
    assert len(done.stderr.splitlines()) == 1
    assert "libpango-1.0-0" in done.stderr
    assert "brew install pango" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "book.pdf").exists()


def test_an_epub_does_not_ask_for_pango(tmp_path: Path, without_pango: dict[str, str]) -> None:
    """An EPUB needs nothing that WeasyPrint needs."""
    done = fanpack("build", "story.txt", "-o", "book.epub", "--quiet", cwd=tmp_path, env=without_pango)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "book.epub").exists()
