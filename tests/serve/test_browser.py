"""The catalogue's web page in Chromium, from the command a user types."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install 'fanpack[serve]'")

from packager.html_book import HtmlBook, NavPoint, Page, PageKind
from packager.model import BookInfo
from packager.themes import load_theme, theme_names
from packager.writers.epub import write_epub
from tests.command import environment

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """`fanpack serve` over four books, on this machine only."""
    for name in theme_names():
        body = '<section class="chapter" id="c"><p>The ferry was late.</p></section>'
        page = Page("c", "c.xhtml", PageKind.CHAPTER, "Tides", body)
        book = HtmlBook(BookInfo(f"Tides, {name}", ("Maria Vega",)), (page,), (NavPoint("Tides", "c.xhtml"),))
        write_epub(book, load_theme(name), tmp_path / f"{name}.epub")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "packager", "serve", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment())
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/opds", timeout=5).close()
                break
            except urllib.error.URLError:
                assert server.poll() is None, server.stdout.read() if server.stdout else ""
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (1100, "light")])
def test_the_page_shows_every_book_and_hands_it_over(address: str, browser: Any, width: int, scheme: str) -> None:
    """All covers are drawn, nothing is logged or missing, nothing sticks out, and a click fetches the book."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda answer: said.append(answer.url) if answer.status >= 400 else None)
    page.goto(address)
    for picture in page.query_selector_all("img"):
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    drawn = page.evaluate("[...document.images].map(i => i.complete && i.naturalWidth)")
    assert drawn == [360] * len(theme_names())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("input[name=q]", "modern")
    page.click("button")
    assert page.locator("h2").all_inner_texts() == ["Tides, modern"]
    with page.expect_download() as fetched:
        page.click("text=EPUB")
    assert fetched.value.suggested_filename == "Tides, modern.epub"
    with page.expect_download() as fetched:
        page.click("text=Kobo")
    assert fetched.value.suggested_filename == "Tides, modern.kepub.epub"
    assert said == []
    context.close()
