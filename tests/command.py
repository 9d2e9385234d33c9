"""The command as people type it: in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment(**more: str) -> dict[str, str]:
    """This process's environment, in which any folder can run the package of this tree."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def fanpack(
    *typed: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `fanpack ...` in a folder, with nobody at the keyboard."""
    return python("-m", "packager", *typed, cwd=cwd, env=env)


def python(
    *typed: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `python ...`, a script or a module, in a process of its own."""
    return subprocess.run(
        [sys.executable, *map(str, typed)],
        cwd=cwd,
        env=environment() if env is None else env,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def alive(session: int) -> list[int]:
    """The processes of a session that still run, a moment after it should be over. Linux counts them in /proc."""
    found: list[int] = []
    for _ in range(100):
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                state = (process / "stat").read_text().rsplit(")", 1)[1].split()
                if int(state[3]) == session and state[0] != "Z":
                    found.append(int(process.name))
        if not found:
            break
        time.sleep(0.1)
    return found
