"""A shelf becomes books; a run that was stopped goes on; one bad book harms no other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import pytest

from packager.batch import build_book, build_shelf, run, shelf_books
from packager.problems import ExitCode, FanpackError
from packager.workers import begin_with_cleaning
from tests.command import environment, fanpack

STORY = """Chapter 1: The Gate

{name} walked to the gate and waited for the rain to stop before going on.

Nobody came, and so {name} went home again.

Chapter 2: The Road

The next day the road was dry, and {name} went all the way to the sea.
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Three good books, one bad one and a folder without stories."""
    for name in ("Book 2", "Book 10", "Book 1"):
        folder = tmp_path / "shelf" / name
        folder.mkdir(parents=True)
        (folder / "story.txt").write_text(STORY.format(name=name.replace(" ", "")))
    bad = tmp_path / "shelf" / "Broken"
    bad.mkdir()
    (bad / "story.txt").write_bytes(b"\x00\x01\x02" * 400)
    (tmp_path / "shelf" / "Pictures").mkdir()
    return tmp_path / "shelf"


def test_every_folder_with_stories_is_a_book_in_natural_order(shelf, tmp_path):
    """Folders without stories are passed over; names never clash."""
    jobs = shelf_books(shelf, tmp_path / "out", ["epub"])
    assert [job.stem for job in jobs] == ["book-1", "book-2", "book-10", "broken"]


def test_a_shelf_without_books_is_one_line(tmp_path):
    """The line names the folder; the exit code is the input's."""
    with pytest.raises(FanpackError) as caught:
        shelf_books(tmp_path, tmp_path / "out", ["epub"])
    assert caught.value.code is ExitCode.INPUT


def test_a_bad_book_is_reported_and_the_others_are_built(shelf, tmp_path):
    """The second run builds nothing anew; a changed story is built again."""
    out = tmp_path / "out"
    jobs = shelf_books(shelf, out, ["epub"])
    first = {Path(d.source).name: d for d in build_shelf(jobs, workers=2)}
    assert [name for name, done in first.items() if done.error] == ["Broken"]
    assert sorted(p.name for p in out.glob("*.epub")) == ["book-1.epub", "book-10.epub", "book-2.epub"]
    assert all(zipfile.ZipFile(p).testzip() is None for p in out.glob("*.epub"))
    (shelf / "Book 2" / "story.txt").write_text(STORY.format(name="Somebody"))
    second = {Path(d.source).name: d for d in build_shelf(jobs, workers=1)}
    assert {name for name, done in second.items() if done.skipped} == {"Book 1", "Book 10"}


def test_a_worker_that_dies_between_two_books_costs_none(shelf, tmp_path):
    """A pool whose worker was killed while it had nothing to do takes no more work: the next book waits for another."""
    pools: list[ProcessPoolExecutor] = []

    def pool() -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        pools.append(ProcessPoolExecutor(1, context, initializer=begin_with_cleaning))
        return pools[-1]

    jobs = shelf_books(shelf, tmp_path / "out", ("epub",))
    others = set(multiprocessing.active_children())
    built = []
    for done in run(jobs, pool, in_flight=1):
        built.append(done.source)
        if len(built) == 1:
            for worker in set(multiprocessing.active_children()) - others:
                worker.kill()
            with suppress(BrokenProcessPool):
                while True:
                    pools[0].submit(int).result()
    assert len(jobs) > 1
    assert built == [job.source for job in jobs]
    assert len(pools) == 2


def test_a_cluster_that_loses_a_worker_loses_no_book(tmp_path):
    """A real Dask scheduler with two workers on loopback, one killed in mid-run: every book once."""
    distributed = pytest.importorskip("distributed", reason="the extra fanpack[dask] is not installed")
    shelf = tmp_path / "shelf"
    for number in range(24):
        folder = shelf / f"Book {number:02}"
        folder.mkdir(parents=True)
        (folder / "story.txt").write_text(STORY.format(name=f"Traveller{number}") * 20)
    env = environment()
    address_file = tmp_path / "scheduler.json"
    base = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    base += ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(address_file)]
    processes = [subprocess.Popen(base, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
    try:
        for _ in range(2):
            command = [sys.executable, "-m", "distributed.cli.dask_worker"]
            command += ["--scheduler-file", str(address_file), "--nthreads", "1", "--no-nanny"]
            command += ["--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(tmp_path / "dask")]
            processes.append(subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 60
        while not address_file.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        import json

        address = json.loads(address_file.read_text())["address"]
        with distributed.Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        jobs = shelf_books(shelf, tmp_path / "out", ["epub"])
        results = []
        for done in build_shelf(jobs, workers=2, scheduler=address):
            results.append(done)
            if len(results) == 3:
                os.kill(processes[1].pid, signal.SIGKILL)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert [done.error for done in results] == [""] * 24
    assert sorted(done.source for done in results) == sorted(job.source for job in jobs)
    assert len(list((tmp_path / "out").glob("*.epub"))) == 24


def test_no_scheduler_is_one_line(shelf, tmp_path):
    """An address where nobody answers ends with the usage code."""
    pytest.importorskip("distributed", reason="the extra fanpack[dask] is not installed")
    jobs = shelf_books(shelf, tmp_path / "out", ["epub"])
    with pytest.raises(FanpackError) as caught:
        list(build_shelf(jobs, workers=1, scheduler="tcp://127.0.0.1:9"))
    assert caught.value.code is ExitCode.USAGE


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_shelf_is_not_followed(tmp_path: Path) -> None:
    """What somebody's folder links to is nobody's book: it is told, and the others are built."""
    shelf, beside = tmp_path / "shelf", tmp_path / "beside"
    for folder in (shelf, beside):
        folder.mkdir()
        (folder / "tide.txt").write_text("Tide\n\nThe oars were gone, and nobody said so.\n", encoding="utf-8")
    (shelf / "secret.txt").symlink_to(beside / "tide.txt")
    (shelf / "more").symlink_to(beside)
    jobs = shelf_books(shelf, tmp_path / "out", ["epub"])
    done = {Path(job.source).name: build_book(job) for job in jobs}
    assert "leads out of the folder" in done["secret.txt"].error
    assert "leads out of the folder" in done["more"].error
    assert not done["tide.txt"].error
    assert [path.name for path in (tmp_path / "out").glob("*.epub")] == ["tide.epub"]


def test_a_link_that_leads_to_itself_is_passed_over(tmp_path: Path) -> None:
    """The other books of the shelf are built, in a batch and as one book."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tide.txt").write_text("Tide\n\nThe tide had gone out by noon, and nobody said so aloud.\n")
    (tmp_path / "in" / "loop.txt").symlink_to("loop.txt")
    for typed in (("batch", "in", "-o", "out"), ("build", "in", "-o", "out/one.epub")):
        done = fanpack(*typed, cwd=tmp_path)
        assert (done.returncode, "error" in done.stderr) == (0, False), done.stderr
