"""`fanpack check` as a command: what becomes of it where it is interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import fanpack, python

INTERRUPTED = """
import os, signal, sys
begun = done = False
def heard(event, told):
    global begun, done
    if event == "import":
        extension = told[0] == "pikepdf._core"
        if begun and not extension and not done:
            done = True
            os.kill(os.getpid(), signal.SIGINT)
        begun = begun or extension
sys.addaudithook(heard)
signal.signal(signal.SIGINT, signal.default_int_handler)  # as on a terminal: what runs this may have it ignored
from packager import cli
cli.main()
"""
"""Ctrl-C while pikepdf's extension loads what it needs itself."""


@pytest.mark.pdf
def test_an_interrupt_in_its_first_moments_is_one_line(tmp_path: Path) -> None:
    """Ctrl-C while the reader of PDFs is loaded ends the check as it does at any other moment."""
    (tmp_path / "a.txt").write_text("A Lamp\n\nChapter 1\n\nThe lamp was lit again by the river.\n")
    assert fanpack("build", "a.txt", "-f", "pdf", "-o", "a.pdf", cwd=tmp_path).returncode == 0
    done = python("-c", INTERRUPTED, "check", "a.pdf", cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr.split("\n")[-2:] == ["stopped; nothing was replaced", ""]
    assert "pikepdf" not in done.stderr
