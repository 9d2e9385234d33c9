"""What a user does wrong is told in one line with a documented exit code, and nothing is half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from packager.problems import ExitCode
from tests.command import environment, fanpack

STORY = "The lamp was lit.\n\n***\n\nThen the lamp went out, and nobody said a word about it until morning.\n"

FILES: dict[str, bytes] = {
    "story.txt": STORY.encode(),
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "program.txt": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40 + b"# x\n**y** **z** [a](b)\n",
    "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "half.epub": b"PK\x03\x04 cut short",
    "half.docx": b"PK\x03\x04 cut short",
    "page.html": b"<html><body></body></html>",
    "broken.toml": b"[book\ntitle = ",
    "strange.toml": b'[book]\ntitel = "x"\n[[story]]\nfile = "story.txt"\n',
    "wrong.toml": b"[book]\ntitle = ['a', 'b']\n",
    "outside.toml": b'[[story]]\nfile = "../elsewhere.txt"\n',
    "gone.toml": b'[[story]]\nfile = "gone.txt"\n',
    "latin.toml": b'[book]\ntitle = "Caf\xe9"\n',
}

# (what the user types after `fanpack`, exit code, words of the message)
CASES: list[tuple[str, ExitCode, str]] = [
    ("build empty.txt -o book.epub", ExitCode.INPUT, "empty.txt: the file is empty"),
    ("build blank.txt -o book.epub", ExitCode.INPUT, "blank.txt: the file is empty"),
    ("build program.txt -o book.epub", ExitCode.INPUT, "program.txt: "),
    ("build picture.md -o book.epub", ExitCode.INPUT, "picture.md: "),
    ("build half.epub -o book.epub", ExitCode.INPUT, "half.epub: "),
    ("build half.docx -o book.epub", ExitCode.INPUT, "half.docx: "),
    ("build page.html -o book.epub", ExitCode.INPUT, "page.html: no story text"),
    ("build gone.txt -o book.epub", ExitCode.INPUT, "gone.txt: no such file"),
    ("build nothing -o book.epub", ExitCode.INPUT, "nothing: no stories in this folder"),
    ("build story.txt empty.txt -o book.epub", ExitCode.INPUT, "empty.txt: the file is empty"),
    ("build", ExitCode.USAGE, "nothing to build"),
    ("build story.txt --format mobi -o book.epub", ExitCode.USAGE, "unknown format 'mobi'"),
    ("build story.txt -o book.mobi", ExitCode.USAGE, "unknown format '.mobi'"),
    ("build story.txt -o story.txt", ExitCode.USAGE, "unknown format '.txt'"),
    ("build story.txt --theme nope -o book.epub", ExitCode.USAGE, "no theme has this name"),
    ("build story.txt --cover empty.txt -o book.epub", ExitCode.INPUT, "empty.txt: "),
    ("build story.txt --cover blank.txt -o book.epub", ExitCode.INPUT, "blank.txt: "),
    ("build story.txt --css gone.css -o book.epub", ExitCode.INPUT, "gone.css: "),
    ("build --manifest broken.toml", ExitCode.MANIFEST, "broken.toml:1: is not valid TOML"),
    ("build --manifest strange.toml", ExitCode.MANIFEST, "unknown key 'titel'"),
    ("build --manifest wrong.toml", ExitCode.MANIFEST, "wants a text in quotes"),
    ("build --manifest outside.toml", ExitCode.MANIFEST, "not in the manifest's folder"),
    ("build --manifest latin.toml", ExitCode.MANIFEST, "latin.toml: is not UTF-8"),
    ("build --manifest gone.toml", ExitCode.INPUT, "gone.txt: no such file"),
    ("build --manifest nowhere.toml", ExitCode.MANIFEST, "nowhere.toml: cannot be read"),
    ("build story.txt -o story.txt/book.epub", ExitCode.OUTPUT, "cannot be written"),
    ("inspect empty.txt", ExitCode.INPUT, "empty.txt: the file is empty"),
    ("init nothing", ExitCode.INPUT, "nothing: no stories in this folder"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "nothing").mkdir()
    return tmp_path


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("typed", "code", "message"), CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_one_clear_line(folder: Path, typed: str, code: ExitCode, message: str) -> None:
    """One line names the place and what is wrong, the exit code is the documented one, no file came or changed."""
    before = everything(folder)
    done = fanpack(*typed.split(), cwd=folder)
    assert done.returncode == code, done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert message in errors[0]
    assert done.stderr.splitlines()[-1] == errors[0]
    assert "Traceback" not in done.stderr + done.stdout
    assert everything(folder) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(folder: Path) -> None:
    """A book that cannot be put where the user said is told, with what to do."""
    locked = folder / "locked"
    locked.mkdir(mode=0o500)
    done = fanpack("build", "story.txt", "-o", "locked/book.epub", cwd=folder)
    assert done.returncode == ExitCode.OUTPUT
    assert "locked/book.epub: cannot be written: Permission denied" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_nobody_can_take_is_no_traceback(folder: Path) -> None:
    """`fanpack inspect story.txt >/dev/full` ends with a line and a code, as a full disk would."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "packager", "inspect", "story.txt"],
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_story_in_another_encoding_is_read(folder: Path, encoding: str) -> None:
    """Curly quotes, accents and dashes come out right whatever the program that saved them."""
    text = "“Café?” said Zoë — ‘no’, he thought.\n\n" + "It was a long way to the sea. " * 20
    (folder / "other.txt").write_bytes(text.encode(encoding))
    done = fanpack("build", "other.txt", "-o", "book.html", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "book.html").read_text(encoding="utf-8")
    for piece in ("Café?”", "Zoë", "‘no’"):
        assert piece in page


def test_a_damaged_cover_is_refused(tmp_path: Path) -> None:
    """A cover that begins like a picture and is none: one line, before any book is written."""
    (tmp_path / "story.txt").write_text("Tide\n\nThe oars were gone.\n", encoding="utf-8")
    (tmp_path / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\nxxxx")
    told = fanpack("build", "story.txt", "--cover", "cover.png", "-o", "book.epub", cwd=tmp_path)
    assert told.returncode == 3
    assert "cover.png: is damaged" in told.stderr
    assert not (tmp_path / "book.epub").exists()
