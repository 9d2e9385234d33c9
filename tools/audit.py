"""Whether a locked package has a known vulnerability: `./make audit`.

pip-audit asks PyPI's vulnerability service about every line of the locks. This says what it found, and whether
it could ask at all: a service that does not answer, or knows none of the packages (a mirror), is no clean bill.

Exit codes: 0 nothing known against any package, 1 vulnerabilities, 3 it could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCKS = Path(__file__).parent / "lock"
CLEAN, VULNERABLE, NOT_RUN = 0, 1, 3


def asked(lock: Path) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says of each package of a lock, and the last line of its complaint if it said nothing."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "audit.json"
        # the locks name every package with its hashes: nothing is resolved, nothing is downloaded
        command = [sys.executable, "-m", "pip_audit", "-r", str(lock), "--disable-pip", "--require-hashes"]
        command += ["--progress-spinner", "off", "--timeout", "20", "--format", "json", "--output", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return [], lines[-1].strip() if lines else f"pip-audit ended with code {done.returncode}"
    return found, ""


def verdict(packages: Sequence[dict[str, Any]], complaint: str, name: str) -> tuple[int, list[str]]:
    """The exit code and the lines that tell of one lock."""
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        why = complaint or f"the service knows none of {len(packages)} packages"
        return NOT_RUN, [f"{name}: NOT RUN, the vulnerability service could not be asked ({why[:200]})"]
    lines = [
        f"{name}: {package['name']} {package['version']}: {found['id']}, "
        f"mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in known
        for found in package["vulns"]
    ]
    skipped = len(packages) - len(known)
    told = f"{name}: {len(known)} packages asked about, {len(lines)} vulnerabilities"
    told += f"; {skipped} packages unknown to the service" if skipped else ""
    if lines:
        return VULNERABLE, [*lines, told]
    return (NOT_RUN if skipped else CLEAN), [told]


def main() -> int:
    codes = []
    for lock in sorted(LOCKS.glob("*.txt")):
        code, lines = verdict(*asked(lock), lock.name)
        codes.append(code)
        print("\n".join(lines))
    return VULNERABLE if VULNERABLE in codes else max(codes, default=NOT_RUN)


if __name__ == "__main__":
    sys.exit(main())
