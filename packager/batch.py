"""Many books: every folder, manifest or story file of a shelf becomes a book of its own.

Work is handed to any `concurrent.futures.Executor`. A book that is done leaves a record beside the books;
a later run, or a second worker that was given the same book, finds it and goes on. A bad book is reported
and the others are built.
"""

from __future__ import annotations

import concurrent.futures as futures
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from natsort import natsorted, ns

from packager import __version__
from packager.files import complete, file_stem
from packager.problems import ExitCode, FanpackError, Report
from packager.sources import MANIFEST_NAME, STORY_ENDINGS, within
from packager.workers import Finished, begin_with_cleaning, end, leaving, result_of, running, starting

RECORDS = ".fanpack-batch"

LEADS_OUT = "left out: it is a link that leads out of the folder; name what it leads to"

TRIES = 2
"""A book whose worker dies is tried again once; one that kills two workers is a bad book."""


@dataclass(frozen=True, slots=True)
class BookJob:
    """One book to build; plain values, so that it can travel to another machine.

    Paths are absolute: workers share the file system, not the working folder.
    """

    source: str
    output: str  # folder
    stem: str  # the files' name without ending
    formats: tuple[str, ...]
    theme: str = ""
    refused: str = ""  # why it is not built


@dataclass(frozen=True, slots=True)
class BookDone:
    source: str
    files: tuple[str, ...] = ()
    words: int = 0
    error: str = ""
    warnings: int = 0
    skipped: bool = False  # it was built before and nothing has changed


def shelf_books(shelf: Path, output: Path, formats: Sequence[str], theme: str = "") -> tuple[BookJob, ...]:
    """The books of a shelf in natural order: its folders that hold stories, and story files lying in it.

    Raises `FanpackError` (input) where there is none. Two books never share a file name.
    """
    if not shelf.is_dir():
        raise FanpackError(ExitCode.INPUT, str(shelf), "no such folder; name the folder your books are in")
    found: list[tuple[Path, str]] = []  # and why it is not built
    out, root = os.path.realpath(output), os.path.realpath(shelf)
    for path in natsorted(sorted(shelf.iterdir()), key=lambda p: p.name, alg=ns.IGNORECASE):
        if path.name.startswith(".") or os.path.realpath(path) == out:
            continue
        if path.is_symlink() and not within(path, root):  # nobody named its target
            if path.is_dir() or path.suffix.lower() in STORY_ENDINGS:
                found.append((path, LEADS_OUT))
        elif (path.is_dir() and _has_stories(path)) or (path.is_file() and path.suffix.lower() in STORY_ENDINGS):
            found.append((path, ""))
    if not found:
        raise FanpackError(ExitCode.INPUT, str(shelf), "no stories here; put each book in a folder of its own")
    taken: set[str] = set()
    jobs: list[BookJob] = []
    for path, refused in found:
        stem = base = file_stem(path.stem if path.is_file() else path.name)
        number = 1
        while stem in taken:
            number += 1
            stem = f"{base}-{number}"
        taken.add(stem)
        source = path.absolute() if refused else os.path.realpath(path)
        jobs.append(BookJob(str(source), out, stem, tuple(formats), theme, refused))
    return tuple(jobs)


def _has_stories(folder: Path) -> bool:
    if (folder / MANIFEST_NAME).is_file():
        return True
    return any(Path(name).suffix.lower() in STORY_ENDINGS for _, _, names in os.walk(folder) for name in names)


def build_book(job: BookJob) -> BookDone:
    """Build one book, wherever this runs. Never raises: what goes wrong is in the result."""
    with leaving():
        return _build_book(job)


def _build_book(job: BookJob) -> BookDone:
    from packager.build import build
    from packager.manifest import Manifest, read_manifest
    from packager.request import Request
    from packager.writers.table import WriteOptions

    if job.refused:
        return BookDone(job.source, error=f"{job.source}: {job.refused}")
    try:
        key = fingerprint(job)
        known = _record(job)
        if known and known.get("key") == key and all(Path(f).is_file() for f in known["files"]):
            return BookDone(job.source, tuple(known["files"]), known["words"], skipped=True)
        source = Path(job.source)
        beside = source / MANIFEST_NAME
        manifest = read_manifest(beside) if beside.is_file() else Manifest()
        if job.theme:
            manifest = replace(manifest, settings=replace(manifest.settings, theme=job.theme))
        report = Report()
        paths = () if beside.is_file() else (job.source,)
        request = Request(
            paths=paths,
            manifest=manifest,
            formats=job.formats,
            output=str(Path(job.output) / f"{job.stem}.{job.formats[0]}"),
            options=WriteOptions(jobs=1),  # the books are built side by side, not their parts
        )
        outcome = build(request, report)
        outputs = [str(o.path) for o in outcome.outputs]
        words = outcome.ledger.words_out
        record = {"key": key, "files": outputs, "words": words, "version": __version__}
        with complete(_record_path(job)) as temporary:
            temporary.write_text(json.dumps(record), encoding="utf-8")
        return BookDone(job.source, tuple(outputs), words, warnings=len(report.warnings))
    except FanpackError as error:
        return BookDone(job.source, error=str(error))
    except Exception as error:  # a bad book must not end the batch
        return BookDone(job.source, error=f"fanpack failed on it ({type(error).__name__}: {error})")


def fingerprint(job: BookJob) -> str:
    """A name for all that shapes the book: its files (path, size, time of change), the options, the version."""
    source = Path(job.source)
    if source.is_file():
        files = [source]
    else:
        files = [Path(base) / name for base, _, names in os.walk(source) for name in names]
    seen = [
        (path.relative_to(source.parent).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files
    ]
    said = json.dumps([sorted(seen), asdict(job), __version__], sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _record_path(job: BookJob) -> Path:
    return Path(job.output) / RECORDS / f"{job.stem}.json"


def _record(job: BookJob) -> dict[str, Any] | None:
    try:
        found = json.loads(_record_path(job).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"key", "files", "words"} <= set(found) else None


def run(jobs: Sequence[BookJob], make_executor: Callable[[], futures.Executor], in_flight: int) -> Iterator[BookDone]:
    """Build all jobs, as they are done. At most `in_flight` are handed out at a time.

    When a pool of processes breaks, a new one takes over: the books that were in it are tried again one at a
    time, so that the one which breaks pools is known and no other suffers.
    """
    waiting = list(reversed(jobs))
    suspects: list[BookJob] = []
    tries: dict[str, int] = {}
    while waiting or suspects:
        alone = bool(suspects)
        queue = suspects if alone else waiting
        room = 1 if alone else max(1, in_flight)
        others = running()
        with make_executor() as executor:
            handed: dict[futures.Future[BookDone], BookJob] = {}
            finished: Finished[BookDone] = Finished()
            try:
                while queue or handed:
                    while queue and len(handed) < room:
                        with starting():  # of a pool that is broken by now this raises, and the job waits on
                            future = finished.add(executor.submit(build_book, queue[-1]))
                        handed[future] = queue.pop()
                    future = finished.wait()
                    result = result_of(future)
                    del handed[future]
                    yield result
            except BrokenProcessPool:
                for job in handed.values():
                    tries[job.source] = tries.get(job.source, 0) + 1
                    if alone and tries[job.source] >= TRIES:
                        yield BookDone(job.source, error="its worker process died twice (out of memory?)")
                    else:
                        suspects.append(job)
            except BaseException:  # the command was stopped
                end(others, seconds=5)  # before the pool, whose own thread then has nobody to wait for
                if isinstance(executor, futures.ProcessPoolExecutor):
                    executor.shutdown(cancel_futures=True)
                else:  # Dask's knows no more of shutting down
                    executor.shutdown(wait=False)
                raise


def build_shelf(jobs: Sequence[BookJob], workers: int, scheduler: str = "") -> Iterator[BookDone]:
    """Build the books with `workers` processes here, or on the Dask cluster at `scheduler`.

    Raises `FanpackError` (missing) without the extra `fanpack[dask]`, (usage) where no scheduler answers.
    """
    if not scheduler:
        context = multiprocessing.get_context("spawn")  # a fresh process: nothing of a bad book stays behind

        def processes() -> futures.Executor:
            with starting():  # multiprocessing starts a helper of its own, too
                return futures.ProcessPoolExecutor(workers, mp_context=context, initializer=begin_with_cleaning)

        yield from run(jobs, processes, in_flight=workers * 2)
        return
    try:
        from distributed import Client
    except ImportError:
        raise FanpackError(ExitCode.MISSING, "--scheduler", "needs Dask: pip install 'fanpack[dask]'") from None
    try:
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise FanpackError(ExitCode.USAGE, scheduler, f"no Dask scheduler answers there: {error}") from error
    with client:
        threads = sum(client.nthreads().values()) or 1
        yield from run(jobs, client.get_executor, in_flight=threads * 2)
