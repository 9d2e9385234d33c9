"""Ace by DAISY, the accessibility checker of the EPUB world, finds nothing to say."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.reading_systems.harness import Epub

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def ace_report(
    example_epub: Epub, chromium_path: str, node_modules: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict:
    folder = tmp_path_factory.mktemp("ace")
    # Ace starts its browser by this path without arguments of ours; as root Chromium needs --no-sandbox.
    starter = folder / "chromium"
    starter.write_text(f'#!/bin/sh\nexec {shlex.quote(chromium_path)} --no-sandbox "$@"\n')
    starter.chmod(0o755)
    # A home of its own: Ace writes settings and a log there.
    extra = {"PUPPETEER_EXECUTABLE_PATH": str(starter), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [str(node_modules / ".bin" / "ace-cli"), "-s", "-f", "-o", str(folder), str(example_epub.path)]
    done = subprocess.run(
        command,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        timeout=400,
        stdin=subprocess.DEVNULL,
    )
    report = folder / "report.json"
    assert report.exists(), done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))


def test_ace_finds_no_violation(ace_report: dict) -> None:
    """No page file breaks a rule of WCAG 2 AA or EPUB Accessibility that Ace can check."""
    found = [
        f"{page['earl:testSubject']['url']}: {one['earl:test']['dct:title']} ({one['earl:test']['earl:impact']})"
        for page in ace_report["assertions"]
        for one in page["assertions"]
    ]
    assert found == []


def test_ace_reads_the_accessibility_metadata(ace_report: dict) -> None:
    """The book says how it can be read, and Ace misses nothing but a certificate, which nobody gave it."""
    metadata = ace_report["a11y-metadata"]
    assert [name for name in metadata["missing"] if not name.startswith("a11y:certif")] == []
    assert metadata["empty"] == []


def test_ace_sees_the_headings_as_an_outline(ace_report: dict) -> None:
    """Headings nest without a gap, so that a listener can find the way."""
    assert "<li>" in ace_report["outlines"]["headings"]
