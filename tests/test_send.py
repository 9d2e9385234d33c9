"""Books onto devices, on folders that look like the real drives, and by a mail server on this machine."""

from __future__ import annotations

import os
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest

from packager.problems import FanpackError
from packager.send import choose, devices, send
from packager.send_mail import Server, mail, read_server


@pytest.fixture
def drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place where drives are mounted."""
    folder = tmp_path / "media"
    folder.mkdir()
    monkeypatch.setenv("FANPACK_MOUNTS", str(folder))
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A very small EPUB."""
    path = tmp_path / "leaf.epub"
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>One. Two.</p></body></html>'
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/epub+zip")
        made.writestr("EPUB/a.xhtml", page)
    return path


def test_a_kobo_gets_a_kepub_in_its_root(drives: Path, book: Path) -> None:
    """A drive with a .kobo folder is a Kobo, whatever it is called; it gets sentence marks."""
    (drives / "NO NAME" / ".kobo").mkdir(parents=True)
    sent = send(book, choose("", devices()))
    assert sent.what == "made a kepub"
    with zipfile.ZipFile(drives / "NO NAME" / "leaf.kepub.epub") as made:
        assert b'id="kobo.1.2">Two.' in made.read("EPUB/a.xhtml")


def test_other_devices_get_the_file_as_it_is(drives: Path, book: Path) -> None:
    """PocketBooks keep books in books/."""
    (drives / "PocketBook").mkdir()
    send(book, choose("pocketbook", devices()))
    assert (drives / "PocketBook" / "books" / "leaf.epub").read_bytes() == book.read_bytes()


def test_a_kindle_is_given_nothing_that_it_would_not_show(drives: Path, book: Path) -> None:
    """It opens no EPUB from its drive: the message says what works; a PDF is copied, and whoever insists is obeyed."""
    (drives / "Kindle").mkdir()
    device = choose("kindle", devices())
    with pytest.raises(FanpackError, match="send it by mail"):
        send(book, device)
    assert not (drives / "Kindle" / "documents").exists()
    pdf = book.with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-1.7")
    assert send(pdf, device).what == "copied"
    assert send(book, device, force=True).what == "copied"
    assert (drives / "Kindle" / "documents" / "leaf.epub").read_bytes() == book.read_bytes()


def test_sending_twice_changes_nothing(drives: Path, book: Path) -> None:
    """The second time the book is already there; the file on the device is not written again."""
    (drives / "KOBOeReader").mkdir()
    device = choose("kobo", devices())
    send(book, device)
    before = (device.path / "leaf.kepub.epub").stat().st_ino
    assert send(book, device).what == "already there"
    assert (device.path / "leaf.kepub.epub").stat().st_ino == before


def test_a_newer_file_is_never_overwritten_unasked(drives: Path, book: Path) -> None:
    """What is newer on the device stays until --force; an older edition is replaced."""
    (drives / "PocketBook").mkdir()
    device = choose("pocketbook", devices())
    target = device.path / "books" / "leaf.epub"
    target.parent.mkdir()
    target.write_bytes(b"annotated")
    os.utime(book, (1_000_000, 1_000_000))
    with pytest.raises(FanpackError, match="newer than the book"):
        send(book, device)
    assert target.read_bytes() == b"annotated"
    assert send(book, device, force=True).what == "copied"
    os.utime(target, (500_000, 500_000))
    target.write_bytes(b"old")
    os.utime(target, (500_000, 500_000))
    assert send(book, device).what == "copied"
    assert [path.name for path in target.parent.iterdir()] == ["leaf.epub"]


def test_messages_say_what_to_do(drives: Path, book: Path, tmp_path: Path) -> None:
    """No device, two devices, a path that is none, a file that is no book: one line each."""
    with pytest.raises(FanpackError, match="no reading device is mounted"):
        choose("", devices())
    with pytest.raises(FanpackError, match=r"@kindle\.com"):
        choose("kindle", devices())
    with pytest.raises(FanpackError, match="say kobo, kindle, pocketbook"):
        choose(str(tmp_path / "nowhere"), devices())
    for name in ("KOBOeReader", "Kindle"):
        (drives / name).mkdir()
    with pytest.raises(FanpackError, match="more than one device"):
        choose("", devices())
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(FanpackError, match="neither an EPUB nor a PDF"):
        send(tmp_path / "notes.txt", choose("kobo", devices()))


def test_a_broken_book_is_not_put_on_a_kobo(drives: Path, tmp_path: Path) -> None:
    """A file that is no EPUB inside is refused, and the device keeps what it had."""
    (drives / "KOBOeReader").mkdir()
    (tmp_path / "torn.epub").write_bytes(b"PK torn")
    with pytest.raises(FanpackError, match="no EPUB that can be read"):
        send(tmp_path / "torn.epub", choose("kobo", devices()))
    assert list((drives / "KOBOeReader").iterdir()) == []


def test_a_folder_is_a_device_too(book: Path, tmp_path: Path) -> None:
    """--to PATH copies into any folder, and knows a Kobo that is mounted there."""
    (tmp_path / "card").mkdir()
    assert send(book, choose(str(tmp_path / "card"), ())).target == str(tmp_path / "card" / "leaf.epub")
    (tmp_path / "card" / ".kobo").mkdir()
    assert send(book, choose(str(tmp_path / "card"), ())).what == "made a kepub"


# ------------------------------------------------------------------------------------------------ mail


@pytest.fixture
def post() -> Iterator[tuple[Server, list[bytes]]]:
    """A mail server on this machine that keeps what it gets."""
    controller_module = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
    got: list[bytes] = []

    class Box:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
            got.append(envelope.content)  # type: ignore[attr-defined]
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = controller_module.Controller(Box(), hostname="127.0.0.1", port=port, auth_require_tls=False)
    controller.start()
    yield Server("127.0.0.1", "me@example.org", port, "none"), got
    controller.stop()


def test_a_book_by_mail_arrives_whole(book: Path, post: tuple[Server, list[bytes]]) -> None:
    """The attachment is the file, byte for byte, under its own name and type."""
    server, got = post
    assert mail(book, "ilse@kindle.com", server, "").what == "mailed"
    parts = list(message_from_bytes(got[0]).walk())
    assert parts[-1].get_content_type() == "application/epub+zip"
    assert parts[-1].get_filename() == "leaf.epub"
    assert parts[-1].get_payload(decode=True) == book.read_bytes()


def test_a_password_that_cannot_be_sent_is_one_line(book: Path, post: tuple[Server, list[bytes]]) -> None:
    """Letters beyond ASCII are told, not traced back; nothing is mailed."""
    server, arrived = post
    with pytest.raises(FanpackError, match="beyond ASCII"):
        mail(book, "reader@example.org", replace(server, user="me"), "s\u00e9same")
    assert arrived == []


def test_a_mail_server_that_is_not_there_is_one_line(book: Path) -> None:
    """A refused connection names the server and the reason."""
    with pytest.raises(FanpackError, match=r"127\.0\.0\.1:9: the mail could not be sent"):
        mail(book, "ilse@kindle.com", Server("127.0.0.1", "me@example.org", 9, "none"), "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is not there"),
        ("host = 3", "says no host"),
        ('host = "a"\nfrom = "b"\npasword = "c"', "pasword is no setting"),
        ('host = "a"\nfrom = "b"\nsecurity = "ssl"', "security must be"),
    ],
)
def test_a_wrong_mail_configuration_says_what_to_write(tmp_path: Path, text: str | None, said: str) -> None:
    """One line for each thing that can be wrong in mail.toml."""
    path = tmp_path / "mail.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(FanpackError, match=said):
        read_server(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read, also not by root")
@pytest.mark.parametrize("name", ["book.pdf", "book.epub"])
def test_a_book_that_cannot_be_read_is_one_line(drives: Path, tmp_path: Path, name: str) -> None:
    """A bad disk or a wrong right: the message names the book, and nothing lands on the device."""
    (drives / "KOBOeReader").mkdir()
    (tmp_path / name).symlink_to("/proc/self/mem")
    with pytest.raises(FanpackError, match=f"{name}: cannot be read: .*; check the disk"):
        send(tmp_path / name, choose("", devices()))
    assert not list((drives / "KOBOeReader").iterdir())
