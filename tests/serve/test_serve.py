"""The catalogue as reading apps meet it: through HTTP, with OPDS client libraries that others wrote."""

from __future__ import annotations

import base64
import io
import os
import re
import socket
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pikepdf
import pytest

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'fanpack[serve]'")
from PIL import Image
from starlette.testclient import TestClient

from packager.html_book import HtmlBook, NavPoint, Page, PageKind, StoryInfo
from packager.model import BookInfo, Series
from packager.serve.app import app
from packager.themes import load_theme
from packager.writers.epub import write_epub
from tests.command import environment, python
from tests.damage import spoil

ATOM = "{http://www.w3.org/2005/Atom}"


def small_book(title: str, author: str, fandom: str = "Harbour Lights") -> HtmlBook:
    body = '<section class="chapter" id="c"><p class="first">The ferry was late.</p></section>'
    return HtmlBook(
        BookInfo(title, (author,), description=f"About {title}.", series=(Series("Tides", "2"),)),
        (Page("c", "c.xhtml", PageKind.CHAPTER, title, body),),
        (NavPoint(title, "c.xhtml"),),
        stories=(StoryInfo(title, (author,), fandoms=(fandom,)),),
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of two books, one of them in two forms, with things beside them that are nobody's business."""
    folder = tmp_path / "dist"
    (folder / "more").mkdir(parents=True)
    write_epub(small_book("Leaf & Sand", "Maria Vega"), load_theme(), folder / "leaf.epub")
    write_epub(small_book("The Grey Hour", "moonfall", "Paper Kingdoms"), load_theme(), folder / "more" / "grey.epub")
    (folder / "leaf.pdf").write_bytes(b"%PDF-1.4 not much of one")
    (folder / "torn.epub").write_bytes(b"PK torn")
    (folder / "secret.txt").write_text("hush")
    (folder / ".leaf.epub.part").write_bytes(b"half")
    (tmp_path / "outside.epub").write_bytes(b"PK outside")
    (folder / "link.epub").symlink_to(tmp_path / "outside.epub")
    return folder


@pytest.fixture
def client(shelf: Path) -> TestClient:
    return TestClient(app(shelf))


def test_an_opds_1_client_finds_and_fetches_a_book(client: TestClient) -> None:
    """feedparser walks from the start to a book, its cover and its file."""
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    start = feedparser.parse(client.get("/opds").content)
    assert not start.bozo
    everything = next(e.links[0].href for e in start.entries if e.title == "All books")
    feed = feedparser.parse(client.get(everything).content)
    assert [entry.title for entry in feed.entries] == ["The Grey Hour", "Leaf & Sand", "Torn"]
    leaf = feed.entries[1]
    assert leaf.author == "Maria Vega"
    assert "Harbour Lights" in [tag.term for tag in leaf.tags]
    links = {(link.rel, link.type): link.href for link in leaf.links}
    cover = client.get(links["http://opds-spec.org/image/thumbnail", "image/jpeg"])
    assert Image.open(io.BytesIO(cover.content)).width == 360
    got = client.get(links["http://opds-spec.org/acquisition/open-access", "application/epub+zip"])
    assert zipfile.ZipFile(io.BytesIO(got.content)).testzip() is None
    assert ("http://opds-spec.org/acquisition/open-access", "application/pdf") in links


def test_an_opds_2_client_reads_every_feed(client: TestClient) -> None:
    """A parser that checks the OPDS 2.0 schema accepts each feed."""
    missing = "palace-webpub-manifest-parser is not installed"
    opds2 = pytest.importorskip("webpub_manifest_parser.opds2", reason=missing)
    parser = opds2.OPDS2FeedParserFactory().create()
    for address in ("/opds/v2", "/opds/v2/books", "/opds/v2/authors", "/opds/v2/subjects"):
        answer = client.get(address)
        assert answer.headers["content-type"] == "application/opds+json"
        result = parser.parse_stream(io.BytesIO(answer.content))
        assert not result.errors, [error.error_message for error in result.errors]
    feed = client.get("/opds/v2/books").json()
    assert feed["publications"][1]["metadata"]["belongsTo"]["series"] == [{"name": "Tides", "position": 2.0}]


def test_books_are_found_by_words_author_and_subject(client: TestClient) -> None:
    """Search and the lists of authors and subjects lead to the right books."""
    titles = lambda address: [b["metadata"]["title"] for b in client.get(address).json()["publications"]]  # noqa: E731
    assert titles("/opds/v2/books?q=grey") == ["The Grey Hour"]
    assert titles("/opds/v2/books?q=nothing+fits") == []
    for kind in ("authors", "subjects"):
        lines = client.get(f"/opds/v2/{kind}").json()["navigation"]
        assert all(titles(line["href"]) for line in lines)
    search = client.get("/opds/search.xml").text
    assert 'template="/opds/books?q={searchTerms}"' in search


def test_a_kobo_fetches_its_own_edition(client: TestClient, shelf: Path) -> None:
    """The page offers a kepub, made when asked for."""
    page = client.get("/").text
    address = re.findall(r'href="([^"]+\.kepub\.epub)"', page)[0]
    made = zipfile.ZipFile(io.BytesIO(client.get(address).content))
    assert b"koboSpan" in made.read("EPUB/c.xhtml")


@pytest.mark.parametrize(
    "address",
    [
        "/book/../secret.txt", "/book/secret.txt", "/book/..%2f..%2foutside.epub", "/book/%2e%2e/outside.epub",
        "/cover/%2e%2e", "/book/", "/secret.txt", "/dist/leaf.epub", "/book/0000000000000000.epub",
        "/book/x.kepub.epub",
    ],
)  # fmt: skip
def test_nothing_but_the_books_is_served(client: TestClient, address: str) -> None:
    """No address leads out of the folder or to a file that is no book."""
    assert client.get(address).status_code in {404, 405}


def test_links_out_of_the_folder_are_not_followed(client: TestClient) -> None:
    """A symbolic link to a file elsewhere is not in the catalogue."""
    assert "Link" not in client.get("/").text


def test_a_damaged_book_harms_no_other(client: TestClient, shelf: Path) -> None:
    """It stays in the catalogue by its file's name and can be fetched; what can't be made of it is not there."""
    spoil(shelf / "more" / "grey.epub", "container.xml")
    addresses = re.findall(r'href="(/book/[^"]+)"', client.get("/opds/books").text)
    assert len(addresses) == 4
    assert "Grey" in client.get("/").text
    for address in addresses:
        assert client.get(address).status_code == 200
    made = {client.get(address.replace(".epub", ".kepub.epub")).status_code for address in addresses}
    assert made == {200, 404}
    assert {client.get(f"/cover/{a[6:22]}").status_code for a in addresses} == {200, 404}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the names of files are text")
def test_names_that_no_page_can_show_close_nothing(shelf: Path) -> None:
    """A file whose name is no text and a PDF whose title holds a control character are listed beside the others."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = "Low\x01Water"
        pdf.save(shelf / "title.pdf")
        pdf.docinfo["/Title"] = ""
        pdf.save(shelf / os.fsdecode(b"caf\xe9_noir.pdf"))
    client = TestClient(app(shelf))
    for address in ("/", "/opds/books", "/opds/v2/books"):
        said = client.get(address)
        assert said.status_code == 200
        assert "Low Water" in said.text
        assert "Caf Noir" in said.text
    for address in re.findall(r'href="(/book/[^"]+\.pdf)"', client.get("/").text):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    """Only GET and HEAD are answered."""
    assert getattr(client, method)("/").status_code == 405


def test_a_password_closes_everything(shelf: Path) -> None:
    """Without it every address answers 401; apps are told how to sign in."""
    locked = TestClient(app(shelf, password="sésame"))
    for address in ("/", "/opds", "/opds/v2/books", "/cover/x", "/book/x.epub", "/nowhere"):
        answer = locked.get(address)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")
    wrong = base64.b64encode(b"reader:guess").decode()
    assert locked.get("/opds", headers={"Authorization": f"Basic {wrong}"}).status_code == 401
    assert locked.get("/opds", headers={"Authorization": "Basic !!"}).status_code == 401
    right = base64.b64encode("reader:sésame".encode()).decode()
    assert locked.get("/opds", headers={"Authorization": f"Basic {right}"}).status_code == 200


def test_a_book_built_meanwhile_appears(client: TestClient, shelf: Path) -> None:
    """The catalogue follows the folder without a restart."""
    write_epub(small_book("New Tides", "Ilse"), load_theme(), shelf / "new.epub")
    assert "New Tides" in client.get("/opds/books?sort=new").text
    (shelf / "new.epub").unlink()
    assert "New Tides" not in client.get("/opds/books").text


def test_titles_cannot_break_the_page(shelf: Path) -> None:
    """Markup in a title is text on the page and in both feeds."""
    write_epub(small_book('<script>alert("x")</script>', "A <b>"), load_theme(), shelf / "x.epub")
    client = TestClient(app(shelf))
    page = client.get("/")
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in client.get("/opds/books").text


def test_a_long_shelf_is_turned_page_by_page(tmp_path: Path) -> None:
    """Following 'next' shows every book once."""
    for number in range(95):
        (tmp_path / f"book-{number:03d}.pdf").write_bytes(b"%PDF")
    client = TestClient(app(tmp_path))
    address, seen = "/opds/v2/books", []
    while address:
        feed = client.get(address).json()
        seen += [book["metadata"]["title"] for book in feed["publications"]]
        address = next((link["href"] for link in feed["links"] if link["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 95


THREADS = """
import sys
from pathlib import Path
from threading import Thread
from packager.serve.library import Library

lost = []
def ask():
    library = Library(Path(sys.argv[1]))  # a memory of its own: each asks for every page
    lost.extend(book.title for book in library.books() if not library.picture(book, small=True))

threads = [Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(lost)
"""


def test_pages_of_pdfs_are_drawn_for_many_at_once(tmp_path: Path) -> None:
    """The server answers in threads; the library that draws a PDF's first page ends the process if two call it."""
    for number in range(40):
        pdf = pikepdf.new()
        page = pdf.add_blank_page(page_size=(200, 300))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 20 Tf 20 200 Td (The oars were gone.) Tj ET" * 20)
        pdf.save(tmp_path / f"tide-{number}.pdf")
    told = python("-c", THREADS, tmp_path)
    assert (told.returncode, told.stdout) == (0, "[]\n"), told.stderr


def ipv6() -> bool:
    """Whether this machine has an IPv6 loopback, and sockets that serve both kinds of addresses."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return socket.has_dualstack_ipv6()


@pytest.mark.skipif(not ipv6(), reason="no IPv6 on this machine")
@pytest.mark.parametrize(("host", "at"), [("::", ("[::1]", "127.0.0.1")), ("::1", ("[::1]",))])
def test_it_can_listen_on_ipv6(host: str, at: tuple[str, ...], shelf: Path) -> None:
    """`--host ::` is every address of both kinds; what is printed can be typed into a browser."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "packager", "serve", str(shelf), "--host", host, "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment())
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        said = re.search(r"http://\S+/", line)
        assert said, line
        for address in (said[0], *(f"http://{one}:{port}/" for one in at)):
            with urllib.request.urlopen(f"{address}opds", timeout=20) as answer:
                assert answer.status == 200
    finally:
        server.terminate()
        server.communicate(timeout=20)
