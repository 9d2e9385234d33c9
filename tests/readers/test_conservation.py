"""Every reader: the words of the file are the words set, read as metadata, or left out by rule.

The words of the file are counted here by other means than the reader's: the XML's text nodes, striprtf, the
text with its marks taken off.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.model import words
from tests.readers import samples
from tests.readers.law import accounted, set_words
from tests.readers.reading import read_one

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéßжя", min_size=1, max_size=9)
LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(LINE, min_size=1, max_size=12)


def member_words(data: bytes, name: str, paragraph: str) -> Counter[str]:
    """The words of an office file's text nodes, paragraph by paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(name))
    found = root.iter(f"{{*}}{paragraph}", "{*}h")
    return Counter(word for p in found for word in words("".join(p.itertext())))


@settings(max_examples=40, deadline=None)
@given(
    TEXTS, st.sampled_from(["", "<w:i/>", "<w:b/><w:strike/>", "<w:smallCaps/>", "<w:vertAlign w:val='superscript'/>"])
)
def test_word(texts: list[str], run: str) -> None:
    """Whatever a Word file's paragraphs are set in, their words come through."""
    data = samples.docx("".join(samples.word_paragraph(text, run=run) for text in texts))
    assert accounted(read_one(data)) == member_words(data, "word/document.xml", "p")


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.sampled_from(["text:p", "text:h"]))
def test_opendocument(texts: list[str], tag: str) -> None:
    """Paragraphs and headings of an OpenDocument text come through."""
    body = "".join(f'<{tag}>{t}<text:span text:style-name="x">{t}</text:span></{tag}>' for t in texts)
    data = samples.odt(body + "<text:p>an end</text:p>")
    assert accounted(read_one(data)) == member_words(data, "content.xml", "p")


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from([r"\i ", r"\b\ul ", r"\qc ", r"\f1 "]))
def test_rtf(texts: list[str], look: str) -> None:
    """An RTF file's words are those striprtf finds."""
    striprtf = pytest.importorskip("striprtf.striprtf", reason="striprtf counts the words of RTF files here")
    coded = ["".join(c if c.isascii() else rf"\u{ord(c)}?" for c in text) for text in texts]
    rtf = (
        r"{\rtf1\ansi\uc1{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}"
        + "".join(rf"{{\pard{look}{t}\par}}" for t in coded)
        + "}"
    )
    assert accounted(read_one(rtf)) == Counter(words(striprtf.rtf_to_text(rtf)))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["{}", "*{}*", "**{}**", "> {}", "## {}", "~~{}~~", "[{}](https://example.org)", "- {}"]))
def test_markdown(texts: list[str], form: str) -> None:
    """Whatever a line of Markdown is marked as, its words come through."""
    text = "# Chapter one\n\n**x** [x](https://example.org)\n\n" + "\n\n".join(form.format(line) for line in texts)
    bare = re.sub(r"\(https://example\.org\)", "", text)
    assert accounted(read_one(text)) == Counter(words(re.sub(r"[*#>~\[\]]", "", bare)))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_archive_pages(texts: list[str]) -> None:
    """The words of a chapter's text are set, whatever stands around it."""
    body = "".join(f"<p>{text}</p>" for text in texts)
    want = Counter(word for text in texts for word in words(text))
    ffn = set_words(read_one(samples.ffn_page(1, of=1, text=body)))
    ao3 = set_words(read_one(samples.AO3_ONE_SHOT.replace(b"<p>She rowed.</p>", body.encode())))
    base = set_words(read_one(samples.AO3_ONE_SHOT.replace(b"<p>She rowed.</p>", b"")))
    assert ffn == want
    assert ao3 == base + want
