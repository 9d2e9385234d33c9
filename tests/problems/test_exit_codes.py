"""Each exit code by its case: a folder named after it holds what is typed, the files, and what must be said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from packager.problems import ExitCode

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))


def test_every_exit_code_has_a_case() -> None:
    """Interrupted builds are tested with the faults; every other code stands here."""
    assert {case.name for case in CASES} == {code.name.lower() for code in ExitCode} - {"interrupted"}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_code_and_the_line(case: Path, tmp_path: Path) -> None:
    """One line that says what is wrong, the documented code, and no file that was not there before."""
    told = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    for path in case.iterdir():
        if path.name != "case.toml":
            shutil.copy(path, tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(HERE.parents[1])])}
    env |= told.get("environment", {})
    for line in told.get("first", []):
        done = subprocess.run(
            [sys.executable, *line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        before = sorted(path.name for path in tmp_path.rglob("*"))
    command = [sys.executable, *told.get("python", ["-m", "packager"]), *told["typed"]]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode[case.name.upper()], done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("error: ") or line.startswith("Error: ")]
    assert len(said) == 1, done.stderr
    for words in told["says"]:
        assert words in said[0]
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*") if "__pycache__" not in path.parts) == before
