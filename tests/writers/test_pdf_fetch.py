"""Nothing outside the book is opened while a PDF is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from weasyprint import CSS, HTML

from packager.writers.pdf_fetch import BASE, Shelf

SECRET = "file:///etc/hostname"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="{SECRET}"/></svg>'

HOSTILE = [
    f'<link rel="attachment" href="{SECRET}">',
    f'<a rel="attachment" href="{SECRET}">x</a>',
    f'<link rel="stylesheet" href="{SECRET}">',
    f"<style>@import url({SECRET});</style>",
    f"<style>@font-face{{font-family:f;src:url({SECRET})}}p{{font-family:f}}</style><p>x</p>",
    f'<img src="{SECRET}">',
    f'<object data="{SECRET}"></object>',
    f'<embed src="{SECRET}">',
    f'<p style="background:url({SECRET})">x</p>',
    SVG,
    "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\">",
    '<img src="http://127.0.0.1:9/x.png">',
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_no_page_can_reach_outside_the_book(markup: str, tmp_path: Path) -> None:
    """Files, addresses and data in a page, its CSS or its drawings are refused."""
    shelf = Shelf({})
    opened: list[str] = []

    class Watched(Shelf):
        def fetch(self, url: str, headers: object = None):  # type: ignore[no-untyped-def]
            answer = super().fetch(url, headers)
            opened.append(url)
            return answer

    shelf = Watched({})
    document = HTML(string=f"<html lang=en><title>x</title>{markup}", url_fetcher=shelf, base_url=BASE).render()
    pdf = document.write_pdf()
    assert opened == []
    assert b"EmbeddedFile" not in pdf


def test_the_books_own_files_are_served() -> None:
    """A picture of the book is found by its name, an unknown one is not."""
    shelf = Shelf({"images/a.svg": (b"<svg/>", "image/svg+xml")})
    assert shelf.fetch(BASE + "images/a.svg").read() == b"<svg/>"
    with pytest.raises(ValueError, match="not part of the book"):
        shelf.fetch(BASE + "images/b.svg")
    CSS(string="p{color:red}", url_fetcher=shelf)
