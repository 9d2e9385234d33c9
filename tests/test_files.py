"""Outputs are whole or not there."""

import pytest

from packager.files import complete, file_stem
from packager.problems import ExitCode, FanpackError


def test_a_failed_write_leaves_the_old_book(tmp_path):
    """The old file stays and no temporary one is left behind."""
    target = tmp_path / "book.epub"
    target.write_text("old")
    with pytest.raises(RuntimeError), complete(target) as temporary:  # noqa: PT012 - the block is the point
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_complete_write_takes_its_place(tmp_path):
    """Folders on the way are made."""
    target = tmp_path / "new" / "book.epub"
    with complete(target) as temporary:
        temporary.write_text("new")
    assert target.read_text() == "new"


def test_an_unwritable_place_is_one_line(tmp_path):
    """A file where a folder should be ends with the output code and says what to do."""
    (tmp_path / "dist").write_text("a file")
    with pytest.raises(FanpackError) as caught, complete(tmp_path / "dist" / "book.epub"):
        pass
    assert caught.value.code is ExitCode.OUTPUT
    assert "-o" in str(caught.value)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Leaf and Sand", "leaf-and-sand"),
        ("Ça alors!", "ca-alors"),
        ("../../etc/passwd", "etc-passwd"),
        ("物語", "book"),
        ("CON", "book"),
        ("x" * 10_000, "x" * 80),
    ],
)
def test_file_names_are_safe_everywhere(title, stem):
    """A title never leaves its folder, whatever it holds."""
    assert file_stem(title) == stem
