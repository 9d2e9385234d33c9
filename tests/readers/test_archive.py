"""Zip files of stories: bombs, escapes and nonsense are refused, all else is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from packager import limits
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.archive import SafeZip, safe_name
from packager.readers.base import Source
from packager.readers.table import read
from tests.readers import samples
from tests.readers.reading import read_all


def test_all_stories_of_an_archive_are_read() -> None:
    """Files in folders, of any format, in natural order; pictures and system files are passed over."""
    data = samples.zipped(
        {
            "b/chapter 10.html": samples.ffn_page(3),
            "b/chapter 9.html": samples.ffn_page(2),
            "a.epub": samples.fichub_epub(),
            "__MACOSX/a.epub": b"junk",
            "cover.jpg": b"\xff\xd8junk",
        }
    )
    found = read_all(data, "all.zip")
    assert [m.source for m in found] == ["all.zip!a.epub", "all.zip!b/chapter 9.html", "all.zip!b/chapter 10.html"]


def test_what_is_no_story_is_passed_over_with_a_word() -> None:
    """One useless file does not spoil the archive."""
    report = Report()
    data = samples.zipped({"a.epub": samples.fichub_epub(), "broken.epub": samples.fichub_epub()[:200]})
    assert len(read_all(data, "all.zip", report)) == 1
    assert [problem.code for problem in report] == ["not-a-story"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:/x", "..\\..\\x", "a\0b", "x\x1b[2J"]
)
def test_names_that_lead_out_are_not_used(name: str) -> None:
    """A member whose name leaves the archive, or would play tricks on a terminal, is not read."""
    assert safe_name(name) is None


def test_bombs_are_refused() -> None:
    """A member that unpacks to a thousand times its size is refused without unpacking it all."""
    data = samples.zipped({"a.txt": b"0" * 50_000_000})
    with pytest.raises(FanpackError, match="bomb"):
        SafeZip(data, "bomb.zip").read("a.txt")


def test_a_lying_header_is_found_out() -> None:
    """A member larger than its header says is refused."""
    data = bytearray(samples.zipped({"a.txt": b"boat " * 1000}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(FanpackError):
        SafeZip(bytes(data), "lie.zip").read("a.txt")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count of members has a limit."""
    monkeypatch.setattr(limits, "MEMBERS", 3)
    with pytest.raises(FanpackError, match="holds 4 files"):
        SafeZip(samples.zipped({f"{n}.txt": b"x" for n in range(4)}), "many.zip")


def test_archives_in_archives_end() -> None:
    """Archives inside archives are read to a small depth, then refused."""
    data = samples.ffn_page(1, of=1)
    for _ in range(2):
        data = samples.zipped({"inner": data})
    assert len(read_all(data, "x.zip")) == 1
    for _ in range(3):
        data = samples.zipped({"inner": data})
    with pytest.raises(FanpackError):
        read_all(data, "x.zip")


def test_encrypted_members_are_named() -> None:
    """An encrypted member is an input error that says so."""
    data = bytearray(samples.zipped({"a.txt": b"x" * 10}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at] |= 1
    with pytest.raises(FanpackError, match="encrypted"):
        SafeZip(bytes(data), "locked.zip").read("a.txt")


def test_an_archive_without_stories_is_refused() -> None:
    """Nothing to read is an input error."""
    with pytest.raises(FanpackError) as caught:
        read_all(samples.zipped({"a.css": "p{}"}), "x.zip")
    assert caught.value.code is ExitCode.INPUT


def test_duplicate_names_read_the_first() -> None:
    """Of two members with one name the first is read, whatever a reader of directories would show."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a.txt", "second")
    assert SafeZip(out.getvalue(), "x").read("a.txt") == b"first"


@pytest.mark.parametrize("make", [lambda body: samples.docx(body), lambda body: samples.odt(body)])
def test_office_files_that_declare_entities_are_refused(make: object) -> None:
    """A document type in an office file is refused before any XML parser sees it."""
    evil = '<!DOCTYPE x [<!ENTITY a "b">]>'
    data = make("<w:p/>")  # type: ignore[operator]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info, evil.encode() + text if info.filename.endswith((".xml",)) else text)
    with pytest.raises(FanpackError, match="entities"):
        read(Source("x", out.getvalue()), Report())
