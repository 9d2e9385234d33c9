"""Worker processes that end with the process that started them, however it ends.

A worker of `concurrent.futures` waits for work on a pipe that it holds open itself: where its parent is killed it waits
for ever. And Ctrl-C on a terminal goes to workers too, which then print where they were.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Generic, TypeVar

from packager.files import ENDS, ending_later

Result = TypeVar("Result")


def begin() -> None:
    """What every worker does first: the signals of a terminal are its parent's business, and so is when to end."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def begin_with_cleaning() -> None:
    """The same for workers that write files: asked to end (SIGTERM), they remove what is unfinished first."""
    begin()
    signal.signal(signal.SIGTERM, _leave)


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(1)


@contextmanager
def leaving() -> Iterator[None]:
    """A block of work that a worker is asked to end in: it is unwound, and the worker takes no more."""
    try:
        yield
    except SystemExit:
        if multiprocessing.parent_process() is None:
            raise
        os._exit(1)


def _end_with(parent: BaseProcess) -> None:
    wait([parent.sentinel])
    os._exit(1)  # at once: nobody waits for what it does


@contextmanager
def starting() -> Iterator[None]:
    """Within it worker processes are started and given work: they are born with signals blocked, until `begin` has set
    what they do about them."""
    with ending_later():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Finished(Generic[Result]):
    """Work handed to a pool, as it is done; whoever waits for it can be interrupted.

    `concurrent.futures.wait` and `as_completed` take the locks of all futures: an interrupt that comes meanwhile leaves
    them taken, and the pool's own thread, which the program waits for at its end, waits for them for ever.
    """

    def __init__(self) -> None:
        self._done: SimpleQueue[Future[Result]] = SimpleQueue()

    def add(self, future: Future[Result]) -> Future[Result]:
        """To be called within `starting`: this takes the future's lock, too."""
        future.add_done_callback(self._done.put)
        return future

    def wait(self) -> Future[Result]:
        """The next that is done."""
        return self._done.get()


def result_of(future: Future[Result]) -> Result:
    """What a future that is done gives or raises, without leaving its lock taken where an interrupt comes."""
    with ending_later():
        return future.result()


def running() -> frozenset[int]:
    """The process numbers of this process's workers."""
    return frozenset(worker.pid for worker in multiprocessing.active_children() if worker.pid)


def end(before: frozenset[int], seconds: float = 0.0) -> None:
    """End all workers but those of `before`, whatever they are at: at once, or after so many seconds to clean up."""
    ours = [worker for worker in multiprocessing.active_children() if worker.pid not in before]
    with suppress(OSError, ValueError):
        for worker in ours if seconds else ():
            worker.terminate()
        for worker in ours if seconds else ():
            worker.join(seconds)
    for worker in ours:
        with suppress(OSError, ValueError):
            worker.kill()
