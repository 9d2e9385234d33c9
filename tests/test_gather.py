"""The manifest says which stories, and in which order; stories inside one file have names of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.build import build
from packager.gather import gather
from packager.manifest import read_manifest
from packager.problems import Report
from packager.request import Request


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Ash", "Birch", "Cedar"):
        (tmp_path / f"{name}.txt").write_text(
            f"{name} Wood\n\nUnder the {name.lower()} the path was dry, and they sat there until the rain was over.\n\n"
            "Nobody came by, so they told each other the story of the well.\n"
        )
    return tmp_path


def titles(folder: Path, *lines: str) -> list[str]:
    (folder / "fanpack.toml").write_text("\n".join(f"[[story]]\nfile = '{line}'" for line in lines))
    gathered = gather(Request(manifest=read_manifest(folder / "fanpack.toml")), Report())
    return [story.metadata.title for story in gathered.stories]


def test_the_manifests_order_is_the_books(folder: Path) -> None:
    """Not the alphabet's; a story that is not named is not in the book."""
    assert titles(folder, "Cedar.txt", "Ash.txt") == ["Cedar Wood", "Ash Wood"]


def test_stories_inside_one_file_are_ordered_and_chosen(folder: Path) -> None:
    """'book.epub#2' before 'book.epub#1', and without the third; the file by its name alone is all of it."""
    build(Request(paths=(str(folder),), output=str(folder / "trees.epub")), Report())
    assert titles(folder, "trees.epub#2", "trees.epub#1") == ["Birch Wood", "Ash Wood"]
    assert titles(folder, "Cedar.txt", "trees.epub")[0] == "Cedar Wood"
    assert len(titles(folder, "trees.epub")) == 3
