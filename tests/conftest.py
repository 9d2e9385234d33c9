"""What the machine lacks makes tests skip with the package to install, instead of failing."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from packager.problems import FanpackError
from packager.writers.pango import require_pango
from tests.reading_systems.harness import chromium

settings.register_profile("fanpack", deadline=None)  # a busy machine is no failure
settings.load_profile("fanpack")

INSTALL = "./make setup installs it or says how"


@functools.cache
def has_pango() -> bool:
    try:
        require_pango()
    except FanpackError:
        return False
    return True


@functools.cache
def has_java() -> bool:
    """macOS has a `java` that only says that Java is missing, so it is run."""
    try:
        return subprocess.run(["java", "-version"], capture_output=True, timeout=60, check=False).returncode == 0
    except OSError:
        return False


NEEDS = {"pdf": ("Pango", has_pango), "epubcheck": ("Java", has_java)}

# Modules that lay out pages import WeasyPrint at their head, which fails without Pango.
collect_ignore_glob = [] if has_pango() else ["writers/test_pdf*.py", "typeset/test_*_pages.py"]


def pytest_report_header() -> list[str]:
    """Says at the top what is missing on this machine."""
    return [] if has_pango() else [f"Pango is not installed: tests of PDF files are left out ({INSTALL})"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (name, there) in NEEDS.items():
            if item.get_closest_marker(marker) and not there():
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed; {INSTALL}"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed; ./make test says how")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    """One Chromium for all tests of a process: Playwright's synchronous interface can be started only once in it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        # Chromium's sandbox needs rights that root and most containers lack; it opens our own pages only.
        yield playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
