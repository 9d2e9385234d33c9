"""What the terminal shows: progress while work runs, messages without anything a terminal would obey."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from packager.files import sayable
from packager.problems import Level, Problem
from packager.progress import Progress, silent

# Escape sequences, other control characters and bidi controls: a title must not steer the terminal.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    return sayable(UNSAFE.sub("\ufffd", text))


def say(text: str, err: bool = False) -> None:
    click.echo(clean(text), err=err)


def one_line(text: str) -> str:
    """The text on one line, whatever it quotes: a file's name may hold line ends."""
    return " ".join(re.split(r"[\t\r\n\v\f\x85\u2028\u2029]+", text))


def problem_line(problem: Problem) -> str:
    level = "note" if problem.level is Level.INFO else "warning"
    where = f"{problem.where}: " if problem.where else ""
    return one_line(f"{level}: {where}{problem.message} [{problem.code}]")


SHOWN = 3
"""Warnings of one code that are told one by one; the rest are counted, or nobody sees the others for them."""


def problem_lines(problems: Iterable[Problem], verbose: bool) -> Iterator[str]:
    """What is told of the problems, in their order; `verbose` tells every one, notes too."""
    told = [problem for problem in problems if verbose or problem.level is not Level.INFO]
    of_code = Counter(problem.code for problem in told)
    seen: Counter[str] = Counter()
    for problem in told:
        seen[problem.code] += 1
        more = of_code[problem.code] - SHOWN
        if verbose or more <= 1 or seen[problem.code] <= SHOWN:
            yield problem_line(problem)
        elif seen[problem.code] == SHOWN + 1:
            yield f"warning: and {more:,} more like these; -v tells them all [{problem.code}]"


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """Progress on standard error: a bar on a terminal, a plain line a stage elsewhere, nothing if quiet."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _rich() as show:
            yield show
    else:
        yield _Plain()


class _Plain:
    def __init__(self) -> None:
        self.stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self.stage:
            self.stage = stage
            say(f"{stage} ({total})" if total > 1 else stage, err=True)


@contextmanager
def _rich() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=clean(stage), completed=done, total=total or None)

        yield show
