"""`--fetch-images`: pictures come from a real server on this machine, and every way to misuse it is refused.

The server listens on the loopback address, which fanpack never asks unless it is named with `--fetch-images-from`.
"""

from __future__ import annotations

import io
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from packager import limits
from packager.fetch_http import RefusedError, Rules, get, is_public
from packager.fetching import Fetcher
from tests.command import environment, fanpack
from tests.hostile.test_limits import png

PROSE = "There was a picture on the wall, and nobody in the house could say who had hung it there or when."


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class Web:
    """The server: what it was asked, and what it shows at `/picture.png` at the moment."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    shown: bytes = b""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def rules(self) -> Rules:
        return Rules(frozenset({f"127.0.0.1:{self.port}"}), seconds=20)


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web(shown=picture())

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def body(self, data: bytes, code: int = 200, **headers: str) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            if "Content_Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            match self.path.partition("?")[0].split("/")[1:]:
                case ["picture.png"] | ["b%20c%C3%A9.png"]:
                    self.body(web.shown, Content_Type="image/png", Set_Cookie="who=you; Path=/")
                case ["to", *rest]:
                    self.body(b"", 302, Location="/".join(rest), Set_Cookie="who=you; Path=/")
                case ["bracket"]:
                    self.body(b"", 307, Location="http://[bad/x.png")
                case ["around"]:
                    self.body(b"", 301, Location="/around")
                case ["page.png"]:
                    self.body(b"<html><script>alert(1)</script></html>", Content_Type="image/png")
                case ["drawing.svg"]:
                    self.body(b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
                case ["program.eps"]:
                    self.body(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(x) = flush\n")
                case ["bomb.png"]:
                    self.body(png(60_000, 60_000))
                case ["big.png"]:
                    self.body(b"x", Content_Length=str(10**12))
                case ["cut.png"]:
                    self.body(web.shown[:20], Content_Length=str(len(web.shown)))
                case ["endless.png"]:
                    self.send_response(200)
                    self.end_headers()
                    with_end = time.monotonic() + 60
                    while time.monotonic() < with_end:
                        self.wfile.write(b"x" * 1_000_000)
                case ["slow.png"] | ["slower.png"]:
                    if self.path == "/slow.png":
                        self.send_response(200)
                        self.end_headers()
                    for _ in range(600):
                        self.wfile.write(b"X")
                        self.wfile.flush()
                        time.sleep(0.1)
                case ["secret.png"]:
                    self.body(b"", 401, WWW_Authenticate='Basic realm="x"')
                case _:
                    self.body(b"", 404)

        def handle(self) -> None:
            with suppress(OSError):  # the client hangs up, as it should
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield web
    server.shutdown()
    server.server_close()


def test_a_picture_is_fetched_without_telling_who_asks(web: Web) -> None:
    """No cookie comes back on a redirect or later, no referrer, no sign-in; the path is asked as written."""
    assert get(web.url("/to//picture.png"), web.rules) == web.shown
    assert get(web.url("/b c\u00e9.png?x=1"), web.rules) == web.shown
    assert [path for path, _ in web.asked] == ["/to//picture.png", "/picture.png", "/b%20c%C3%A9.png?x=1"]
    for _, headers in web.asked:
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nowhere.png", "does not have it (404)"),
        ("/secret.png", "sign in (401)"),
        ("/around", "redirects"),
        ("/to/", "leads on to nowhere"),
        ("/to/file:///etc/passwd", "only http and https"),
        ("/to/ftp://example.org/x.png", "only http and https"),
        ("/to/http://10.0.0.1/x.png", "private network"),
        ("/to/http://169.254.169.254/latest/meta-data", "private network"),
        ("/to/http://user:pass@example.org/x.png", "user name"),
        ("/to/http://example.org:22/x.png", "port 22"),
        ("/bracket", "malformed"),
        ("/big.png", "larger than"),
        ("/cut.png", "broken"),
    ],
)
def test_what_a_server_may_not_do(web: Web, path: str, why: str) -> None:
    """Each refusal says what was wrong; a redirect is checked like the address itself."""
    with pytest.raises(RefusedError) as told:
        get(web.url(path), web.rules)
    assert why in str(told.value)


@pytest.mark.parametrize("path", ["/endless.png", "/slow.png", "/slower.png"])
def test_a_server_that_never_ends_is_left(web: Web, path: str) -> None:
    """Neither endless bytes nor one byte at a time (in the body, in the head) hold a build up."""
    with pytest.raises(RefusedError, match=r"larger than|more than 1 seconds"):
        get(web.url(path), Rules(web.rules.allowed, seconds=1, size=5_000_000))


@pytest.mark.parametrize(
    "url",
    "http://localhost/x http://127.0.0.1/x http://127.1/x http://2130706433/x http://0x7f.0.0.1/x http://0/x "
    "http://[::1]/x http://[::ffff:127.0.0.1]/x http://[64:ff9b::7f00:1]/x http://[2002:7f00:1::]/x http://10.1.2.3/x "
    "http://172.16.0.1/x http://192.168.0.1/x http://169.254.169.254/x "
    "http://100.64.0.1/x http://224.0.0.1/x http://255.255.255.255/x "
    "http://[fe80::1]/x http://[fd00::1]/x http://[ff02::1]/x https://192.168.0.1/x".split(),
)  # fmt: skip
def test_no_private_address_is_asked(url: str) -> None:
    """However it is written, an address of this machine or its network is not asked."""
    with pytest.raises(RefusedError, match=r"private network|not known"):
        get(url, Rules(seconds=5))


def test_public_addresses_are_public() -> None:
    """The check refuses no ordinary server."""
    assert all(map(is_public, ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822")))


def test_a_name_that_changes_its_mind_leads_nowhere(web: Web) -> None:
    """DNS rebinding: the name is asked once, and the connection goes to the address that was checked."""
    asked: list[str] = []

    def fickle(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["93.184.216.34"]

    allowed = Rules(frozenset({"rebound.example"}), seconds=5, resolve=fickle)
    assert get(f"http://rebound.example:{web.port}/picture.png", allowed) == web.shown
    assert asked == ["rebound.example"]
    mixed = Rules(resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"], seconds=2)
    with pytest.raises(RefusedError, match="private network"):
        get("http://rebound.example/picture.png", mixed)
    assert len(web.asked) == 1


@pytest.mark.parametrize("path", ["/page.png", "/drawing.svg", "/program.eps", "/bomb.png"])
def test_only_pictures_are_kept(web: Web, path: str, tmp_path: Path) -> None:
    """What a server calls a picture is looked at: pages, drawings with scripts, programs and bombs are not kept."""
    fetcher = Fetcher(tmp_path / "kept", True, web.rules)
    assert fetcher(web.url(path)) is None
    assert "no picture" in fetcher.refused[web.url(path)]
    assert not (tmp_path / "kept").exists()


def test_count_bytes_and_time_are_limited_for_the_whole_book(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is over a limit is not asked for, and the line says that the next build goes on."""
    urls = [web.url(f"/to//picture.png?{n}") for n in range(4)]
    for name, value in (("FETCH_PICTURES", 2), ("FETCH_TOTAL", 2 * len(web.shown)), ("FETCH_ALL_SECONDS", 0)):
        with monkeypatch.context() as patch:
            patch.setattr(limits, name, value)
            fetcher = Fetcher(tmp_path / name, True, web.rules)
            given = [fetcher(url) is not None for url in urls]
            assert given == ([True, True, False, False] if value else [False] * 4)
            assert "build again to go on" in fetcher.refused[urls[3]]


def build(folder: Path, *said: str) -> subprocess.CompletedProcess[str]:
    return fanpack("build", *said, cwd=folder, env=environment(FANPACK_CACHE=str(folder / "cache")))


def images(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "/images/" in name and "cover" not in name}


def page(*urls: str) -> str:
    shown = "".join(f'<p>{PROSE}</p><img src="{url}" alt="A picture">' for url in urls)
    return f"<html><head><title>Walls</title></head><body><h1>Walls</h1>{shown}<p>{PROSE}</p></body></html>"


def test_without_the_option_nothing_is_asked_and_it_is_named(web: Web, tmp_path: Path) -> None:
    """The picture is left out, and the line says how to have it."""
    (tmp_path / "page.html").write_text(page(web.url("/picture.png")), encoding="utf-8")
    done = build(tmp_path, "page.html", "-o", "a.epub")
    assert done.returncode == 0, done.stderr
    assert "--fetch-images" in done.stderr
    assert "[remote-image]" in done.stderr
    assert not web.asked
    assert not images(tmp_path / "a.epub")


def test_this_machine_is_asked_only_by_name(web: Web, tmp_path: Path) -> None:
    """With --fetch-images alone a private address is refused; the line names the switch, and the switch works."""
    (tmp_path / "page.html").write_text(page(web.url("/picture.png")), encoding="utf-8")
    done = build(tmp_path, "page.html", "-o", "a.epub", "--fetch-images")
    assert done.returncode == 0, done.stderr
    assert "[refused-image]" in done.stderr
    assert not web.asked
    assert build(tmp_path, "page.html", "--fetch-images", "--strict", "-o", "b.epub").returncode == 8
    done = build(tmp_path, "page.html", "-o", "b.epub", "--fetch-images-from", f"127.0.0.1:{web.port}")
    assert done.returncode == 0, done.stderr
    assert list(images(tmp_path / "b.epub").values()) == [web.shown]


def test_the_book_stays_the_same_though_the_web_changes(web: Web, tmp_path: Path) -> None:
    """Fetched once, a picture lies beside the manifest; later builds ask nobody, with or without the option."""
    (tmp_path / "page.html").write_text(page(web.url("/picture.png")), encoding="utf-8")
    (tmp_path / "fanpack.toml").write_text('[[story]]\nfile = "page.html"\n')
    option = ("--fetch-images-from", "127.0.0.1")
    first = build(tmp_path, "-o", "1.epub", *option)
    assert first.returncode == 0, first.stderr
    assert [path.suffix for path in (tmp_path / "fanpack-pictures").iterdir()] == [".png"]
    web.shown = picture("blue")
    assert build(tmp_path, "-o", "2.epub", *option).returncode == 0
    assert build(tmp_path, "-o", "3.epub").returncode == 0
    assert len(web.asked) == 1
    books = [(tmp_path / f"{n}.epub").read_bytes() for n in (1, 2, 3)]
    assert books[0] == books[1] == books[2]


def test_a_picture_that_does_not_come_is_said_and_the_rest_is_there(web: Web, tmp_path: Path) -> None:
    """One line for each reason, with the first address; the text and the other pictures are in the book."""
    urls = [web.url(path) for path in ("/picture.png", "/nowhere.png", "/gone.png", "/page.png")]
    (tmp_path / "page.html").write_text(page(*urls), encoding="utf-8")
    done = build(tmp_path, "page.html", "-o", "a.epub", "--fetch-images-from", "127.0.0.1")
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "[refused-image]" in line]
    assert len(said) == 2
    assert "2 pictures" in said[0]
    assert "404" in said[0]
    assert len(images(tmp_path / "a.epub")) == 1
