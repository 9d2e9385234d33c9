"""Where a book is put: what may be replaced, what is followed, and that a build's files belong together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from packager import limits, sources
from packager.files import complete
from packager.problems import ExitCode, FanpackError
from tests.command import environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, pipes and signals are those of POSIX")


def put(target: Path, text: str = "new") -> None:
    with complete(target) as temporary:
        temporary.write_text(text)


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file that a link leads to is replaced, there or not, and the link stays one."""
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "real.epub").write_text("old")
    for name in ("real.epub", "not-yet.epub"):
        link = tmp_path / f"link-{name}"
        link.symlink_to(tmp_path / "shelf" / name)
        put(link)
        assert link.is_symlink()
        assert (tmp_path / "shelf" / name).read_text() == "new"
    assert sorted(path.name for path in (tmp_path / "shelf").iterdir()) == ["not-yet.epub", "real.epub"]


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/zero"])
def test_a_device_is_never_replaced(device: str, tmp_path: Path) -> None:
    """Not even by who may: root would have a book in its place."""
    link = tmp_path / "b.epub"
    link.symlink_to(device)
    for target in (Path(device), link):
        with pytest.raises(FanpackError) as told:
            put(target)
        assert told.value.code is ExitCode.OUTPUT
        assert "no file" in told.value.message
    assert Path(device).is_char_device()


def test_a_pipe_a_folder_and_a_loop_are_one_line(tmp_path: Path) -> None:
    """Nothing waits for a pipe's reader, and each keeps what it is."""
    os.mkfifo(tmp_path / "pipe.epub")
    (tmp_path / "folder.epub").mkdir()
    for name, word in (("pipe.epub", "pipe"), ("folder.epub", "folder"), ("folder.epub/x/../../pipe.epub/b", "cannot")):
        with pytest.raises(FanpackError) as told:
            put(tmp_path / name)
        assert told.value.code is ExitCode.OUTPUT
        assert word in told.value.message
    assert (tmp_path / "pipe.epub").is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_book_stays(tmp_path: Path) -> None:
    """Somebody took care that it isn't written."""
    book = tmp_path / "b.epub"
    book.write_text("old")
    book.chmod(0o444)
    with pytest.raises(FanpackError, match="read-only"):
        put(book)
    assert book.read_text() == "old"


def test_a_name_as_long_as_may_be(tmp_path: Path) -> None:
    """A temporary name is never longer than the book's own may be."""
    book = tmp_path / ("x" * 250 + ".epub")
    put(book)
    assert book.read_text() == "new"


def test_what_killed_builds_left_goes_and_what_others_make_stays(tmp_path: Path) -> None:
    """The next build into the folder removes unfinished files, whatever book they were of, and nothing else."""
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    with complete(tmp_path / "b.epub") as living:
        dead = [
            tmp_path / living.name.replace(f"-{os.getpid()}-", f"-{process.pid}-"),
            tmp_path / (living.name.replace(f"-{os.getpid()}-", f"-{process.pid}-") + ".part"),
        ]
        others = [tmp_path / ".mine.part", tmp_path / ".b.epub.part", tmp_path / "b.epub.part"]
        for path in (*dead, *others):
            path.write_text("half")
        put(tmp_path / "c.epub")
        assert living.exists()
    assert [path.exists() for path in (*dead, *others)] == [False, False, True, True, True]


def test_files_of_a_build_take_their_places_together(tmp_path: Path) -> None:
    """Builds of two books into the same EPUB and PDF, over and over at once: never one of each."""
    mixed: list[str] = []

    def builds() -> None:
        script = (
            "import sys, pathlib\nfrom contextlib import ExitStack\nfrom packager.files import complete\n"
            "for n in range(150):\n"
            "    with ExitStack() as stack:\n"
            "        for name in ('b.epub', 'b.pdf'):\n"
            "            made = stack.enter_context(complete(pathlib.Path(sys.argv[1]) / name))\n"
            "            made.write_text(f'{sys.argv[2]}{n}')\n"
        )
        line = [sys.executable, "-c", script, str(tmp_path)]
        started = [subprocess.Popen([*line, who], env=environment()) for who in "AB"]
        mixed.extend("failed" for build in started if build.wait())

    both = threading.Thread(target=builds)
    both.start()
    import fcntl

    while both.is_alive():
        folder = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)  # as a build does: nobody is between the two
        read = [path.read_text() for path in (tmp_path / "b.epub", tmp_path / "b.pdf") if path.exists()]
        os.close(folder)
        if len(set(read)) > 1 or len(read) == 1:
            mixed.append(" ".join(read))
        both.join(0.002)
    assert not mixed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.epub", "b.pdf"]


def test_an_interruption_between_two_files_waits_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C when the first file is in its place comes to pass when the second is too."""
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        done = replace(self, target)
        signal.raise_signal(signal.SIGINT)
        return done

    monkeypatch.setattr(Path, "replace", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is not heeded
    try:
        with pytest.raises(KeyboardInterrupt), ExitStack() as stack:  # noqa: PT012 - the block is the point
            for name in ("b.epub", "b.pdf"):
                stack.enter_context(complete(tmp_path / name)).write_text("new")
        assert [path.read_text() for path in sorted(tmp_path.iterdir())] == ["new", "new"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_file_that_fails_leaves_all_of_them(tmp_path: Path) -> None:
    """Where the second file cannot be finished the first is not replaced either."""
    for name in ("b.epub", "b.pdf"):
        (tmp_path / name).write_text("old")
    with pytest.raises(FanpackError), ExitStack() as stack:  # noqa: PT012 - the block is the point
        first = stack.enter_context(complete(tmp_path / "b.epub"))
        stack.enter_context(complete(tmp_path / "b.pdf")).write_text("new")
        first.unlink()
    assert [path.read_text() for path in sorted(tmp_path.iterdir())] == ["old", "old"]


def test_a_source_that_grows_is_read_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read of a file than fanpack takes, whatever its size was a moment ago."""
    story = tmp_path / "s.txt"
    story.write_text("The lamp. " * 100)
    monkeypatch.setattr(limits, "SOURCE", 500)
    real = Path.stat

    def young(self: Path, **more: bool) -> os.stat_result:
        found = real(self, **more)
        return os.stat_result((*found[:6], 10, *found[7:])) if self == story else found

    monkeypatch.setattr(Path, "stat", young)
    with pytest.raises(FanpackError, match="more than any story"):
        sources.load(str(story))


def test_a_source_that_goes_is_one_line(tmp_path: Path) -> None:
    """Removed between the list of a folder and reading it, the line names the file."""
    with pytest.raises(FanpackError) as told:
        sources.load(str(tmp_path / "gone.txt"))
    assert told.value.code is ExitCode.INPUT
