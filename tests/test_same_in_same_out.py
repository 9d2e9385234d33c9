"""The same stories make the same book, byte for byte: on any day, machine, account and file system."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from packager.problems import Report
from packager.sources import find

ROOT = Path(__file__).parents[1]
FORMATS = ("epub", "pdf", "html")
LAMPS = "The lamps were lit again in İzmir, Straße by Straße, and nobody said a word about it (A/N: hi!)."


def stories() -> dict[str, bytes]:
    """Files whose order, case, ties, pictures, notes and characters could make a difference."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 60)).save(picture, "PNG")
    chapter = "\n\n".join(f"Chapter {n}\n\n{LAMPS} “{n}.”\n\n***\n\n{LAMPS}" for n in (1, 2))
    page = f"<html><body><h1>Page</h1><p>{LAMPS}</p><img src='p.png' alt='x'></body></html>"
    return {
        "a1.txt": f"One\n\n{chapter}".encode(),
        "A01.txt": f"Tie\n\n{chapter}".encode(),
        "a10.txt": f"Ten\n\nDisclaimer: not mine.\n\n{chapter}".encode(),
        "ı.txt": f"Dotless\n\n{LAMPS}\n\nA/N: thanks to Ada, İlse and Bo!".encode(),
        "sub/b.html": page.encode(),
        "sub/p.png": picture.getvalue(),
        "Sub2/c.md": f"# See\n\n*{LAMPS}*\n\n> {LAMPS}\n".encode(),
    }


def lay(folder: Path, turned: bool) -> Path:
    """The files in a folder, made in one order or the other: many file systems list them as they were made."""
    names = sorted(stories(), reverse=turned)
    for number, name in enumerate(names):
        path = folder / "lamps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stories()[name])
        os.utime(path, (1e9 + number, 1e9 + number * 1000))
    return folder / "lamps"


def built(folder: Path, out: Path, *more: str, cwd: Path, umask: int = 0o022, **environment: str) -> dict[str, str]:
    """The digest of every file that a build makes, by format."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "SOURCE_"))}
    line = [sys.executable, "-m", "packager", "build", str(folder), "-o", str(out) + os.sep, *more]
    line += [word for name in FORMATS for word in ("-f", name)]
    done = subprocess.run(
        line,
        env={**env, "PYTHONPATH": str(ROOT), **environment},
        cwd=cwd,
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Warning" not in done.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(f"lamps.{name}" for name in FORMATS)
    return {name: hashlib.sha256((out / f"lamps.{name}").read_bytes()).hexdigest() for name in FORMATS}


def turkish(folder: Path) -> dict[str, str]:
    """A locale in which i is no capital's small letter, made for the test; none where it cannot be made."""
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")], capture_output=True, check=False
    )
    return {"LOCPATH": str(folder)} if made and (folder / "tr_TR.UTF-8").is_dir() else {}


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on another file system, where there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def test_the_same_book_whoever_builds_it(tmp_path: Path, elsewhere: Path) -> None:
    """Neither cache, hash seed, time zone, locale, umask, home, processes, place nor listing order shows in a byte."""
    here = lay(tmp_path / "here", turned=False)
    there = lay(elsewhere / "a" / "deeper" / "place", turned=True)
    cache = str(tmp_path / "cache")
    for name in ("x", "y", "home"):
        (tmp_path / name).mkdir()
    cold = built(here, tmp_path / "1", cwd=tmp_path, FANPACK_CACHE=cache, PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")
    warm = built(
        *(there, elsewhere / "2", "-j", "1"),
        cwd=elsewhere,
        umask=0o077,
        **{"FANPACK_CACHE": cache, "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"},
    )
    none = built(
        *(Path("lamps"), tmp_path / "3", "-j", "3", "--no-cache"),
        cwd=there.parent,
        umask=0o002,
        **{"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "home"), "FANPACK_CACHE": ""},
        **{"PYTHONHASHSEED": "77", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        **turkish(tmp_path),
    )
    assert warm == cold
    assert none == cold


FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{}</fontconfig>'

FAMILY, TYPOGRAPHIC_FAMILY = 1, 16  # of OpenType's table of names


def impostors(theme: str, folder: Path) -> None:
    """Other fonts under the names of a theme's, as an older or a changed copy on somebody's machine may be.

    To fontconfig "EBGaramond" is another way to write "EB Garamond", so there is one of each.
    """
    folder.mkdir()
    other = ROOT / "styles" / "themes" / ("paperback" if theme == "large-print" else "large-print") / "fonts"
    for file in sorted((ROOT / "styles" / "themes" / theme / "fonts").glob("*.ttf")):
        font, own = TTFont(next(other.glob("*-Regular.ttf"))), TTFont(file)
        font["name"], font["OS/2"].usWeightClass = own["name"], own["OS/2"].usWeightClass
        font["OS/2"].fsSelection, font["head"].macStyle = own["OS/2"].fsSelection, own["head"].macStyle
        font["head"].fontRevision = 99.0  # fontconfig takes the newest
        font.save(folder / file.name)
        for record in font["name"].names:
            if record.nameID in (FAMILY, TYPOGRAPHIC_FAMILY):
                record.string = record.toUnicode().replace(" ", "").swapcase()
        font.save(folder / f"Other{file.name}")


@pytest.mark.pdf
@pytest.mark.parametrize("theme", ["classic", "modern", "paperback", "large-print"])
def test_the_same_book_whatever_fonts_a_machine_has(theme: str, tmp_path: Path) -> None:
    """Neither fonts of the theme's names, nor none at all, nor how the machine slants and thickens what it lacks."""
    source = tmp_path / "lamps"
    source.mkdir()
    said = "The <em>lamps</em> <strong>were <em>lit</em></strong> <span style='font-variant:small-caps'>again</span>"
    page = "".join(f"<h2>Chapter {n}: {said}</h2><h3>{said}</h3><p>{said}.</p><hr><p>{said}.</p>" for n in (1, 2))
    (source / "a.html").write_text(f"<h1><em>Lamps</em></h1><p>by Ada</p>{page}<blockquote><p>{said}</p></blockquote>")
    impostors(theme, tmp_path / "impostors")
    rules = {
        "none": FONTS.format(f"<dir>{tmp_path / 'nowhere'}</dir><cachedir>{tmp_path / 'c1'}</cachedir>"),
        "others": FONTS.format(
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"<dir>{tmp_path / 'impostors'}</dir><cachedir>{tmp_path / 'c2'}</cachedir>"
        ),
    }
    made = {"": built(source, tmp_path / "out", "--no-cache", "--theme", theme, cwd=tmp_path)}
    for name, text in rules.items():
        (tmp_path / f"{name}.conf").write_text(text)
        config = str(tmp_path / f"{name}.conf")
        made[name] = built(
            *(source, tmp_path / name, "--no-cache", "--theme", theme), cwd=tmp_path, FONTCONFIG_FILE=config
        )
    assert made["none"] == made[""]
    assert made["others"] == made[""]


def test_files_that_count_as_equal_stand_by_name(tmp_path: Path) -> None:
    """'a1' and 'A01' are the same number of the same name: which comes first is not left to the file system."""
    one = find([str(lay(tmp_path / "one", turned=False))], Report())
    two = find([str(lay(tmp_path / "two", turned=True))], Report())
    assert [path.split("lamps")[1] for path in one] == [path.split("lamps")[1] for path in two]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_book_is_as_readable_as_any_file(umask: int, mode: int, tmp_path: Path) -> None:
    """An output has the mode of a file written by any program, and no one may run it."""
    folder = lay(tmp_path, turned=False)
    line = [sys.executable, "-m", "packager", "build", str(folder / "a1.txt"), "-f", "epub", "-f", "html"]
    line += ["-o", str(tmp_path / "out") + os.sep, "--report", str(tmp_path / "out" / "r.json"), "-q"]
    subprocess.run(line, env={**os.environ, "PYTHONPATH": str(ROOT)}, umask=umask, check=True)
    made = sorted((tmp_path / "out").iterdir())
    assert len(made) == 3
    assert [path.stat().st_mode & 0o777 for path in made] == [mode] * 3
