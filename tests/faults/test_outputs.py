"""Whatever ends a build, the book that was there before stays whole, and nothing is left lying about."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.command import alive, environment, python

STORY = "\n\n".join(
    f"Chapter {chapter}\n\n"
    + "\n\n".join(f"Paragraph {n} of chapter {chapter} tells how the lamps were lit again." for n in range(12))
    for chapter in range(1, 5)
)
KILLS = int(os.environ.get("FANPACK_KILLS", "20" if os.environ.get("CI") else "12"))
"""How many builds are killed; `docs/reliability.md` tells of a hundred."""


def start(*said: str, **more: object) -> subprocess.Popen[bytes]:
    """`fanpack ...`, running; what it says on standard error can be read."""
    command = [sys.executable, "-m", "packager", *said]
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a story and a finished book of it, EPUB and PDF."""
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = start(
        "build", str(tmp_path / "story.txt"), "-f", "epub", "-f", "pdf", "-o", str(tmp_path / "dist" / "b.epub")
    )
    assert done.wait() == 0, done.stderr.read() if done.stderr else ""
    (tmp_path / "story.txt").write_text(STORY.replace("lamps", "lanterns"), encoding="utf-8")
    return tmp_path


def whole(folder: Path) -> None:
    """Both books open and are complete."""
    with zipfile.ZipFile(folder / "b.epub") as book:
        assert book.testzip() is None
    with pikepdf.open(folder / "b.pdf") as pdf:
        assert len(pdf.pages) > 4


def test_a_build_killed_at_any_moment_leaves_the_old_books_whole(desk: Path) -> None:
    """SIGKILL at random moments: each file is the old one or the new one, never a part of one; workers don't outlive
    their build, and the next build removes what was left unfinished."""
    chance = random.Random(KILLS)
    begun = time.monotonic()
    first = start("build", str(desk / "story.txt"), "-f", "epub", "-f", "pdf", "-o", str(desk / "x" / "b.epub"))
    assert first.wait() == 0
    long = time.monotonic() - begun
    for _ in range(KILLS):
        process = start(
            *("build", str(desk / "story.txt"), "-f", "epub", "-f", "pdf", "--no-cache", "-j", "2"),
            *("-o", str(desk / "dist" / "b.epub")),
            start_new_session=True,
        )
        try:
            process.wait(chance.uniform(0.05, long * 1.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert not alive(process.pid)
        whole(desk / "dist")
    last = start("build", str(desk / "story.txt"), "-o", str(desk / "dist" / "b.epub"))
    assert last.wait() == 0
    assert sorted(path.name for path in (desk / "dist").iterdir()) == ["b.epub", "b.pdf"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_what_asks_a_build_to_end_leaves_no_temporary_file(number: signal.Signals, desk: Path) -> None:
    """Ctrl-C, `kill` or a closed terminal, which reach the workers too: one line, its code, nothing left."""
    before = sorted(path.name for path in (desk / "dist").iterdir())
    for moment in (0.4, 0.8, 1.2, 1.6):
        process = start(
            "build",
            str(desk / "story.txt"),
            "-f",
            "pdf",
            "-f",
            "epub",
            "--no-cache",
            "-j",
            "2",
            "-o",
            str(desk / "dist" / "b.epub"),
            start_new_session=True,
        )
        time.sleep(moment)
        if process.poll() is None:
            os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
        assert process.returncode in (0, 130, -number), said.decode()  # the last while Python itself begins
        assert b"Traceback" not in said or process.returncode == -number
        assert not alive(process.pid)
        assert sorted(path.name for path in (desk / "dist").iterdir()) == before
        whole(desk / "dist")


def test_an_interrupt_while_a_class_is_made_ends_with_its_code(tmp_path: Path) -> None:
    """Python 3.11 ends a program by SIGINT where a KeyboardInterrupt once left an `exec`, as making a dataclass is."""
    (tmp_path / "slow.py").write_text(
        "import os, signal\n"
        "from packager import cli\n"
        "@cli.main.command()\n"
        "def slow():\n"
        "    exec('os.kill(os.getpid(), signal.SIGTERM); [None for _ in range(10**9)]')\n"
        "cli.main()\n"
    )
    done = python("-m", "slow", "slow", cwd=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (130, "stopped; nothing was replaced")


def test_a_full_disk_is_one_line_and_the_old_books_stay(desk: Path) -> None:
    """No file may grow beyond a few kilobytes: the build fails with the output code and replaces nothing."""
    old = {path.name: path.read_bytes() for path in (desk / "dist").iterdir()}

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))

    for name in ("epub", "pdf"):
        process = start(
            "build",
            str(desk / "story.txt"),
            "-f",
            name,
            "-q",
            "-o",
            str(desk / "dist" / f"b.{name}"),
            preexec_fn=little_room,
        )
        _, said = process.communicate(timeout=120)
        assert process.returncode == 5, said.decode()
        assert b"cannot be written" in said
        assert {path.name: path.read_bytes() for path in (desk / "dist").iterdir()} == old


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_line(desk: Path) -> None:
    """Nothing is written, the line names the file and says what to do."""
    (desk / "dist").chmod(0o555)
    try:
        process = start("build", str(desk / "story.txt"), "-o", str(desk / "dist" / "b.epub"))
        _, said = process.communicate(timeout=120)
    finally:
        (desk / "dist").chmod(0o755)
    assert process.returncode == 5
    assert b"b.epub: cannot be written" in said


def test_two_builds_into_one_folder_do_not_mix(desk: Path) -> None:
    """All end well, and EPUB and PDF are those of one build."""
    (desk / "other.txt").write_text(STORY.replace("lamps", "candles"), encoding="utf-8")
    builds = [
        start("build", str(desk / name), "-f", "epub", "-f", "pdf", "--title", "B", "-o", str(desk / "dist" / "b.epub"))
        for name in ("story.txt", "other.txt") * 2
    ]
    assert [build.wait() for build in builds] == [0] * 4
    whole(desk / "dist")
    with zipfile.ZipFile(desk / "dist" / "b.epub") as book:
        text = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    assert ("lanterns" in text) != ("candles" in text)
    with pdfium.PdfDocument(desk / "dist" / "b.pdf") as pdf:
        printed = "".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
    assert [word in printed for word in ("lanterns", "candles")] == [word in text for word in ("lanterns", "candles")]
    assert sorted(path.name for path in (desk / "dist").iterdir()) == ["b.epub", "b.pdf"]
