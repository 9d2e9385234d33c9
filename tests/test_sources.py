"""Files and folders become sources in the order people expect."""

import pytest

from packager.problems import ExitCode, FanpackError, Report
from packager.sources import find, load


def test_folders_come_in_natural_order_and_only_stories(tmp_path):
    """2 before 10; pictures, hidden files and the manifest are no stories."""
    for name in ("story 10.txt", "story 2.txt", "cover.png", "README.md", ".hidden.txt", "fanpack.toml"):
        (tmp_path / name).write_text("x")
    found = find([str(tmp_path)], Report())
    assert [path.rsplit("/", 1)[1] for path in found] == ["story 2.txt", "story 10.txt"]


def test_a_file_named_twice_is_read_once(tmp_path):
    """A file and the folder it is in do not make the story twice."""
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert len(find([str(path), str(tmp_path)], Report())) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """Nobody named the target: it is reported and left out."""
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    (folder / "b.txt").symlink_to(secret)
    report = Report()
    assert [path.rsplit("/", 1)[1] for path in find([str(folder)], report)] == ["a.txt"]
    assert [problem.code for problem in report] == ["link-outside"]


@pytest.mark.parametrize("name", ["nothing.txt", "empty-folder"])
def test_what_is_not_there_is_one_line(tmp_path, name):
    """A missing file and a folder without stories end with the input code and their name."""
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(FanpackError) as caught:
        find([str(tmp_path / name)], Report())
    assert caught.value.code is ExitCode.INPUT
    assert name in str(caught.value)


def test_an_empty_file_is_refused(tmp_path):
    """White space alone is no story."""
    path = tmp_path / "a.txt"
    path.write_text(" \n\n")
    with pytest.raises(FanpackError, match="empty"):
        load(str(path))
