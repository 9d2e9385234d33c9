"""Set-up: the locks hold what the package asks for, and the scripts are what a bare machine can run."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "tools" / "lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    """'beautifulsoup4>=4.13' -> 'beautifulsoup4', in the one spelling that package indexes know."""
    found = (re.split(r"[\[<>=!~; ]", line.strip(), maxsplit=1)[0] for line in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found} - {"fanpack"}


def locked(profile: str) -> set[str]:
    lines = (LOCKS / f"{profile}.txt").read_text(encoding="utf-8").splitlines()
    return names([line for line in lines if "==" in line and not line.startswith((" ", "#"))])


def wanted() -> set[str]:
    """What fanpack needs with the extra 'all', which the locks are made with."""
    project, extras = PROJECT["project"], PROJECT["project"]["optional-dependencies"]
    inside = re.findall(r"[\w-]+", extras["all"][0].partition("[")[2])
    more = [line for extra in inside for line in extras[extra]]
    return names([*project["dependencies"], *more, *PROJECT["dependency-groups"]["build"]])


@pytest.mark.parametrize("profile", ["book", "dev"])
def test_the_lock_holds_every_dependency(profile: str) -> None:
    """A dependency added to pyproject.toml without `./make lock` is told here, not on a newcomer's machine."""
    development = names(PROJECT["dependency-groups"]["dev"]) if profile == "dev" else set()
    missing = (wanted() | development) - locked(profile)
    assert not missing, f"not in tools/lock/{profile}.txt: run ./make lock"


@pytest.mark.parametrize("profile", ["book", "dev"])
def test_the_lock_is_anyones(profile: str) -> None:
    """The lock checks hashes and names no index: it serves whoever mirrors the packages wherever."""
    text = (LOCKS / f"{profile}.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|file:|--index-url|--find-links", text)


def test_both_locks_agree() -> None:
    """The tests run on the very versions that make the book."""
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (LOCKS / f"{profile}.txt").read_text(encoding="utf-8"), re.M))
        for profile in ("book", "dev")
    ]
    assert {name: pins[1].get(name) for name in pins[0]} == pins[0]


def test_an_unknown_command_is_told_in_words() -> None:
    """`./make nonsense` names the commands and exits with 2."""
    done = subprocess.run(["sh", "./make", "nonsense"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "./make book" in done.stderr


def test_set_up_asks_for_no_more_than_a_posix_shell() -> None:
    """dash, which knows nothing but POSIX, reads the scripts."""
    shell = shutil.which("dash")
    if not shell:
        pytest.skip("dash is not installed here")
    for script in ("make", "tools/setup.sh"):
        subprocess.run([shell, "-n", script], cwd=ROOT, check=True, timeout=30)


def test_no_book_is_in_the_repository() -> None:
    """Built books and saved stories, whose words belong to their authors, are not among the files of the project."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing tells the project's files from others")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    books = (".pdf", ".epub", ".mobi", ".azw3", ".docx", ".odt", ".rtf", ".mhtml", ".zip", ".pickle")
    assert [name for name in listed.stdout.split("\0") if name.lower().endswith(books)] == []
