"""Every code a user can meet is explained in docs/problems.md."""

from __future__ import annotations

import ast
from pathlib import Path

from packager.problems import ExitCode

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


def codes() -> set[str]:
    """The first argument of every call of `warn` and `info` in the package, where it is written out."""
    found = set()
    for path in (ROOT / "packager").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("warn", "info") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_problem_code_is_explained() -> None:
    """A code in brackets at a line's end can be looked up."""
    found = codes()
    assert {"no-title", "missing-chapter", "link-outside"} <= found
    assert [code for code in sorted(found) if f"`{code}`" not in PAGE] == []


def test_every_exit_code_is_explained() -> None:
    """The table of the page holds each exit code once."""
    rows = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")]
    assert [code for code in ExitCode if rows.count(str(int(code))) != 1] == []
