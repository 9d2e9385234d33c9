"""Each problem code by its case: a folder named after it holds the files, what is typed, and what must be said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from packager.problems import Problem
from packager.terminal import UNSAFE, problem_lines
from tests.command import environment, fanpack
from tests.problems.test_documented import PAGE, codes

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/problem.toml"))


def documented() -> dict[str, tuple[str, str]]:
    """What the page says of each code: its place, and what to do."""
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:3] == "| `")
    return {row[0].strip("`"): (row[2], row[3]) for row in rows if len(row) == 4}


def test_every_problem_code_has_a_case() -> None:
    """A new code comes with files that bring it about."""
    assert {case.name for case in CASES} == codes() == set(documented())


def build(folder: Path, *said: str) -> subprocess.CompletedProcess[str]:
    return fanpack("build", *said, "-v", "-o", str(folder / "out") + os.sep, cwd=folder)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_problem_is_told_in_one_line(case: Path, tmp_path: Path) -> None:
    """One line with its place, what was found, what to do, and the code; the book is made all the same."""
    told = tomllib.loads((case / "problem.toml").read_text(encoding="utf-8"))
    shutil.copytree(case, tmp_path, dirs_exist_ok=True)
    if (tmp_path / "make.py").exists():
        subprocess.run([sys.executable, "make.py"], cwd=tmp_path, env=environment(), check=True)
    done = build(tmp_path, *told["typed"])
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.endswith(f"[{case.name}]")]
    assert said, done.stderr
    assert said[0].startswith((f"warning: {told['where']}: ", f"note: {told['where']}: "))
    for words in told["says"]:
        assert words in said[0]
    _, _, remedy = said[0].partition(told["says"][0])
    assert told["remedy"] in remedy, "what to do comes after what was found"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_place_is_the_kind_that_is_documented(case: Path) -> None:
    """The table of the page says which codes name a line, and whose; so do their cases, and each says what to do."""
    told = tomllib.loads((case / "problem.toml").read_text(encoding="utf-8"))
    kind, remedy = documented()[case.name]
    file, _, line = told["where"].rpartition(":")
    assert remedy
    if kind.startswith("file"):
        assert not line.isdigit()
        return
    assert line.isdigit()
    owner = "fanpack.toml" if "fanpack.toml" in kind else "mine.css" if "your CSS" in kind else ""
    assert file == owner if owner else file not in ("fanpack.toml", "mine.css")
    text = (case / file).read_text(encoding="utf-8").splitlines()
    assert text[int(line) - 1].strip(), "a line that holds something"


def test_strict_stops_at_a_warning_and_not_at_a_note(tmp_path: Path) -> None:
    """--strict ends with its own code where there is a warning, names it, and makes no book; a note is none."""
    for name, code in (("missing-image", 8), ("dead-link", 0)):
        folder = tmp_path / name
        shutil.copytree(HERE / name, folder)
        done = build(folder, "page.html", "--strict")
        assert done.returncode == code, done.stderr
        assert (folder / "out").exists() is (code == 0)
        if code:
            assert "[missing-image]" in done.stderr.splitlines()[-1]


def test_many_of_one_kind_are_counted(tmp_path: Path) -> None:
    """Of many warnings of one code three are told and the rest counted; -v tells all, and one more is told itself."""
    story = (HERE / "no-title" / "123456.txt").read_text(encoding="utf-8")
    for number in range(12):
        (tmp_path / f"{1000 + number}.txt").write_text(story.replace("The", f"The {number}", 1), encoding="utf-8")
    told = {}
    for more in ((), ("-v",)):
        done = fanpack("inspect", ".", *more, cwd=tmp_path)
        told[more] = [line for line in done.stderr.splitlines() if line.endswith("[no-title]")]
    assert len(told[()]) == 4
    assert told[()][3] == "warning: and 9 more like these; -v tells them all [no-title]"
    assert told[()][:3] == told["-v",][:3]
    assert len(told["-v",]) == 12
    assert len(list(problem_lines([Problem("no-title", "a.txt", "no title")] * 4, verbose=False))) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
@pytest.mark.parametrize(
    "name", ["a\x1b[31mb.html", "a\u202eb.html", "a\nerror: b.html", "a\x9b2Jb.html", "a\u2066b.html"]
)
def test_a_name_steers_no_terminal(name: str, tmp_path: Path) -> None:
    """Escape sequences, bidi controls and line ends in a file's name stay in it: each message is one plain line."""
    page = (HERE / "missing-image" / "page.html").read_text(encoding="utf-8")
    (tmp_path / name).write_text(page.replace("Page", name.replace("\n", " ")), encoding="utf-8")
    good = build(tmp_path, name)
    bad = build(tmp_path, name, f"--{name}", f"--notes={name}")
    assert good.returncode == 0, good.stderr
    assert bad.returncode == 2
    for text in (good.stdout, good.stderr, bad.stdout, bad.stderr):
        assert not UNSAFE.search(text)
    for line in good.stderr.splitlines():
        assert not line.startswith("error")
