"""What can go wrong, told once: a `Problem` is a finding about the input, a `FanpackError` ends the run.

Every message is one line that says what was found and what to do. Codes are stable and documented in
`docs/problems.md`; exit codes are those of `ExitCode`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, IntEnum


class ExitCode(IntEnum):
    """What the process says to its caller (0 is success)."""

    USAGE = 2  # unknown option, format or argument (click's own code)
    INPUT = 3  # a source is missing, empty, unreadable or not a story
    MANIFEST = 4  # fanpack.toml cannot be used
    OUTPUT = 5  # the book cannot be written
    LEDGER = 6  # words of the sources are not all in the book, or a check failed
    MISSING = 7  # a needed package or program is not installed
    STRICT = 8  # --strict, and there were warnings
    INTERNAL = 70  # a fault in fanpack itself
    INTERRUPTED = 130  # Ctrl-C


class FanpackError(Exception):
    """Ends the run with one line and an exit code.

    `where` is the file, with `:line` where known; `message` says what is wrong and what to do.
    """

    def __init__(self, code: ExitCode, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.code = code
        self.where = where
        self.message = message


class Level(Enum):
    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding that does not stop the build: a stable code, a place, and what the reader can do."""

    code: str  # 'doubtful-break', 'missing-chapter', ...
    where: str  # 'story.txt:57'
    message: str
    level: Level = Level.WARNING


@dataclass(slots=True)
class Report:
    """Collects problems while a build runs; the one mutable value handed down the pipeline."""

    problems: list[Problem] = field(default_factory=list)

    def warn(self, code: str, where: str, message: str) -> None:
        self.problems.append(Problem(code, where, message))

    def info(self, code: str, where: str, message: str) -> None:
        self.problems.append(Problem(code, where, message, Level.INFO))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.WARNING]
