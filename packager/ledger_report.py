"""The ledger as JSON for `--report`, and as the one line that an unbalanced one ends the build with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packager.files import complete, sayable
from packager.ledger import Ledger, Mismatch
from packager.problems import ExitCode, FanpackError, Problem

ADVICE = "nothing was replaced; this is a fault in fanpack, please report it with this line"
UNREAD = (
    "nothing was replaced; look at the file there, for a tag or a quotation mark left open, "
    "and mend it or save it again"
)


class LedgerError(FanpackError):
    """The words do not balance. Carries the ledger, so that a report can still be written."""

    def __init__(self, ledger: Ledger, file: str = "", advice: str = ADVICE) -> None:
        first = ledger.mismatches[0] if ledger.mismatches else None
        more = len(ledger.mismatches) - 1
        said = str(first) if first else "words of the sources and of the book differ"
        said += f" and {more} more place{'s' * (more > 1)}" if more > 0 else ""
        if first and first.kind == "unread" and advice == ADVICE:
            advice = UNREAD
        super().__init__(ExitCode.LEDGER, (first.source if first else "") or file, f"{said}; {advice}")
        self.ledger = ledger


def report_data(ledger: Ledger, problems: Iterable[Problem] = ()) -> dict[str, Any]:
    """The ledger for programs; `docs/reliability.md` describes the form."""
    return {
        "balanced": ledger.balanced,
        "words": {
            "in": ledger.words_in,
            "set": ledger.words_out,
            "merged": ledger.merged,
            "drawn": ledger.drawn,
            "left_out": ledger.left_out,
            "generated": ledger.own,
        },
        "stories": [
            {
                "source": story.source,
                "words": story.words,
                "accounts": dict(story.accounts),
                "around_it": dict(story.around),
            }
            for story in ledger.stories
        ],
        "files": [
            {"file": file.file, "format": file.format, "words": file.words, "generated": file.own}
            for file in ledger.files
        ],
        "mismatches": [_mismatch(mismatch) for mismatch in ledger.mismatches],
        "problems": [
            {"code": p.code, "level": p.level.value, "where": p.where, "message": p.message} for p in problems
        ],
    }


def _mismatch(mismatch: Mismatch) -> dict[str, Any]:
    return {
        "kind": mismatch.kind,
        "words": list(mismatch.words),
        "source": mismatch.source,
        "output": mismatch.output,
    }


def write_report(path: str, ledger: Ledger, problems: Iterable[Problem]) -> None:
    """Write the report. Raises `FanpackError` (output) where it cannot be written."""
    text = json.dumps(report_data(ledger, problems), ensure_ascii=False, indent=1)
    with complete(Path(path)) as temporary:
        temporary.write_text(sayable(text) + "\n", encoding="utf-8")
