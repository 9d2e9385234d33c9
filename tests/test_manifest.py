"""fanpack.toml: what it may say, and one clear line where it is broken."""

import os
import sys

import pytest

from packager.manifest import read_manifest
from packager.model import NotesPlace
from packager.problems import ExitCode, FanpackError
from tests.command import fanpack


def write(folder, text):
    path = folder / "fanpack.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_manifest_says_title_order_and_overrides(tmp_path):
    """Metadata, settings and each story's overrides are read as written."""
    made = read_manifest(
        write(
            tmp_path,
            '[book]\ntitle = "Leaf"\nauthors = "Ann"\ndate = 2026-01-02\n[settings]\nnotes = "end"\n'
            'threshold = 0.9\n[[story]]\nfile = "b.txt"\nno_breaks = ["You really"]\n'
            '[[story]]\nfile = "a.txt"\n',
        )
    )
    assert (made.book.title, made.book.authors, made.book.date) == ("Leaf", ("Ann",), "2026-01-02")
    assert (made.settings.notes, made.settings.threshold) == (NotesPlace.END, 0.9)
    assert [entry.file for entry in made.stories] == ["b.txt", "a.txt"]
    assert made.entry_for(str(tmp_path / "b.txt")).no_breaks == ("You really",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[book\n", "not valid TOML"),
        ('[book]\ntitel = "x"', "unknown key 'titel'"),
        ("[book]\ntitle = true", "wants a text"),
        ('[settings]\nnotes = "nowhere"', "before, after, end"),
        ("[settings]\nthreshold = 7", "from 0 to 1"),
        ('[settings]\ntypography = "yes"', "true or false"),
        ("[[story]]\ntitle = 'x'", "names no file"),
        ("[[story]]\nfile = '../../etc/passwd'", "not in the manifest's folder"),
        ("[[story]]\nfile = '/etc/passwd'", "not in the manifest's folder"),
        ("[[story]]\nfile = 'a.txt'\nbreaks = [1]", "list of texts"),
        ("story = 3", "[[story]]"),
    ],
)
def test_a_broken_manifest_is_one_clear_line(tmp_path, text, told):
    """The line names the file and what to do; the exit code is the manifest's."""
    path = write(tmp_path, text)
    with pytest.raises(FanpackError) as caught:
        read_manifest(path)
    assert caught.value.code is ExitCode.MANIFEST
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize("command", [("build", "-o", "book.epub"), ("inspect",), ("init", "--force")])
@pytest.mark.parametrize("named", [["fanpack.toml"], ["b.txt", "fanpack.toml", "a.txt"]])
def test_a_manifest_among_the_paths_is_no_story(command, named, tmp_path):
    """`fanpack build *` names it too: it says how, and its lines are not what is read."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"Tide {name}\n\nChapter 1\n\nThe oars were gone.\n", encoding="utf-8")
    write(tmp_path, '[book]\ntitle = "Low Water"\n[[story]]\nfile = "b.txt"\ntitle = "Ebb"\n')
    told = fanpack(*command, *named, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    both = len(named) > 1 or command[0] == "init"
    if command[0] == "build":
        assert told.stdout.startswith(f"Low Water: {2 if both else 1} stor")
    else:
        said = told.stdout if command[0] == "inspect" else (tmp_path / "fanpack.toml").read_text(encoding="utf-8")
        assert [name in said for name in ("b.txt", "a.txt", "fanpack.toml")] == [True, both, False]
    if command[0] == "init":
        (tmp_path / "fanpack.toml").write_text("", encoding="utf-8")
        (tmp_path / "elsewhere").mkdir()
        beside = fanpack("init", "--force", tmp_path / "fanpack.toml", cwd=tmp_path / "elsewhere")
        assert beside.returncode == 0, beside.stderr
        assert {entry.file for entry in read_manifest(tmp_path / "fanpack.toml").stories} == {"a.txt", "b.txt"}
    again = fanpack("build", "fanpack.toml", tmp_path / "fanpack.toml", cwd=tmp_path)
    assert again.returncode == 2
    assert "is a manifest, and so is another" in again.stderr


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="file names are text here")
def test_a_file_name_that_is_no_text_is_refused_by_init(tmp_path):
    """TOML is UTF-8: a name that is not cannot stand in it, and the line says to rename the file."""
    (tmp_path / "odd\udcff.txt").write_text("Tide\n\nThe oars were gone.\n", encoding="utf-8")
    told = fanpack("init", cwd=tmp_path)
    assert told.returncode == 3
    assert "rename it" in told.stderr
    assert not list(tmp_path.glob("*.toml"))
    assert fanpack("build", ".", "-o", "book.epub", cwd=tmp_path).returncode == 0


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="file names are text here")
def test_a_folder_whose_name_is_no_text_can_hold_a_manifest(tmp_path):
    """Only what is written has to be text: names of files in the manifest's folder, not the folder's own."""
    folder = tmp_path / "odd\udcff"
    (folder / "sub").mkdir(parents=True)
    for name in ("oars.txt", "sub/tide.txt"):
        (folder / name).write_text(f"{name}\n\nThe oars were gone.\n", encoding="utf-8")
    for typed, cwd in ((folder, tmp_path), (".", folder)):
        told = fanpack("init", "--force", typed, cwd=cwd)
        assert told.returncode == 0, told.stderr
        assert {entry.file for entry in read_manifest(folder / "fanpack.toml").stories} == {"oars.txt", "sub/tide.txt"}
    assert fanpack("build", folder, "-o", tmp_path / "book.epub", cwd=tmp_path).returncode == 0
    (folder / "sub").rename(folder / "sub\udcff")  # this one would have to be written
    told = fanpack("init", "--force", folder, cwd=tmp_path)
    assert told.returncode == 3
    assert "rename it" in told.stderr
