"""The book of the examples, opened by Chromium; what is missing on this machine makes the tests skip and says so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.command import fanpack
from tests.reading_systems.harness import HERE, NODE_MODULES, Epub, read_epub


@pytest.fixture(scope="session")
def node_modules() -> Path:
    if not (NODE_MODULES / ".package-lock.json").exists():
        pytest.skip("the reading systems are not installed; ./make test does so through npm")
    return NODE_MODULES


@pytest.fixture(scope="session")
def bundles(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Readium as a browser can load it: its packages name one another as Node does, so they are bundled."""
    folder = tmp_path_factory.mktemp("bundles")
    command = [
        str(node_modules / ".bin" / "esbuild"),
        str(HERE / "pages" / "readium.js"),
        "--bundle",
        "--format=esm",
        "--log-level=error",
        f"--outfile={folder / 'readium.js'}",
    ]
    subprocess.run(command, check=True, timeout=120, stdin=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def example_epub(tmp_path_factory: pytest.TempPathFactory) -> Epub:
    """The EPUB that `./make book` makes, by the command a user gives; $FANPACK_TEST_EPUB names another to try."""
    if other := os.environ.get("FANPACK_TEST_EPUB"):
        return read_epub(Path(other))
    target = tmp_path_factory.mktemp("book") / "book.epub"
    made = fanpack("build", "examples", "--format", "epub", "-o", target)
    assert made.returncode == 0, made.stderr
    return read_epub(target)
