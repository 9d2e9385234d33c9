"""Void elements swallow no text, whatever the parser makes of them."""

import pytest

from packager.model import block_text
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import read


@pytest.mark.parametrize("tag", ["<embed src='x'>", "<wbr>", "<source src='x'>", "<track>", "<hr>", "<keygen>"])
def test_text_after_a_void_element_stays(tag: str) -> None:
    """A page with an unclosed void element keeps every word that follows it, in order."""
    page = (
        "<html><body><h1>Chapter 1</h1><p>Once upon a time there was a door that nobody had opened.</p>"
        f"{tag}<p>It stayed shut, <b>as far</b> as anybody could tell.</p> And so <i>on</i>.</body></html>"
    )
    (made,) = read(Source("page.html", page.encode()), Report())
    text = " ".join(block_text(element) for element in made.elements)
    assert "nobody had opened" in text
    assert "stayed shut, as far as anybody could tell" in text
    assert text.index("as far") < text.index("And so on")
