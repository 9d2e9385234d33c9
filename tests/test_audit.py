"""`./make audit` tells a clean bill from a question that nobody answered."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "audit.py"


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_known_is_clean(audit: ModuleType) -> None:
    """All packages known to the service and none with a vulnerability."""
    code, lines = audit.verdict([{"name": "a", "version": "1", "vulns": []}], "", "book.txt")
    assert (code, lines) == (0, ["book.txt: 1 packages asked about, 0 vulnerabilities"])


def test_a_vulnerability_is_named_with_its_remedy(audit: ModuleType) -> None:
    """The package, the number of the report and the version that mends it."""
    bad = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    code, lines = audit.verdict([bad], "", "book.txt")
    assert code == 1
    assert lines[0] == "book.txt: a 1: PYSEC-1, mended in 1.1"


@pytest.mark.parametrize(
    ("packages", "complaint", "said"),
    [
        ([], "connection refused", "NOT RUN"),
        ([{"name": "a", "skip_reason": "not found on PyPI"}], "", "NOT RUN"),
        ([{"name": "a", "skip_reason": "x"}, {"name": "b", "version": "1", "vulns": []}], "", "1 packages unknown"),
    ],
)
def test_silence_is_no_clean_bill(
    audit: ModuleType, packages: list[dict[str, object]], complaint: str, said: str
) -> None:
    """Offline, or at a mirror that has no such service, the answer is that there is none."""
    code, lines = audit.verdict(packages, complaint, "book.txt")
    assert code == 3
    assert said in lines[0]


def test_every_locked_package_has_its_licence_told() -> None:
    """docs/licences.md names all that a build brings along."""
    root = Path(__file__).parents[1]
    lock = (root / "tools" / "lock" / "book.txt").read_text(encoding="utf-8")
    told = (root / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    names = {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line and line[:1].isalpha()}
    assert len(names) > 30
    assert [name for name in sorted(names) if name not in told] == []
