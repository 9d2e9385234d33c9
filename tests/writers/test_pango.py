"""A machine without Pango is told what to install, and still makes EPUBs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from packager.problems import ExitCode

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which the loader finds a broken Pango first, as good as none."""
    if sys.platform != "linux":
        pytest.skip("hides Pango by the way Linux loads libraries")
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "libpango-1.0.so.0").touch()
    return {**os.environ, "LD_LIBRARY_PATH": str(folder), "PYTHONPATH": str(ROOT)}


def fanpack(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "story.txt").write_text("The lamp was lit, and then it was not.\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "packager", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def test_a_pdf_without_pango_names_the_packages(tmp_path: Path, without_pango: dict[str, str]) -> None:
    """One line says what is missing and how to get it on Debian, Ubuntu and macOS; nothing is written."""
    done = fanpack(tmp_path, without_pango, "build", "story.txt", "-o", "book.pdf", "--quiet")
    assert done.returncode == ExitCode.MISSING
    assert len(done.stderr.splitlines()) == 1
    assert "libpango-1.0-0" in done.stderr
    assert "brew install pango" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "book.pdf").exists()


def test_an_epub_does_not_ask_for_pango(tmp_path: Path, without_pango: dict[str, str]) -> None:
    """An EPUB needs nothing that WeasyPrint needs."""
    done = fanpack(tmp_path, without_pango, "build", "story.txt", "-o", "book.epub", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "book.epub").exists()
