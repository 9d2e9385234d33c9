"""Progress: what long work says of itself. The command line shows it; a library caller may ignore it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage ('reading', 'layout'), how much is done and how much there is (0: unknown)."""


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` that shows nothing."""
