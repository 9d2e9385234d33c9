"""`fanpack check` asks veraPDF where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

ROOT = Path(__file__).resolve().parents[2]
# A launcher of veraPDF's library that takes a profile and files; the command itself is in no package index.
LAUNCHER = Path(os.environ.get("FANPACK_SHARED") or ROOT / ".." / "shared") / "tools" / "verapdf" / "verapdf"
COMMAND = """#!/bin/bash
# verapdf --format text -v FILE
[ "$1 $2 $3" = "--format text -v" ] || exit 2
exec "{launcher}" PDFUA-1 "$4"
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `verapdf` is on the path."""
    folder = tmp_path_factory.mktemp("bin")
    if shutil.which("verapdf"):
        return dict(os.environ)
    if not LAUNCHER.is_file() or not shutil.which("javac"):
        pytest.skip("veraPDF is not installed")
    program = folder / "verapdf"
    program.write_text(COMMAND.format(launcher=LAUNCHER.resolve()), encoding="utf-8")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    story = folder / "story.txt"
    story.write_text("Tide\n\nThe oars were gone, and nobody said so.\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "packager", "build", str(story), "-o", str(folder / "b.pdf"), "-q"], check=True
    )
    return folder / "b.pdf"


def check(book: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "packager", "check", str(book)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_a_book_passes(book: Path, found: dict[str, str]) -> None:
    """What build makes is PDF/UA by veraPDF's own rules."""
    told = check(book, found)
    assert told.returncode == 0, told.stdout
    assert f"ok      {book}: veraPDF" in told.stdout


def test_a_broken_promise_is_told(book: Path, found: dict[str, str], tmp_path: Path) -> None:
    """A PDF that says it is PDF/UA and is not: code 6, and the clause."""
    with pikepdf.open(book) as pdf:
        del pdf.Root.ViewerPreferences
        pdf.save(tmp_path / "odd.pdf")
    told = check(tmp_path / "odd.pdf", found)
    assert told.returncode == 6
    assert "veraPDF" in told.stdout
    assert "FAIL 7.1-10" in told.stdout


def test_without_verapdf_it_says_so(book: Path, tmp_path: Path) -> None:
    """A check that could not be made is no check that passed."""
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if not Path(p, "verapdf").exists())
    told = check(book, {**os.environ, "PATH": path})
    assert told.returncode == 0
    assert "skipped" in told.stdout
    assert "not installed; needs Java and veraPDF" in told.stdout


def test_what_verapdf_says_besides_its_verdict_is_told(book: Path, tmp_path: Path) -> None:
    """A file that it cannot read gets a line of its own from it, and no verdict: the line is told."""
    program = tmp_path / "bin" / "verapdf"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$4 does not appear to be a valid PDF file and could not be parsed."\nexit 7\n')
    program.chmod(0o755)
    told = check(book, {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"})
    assert told.returncode == 6
    assert "veraPDF ended with code 7" in told.stdout
    assert "does not appear to be a valid PDF" in told.stdout
