"""Worker processes never outlive the command that started them, and say nothing when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import alive, environment, python

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts processes by /proc")

SCRIPT = """
import multiprocessing, os, signal, sys, time
from concurrent.futures import ProcessPoolExecutor
from packager import workers
from packager.files import ENDS

def main():
    for number in ENDS:
        signal.signal(number, signal.default_int_handler)
    others = workers.running()
    begin = workers.begin_with_cleaning if sys.argv[2] == "clean" else workers.begin
    with workers.starting():
        pool = ProcessPoolExecutor(2, multiprocessing.get_context(sys.argv[1]), begin)
        finished = workers.Finished()
        jobs = [finished.add(pool.submit(time.sleep, 120)) for _ in range(4)]
    while len(multiprocessing.active_children()) < 2 or not any(job.running() for job in jobs):
        time.sleep(0.05)
    time.sleep(0.5)
    try:
        print("ready", flush=True)
        finished.wait()
    except KeyboardInterrupt:
        workers.end(others, 5 if sys.argv[2] == "clean" else 0)
        pool.shutdown(wait=True, cancel_futures=True)
        sys.exit(130)

if __name__ == "__main__":
    main()
"""


def command(folder: Path, how: str, what: str) -> subprocess.Popen[bytes]:
    (folder / "command.py").write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, str(folder / "command.py"), how, what],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_workers_of_a_killed_command_end(how: str, tmp_path: Path) -> None:
    """Nothing tells them that it is gone but that it is gone."""
    process = command(tmp_path, how, "")
    process.kill()
    process.communicate(timeout=30)
    assert alive(process.pid) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize(("how", "what"), [("fork", ""), ("spawn", "clean")])
def test_workers_leave_signals_to_their_command(how: str, what: str, number: signal.Signals, tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to all of them: the command ends them, at once, and none prints where it was."""
    process = command(tmp_path, how, what)
    if what and number == signal.SIGTERM:  # these clean up when they are asked themselves
        os.kill(process.pid, number)
    else:
        os.killpg(process.pid, number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == b""
    assert alive(process.pid) == []


LOCKS = """
import random, signal, sys, threading
from concurrent.futures import Future
from packager import workers

def interrupt(number, frame):
    signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGALRM, interrupt)
rest = random.Random(7)
for _ in range(400):
    future, finished = Future(), workers.Finished()
    future.set_result(1)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.00002 + rest.random() * 0.0005)
        while True:
            if sys.argv[1] == "result":
                workers.result_of(future)
            else:
                with workers.starting():
                    finished.add(future)
                finished.wait()
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
    free = threading.Thread(target=future.done, daemon=True)
    free.start()
    free.join(10)
    if free.is_alive():
        print("taken", flush=True)
        break
"""


@pytest.mark.parametrize("what", ["result", "add"])
def test_an_interrupt_leaves_no_lock_taken(what: str) -> None:
    """Wherever Ctrl-C comes: the pool's own thread, which a command waits for at its end, would wait for ever."""
    told = python("-c", LOCKS, what)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
