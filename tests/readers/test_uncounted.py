"""What a reader would lose is seen, whichever reader it is; and what looked lost only to libxml2 is read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from packager.build import build
from packager.model import Manuscript, Paragraph, block_text, words
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import plain_text
from packager.readers.base import Source
from packager.readers.table import READERS, read, reader_for
from packager.readers.uncounted import counted
from packager.request import Request
from tests.readers import samples
from tools.fuzzing.seeds import made_up

PAGE = b"<html><head><title>Tide</title></head><body><h1>Tide</h1><p>The oars were gone.</p></body></html>"

FILES = (*made_up(), ("page.html", PAGE))


def said(name: str, data: bytes) -> list[str]:
    """The words of the stories in a file."""
    found = read(Source(name, data), Report())
    assert not any(manuscript.lost for manuscript in found)
    return [word for m in found for element in m.elements for word in words(block_text(element))]


@pytest.mark.parametrize(("name", "data"), FILES, ids=[name for name, _ in FILES])
def test_every_format_is_read_whole(name: str, data: bytes) -> None:
    """No reader loses a word of a file as people save it."""
    assert said(name, data)


@pytest.mark.parametrize(("name", "data"), FILES, ids=[name for name, _ in FILES])
def test_a_file_reads_the_same_each_time(name: str, data: bytes) -> None:
    """What was found, what was left out and what is told of it come in one order, wherever elements lie in memory."""

    def once() -> object:
        report = Report()
        return read(Source(name, data), report), report.problems

    first = once()
    assert all(once() == first for _ in range(12))


UNSEEN = "\u00ad\u200b\u200e\u2060\ufeff\x7f\x0b"


@pytest.mark.parametrize(
    ("name", "sign"),
    [(name, sign) for name in ("a.txt", "a.md") for sign in UNSEEN[:-1]]
    + [(name, sign) for name in ("a.html", "a.rtf") for sign in UNSEEN],
)
def test_signs_that_are_not_seen_part_no_word(name: str, sign: str) -> None:
    """Soft hyphens and the like stand in words: nothing is missed, and a lost paragraph is named as it reads."""
    seen = ("Water ran beneath the boat and the ropes.", "Nobody saw the lantern go out.", "Oars are dear in winter.")
    said = [re.sub("ee|(?<=[a-z])(?=[tdr])", lambda found: found[0][:1] + sign + found[0][1:], one) for one in seen]
    if name == "a.html":
        data = f"<html><body><h1>Tide</h1>{''.join(f'<p>{one}</p>' for one in said)}</body></html>"
    elif name == "a.rtf":
        data = "{\\rtf1 " + "\\par ".join(one.replace(sign, f"\\u{ord(sign)}?") for one in said) + "}"
    else:
        data = "\n\n".join(["Tide", *said])
    source = Source(name, data.encode())
    (whole,) = reader_for(source).read(source, Report())
    assert not counted(source, (whole,))[0].lost
    poorer = replace(whole, elements=tuple(e for e in whole.elements if "saw" not in block_text(e)))
    lost = [word for out in counted(source, (poorer,))[0].lost for word in out.words]
    assert sorted(map(str.casefold, lost)) == sorted(map(str.casefold, words(seen[1])))


BLIND = ("epub-fanpack",)
"""Formats without a second witness: a book of fanpack's own holds words of fanpack's."""


@pytest.mark.parametrize(("name", "data"), FILES, ids=[name for name, _ in FILES])
def test_a_paragraph_that_a_reader_drops_is_told(name: str, data: bytes) -> None:
    """Take any paragraph of words that stand nowhere else out of what a reader gave: it is named with its words."""
    source = Source(name, data)
    if name.endswith((".zip", ".mhtml")):
        pytest.skip("the files inside are counted one by one")
    manuscripts = reader_for(source).read(source, Report())
    if manuscripts[0].format in BLIND:
        pytest.skip("no second witness")
    told = 0
    for number, element in enumerate(manuscripts[0].elements):
        if not isinstance(element, Paragraph) or len(words(block_text(element))) < 4:
            continue
        kept = (*manuscripts[0].elements[:number], *manuscripts[0].elements[number + 1 :])
        poorer: tuple[Manuscript, ...] = (replace(manuscripts[0], elements=kept), *manuscripts[1:])
        lost = [word.casefold() for out in counted(source, poorer)[0].lost for word in out.words]
        gone = [word.casefold() for word in words(block_text(element))]
        assert lost
        assert set(lost) <= set(gone)
        told += 1
    assert told or name.startswith("text.odt")


def wrapped(data: bytes) -> bytes:
    """A page as people's editors wrap it: tags, comments and scripts over several lines, blocks side by side."""
    return data.replace(b"<p>The oars", b"<!-- one\ntwo --><script>\nx()\n</script><p>Fog.</p><p\nclass='a'>The oars")


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.html", wrapped(PAGE), 5),
        ("a.md", b"# Tide\n\nFog is [here](a.html\n'A title').\n\nThe oars were gone.\n", 6),
        ("a.txt", b"Tide\n\nFog.\n\nThe oars were gone.\n", 5),
        ("a.docx", samples.docx("".join(map(samples.word_paragraph, ("Fog.", "The oars were gone.")))), 0),
        ("a.rtf", rb"{\rtf1\ansi Fog.\par The oars were gone.\par}", 0),
        ("a.epub", samples.epub({"a.xhtml": samples.xhtml("<p>Fog.</p><p>The oars were gone.</p>")}), 0),
    ],
)
def test_a_loss_is_told_in_its_line(name: str, data: bytes, line: int) -> None:
    """The line of the file, where it has lines that people count; else none, rather than a wrong one."""
    source = Source(name, data)
    manuscripts = reader_for(source).read(source, Report())
    kept = tuple(e for e in manuscripts[0].elements if "oars" not in block_text(e))
    lost = counted(source, (replace(manuscripts[0], elements=kept), *manuscripts[1:]))[0].lost
    assert [(out.words, out.where.first) for out in lost] == [(("The", "oars", "were", "gone"), line)]


def test_every_reader_has_been_asked() -> None:
    """The files above are read by every reader there is."""
    used = {reader_for(Source(name, data)).name for name, data in FILES if not name.endswith((".zip", ".mhtml"))}
    assert used == {entry.name for entry in READERS}


def test_text_in_another_order_is_told() -> None:
    """Paragraphs of a text that a reader turned round: the first word out of its place is named."""
    source = Source("a.txt", b"One and two.\n\nThree and four.\n\nFive and six.\n")
    (manuscript,) = read(source, Report())
    turned = replace(manuscript, elements=(*manuscript.elements[:1], *manuscript.elements[:0:-1]))
    (found,) = counted(source, (turned,))
    assert [out.words for out in found.lost] == [("Three",)]


def test_a_loss_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader at fault ends the build with code 6, file, line and words; the old book stays."""
    story = tmp_path / "story.txt"
    story.write_text("Tide\n\nThe oars were gone.\n\nNobody had seen the boat.\n", encoding="utf-8")
    book = tmp_path / "book.epub"
    book.write_bytes(b"the old book")
    whole = plain_text.lay_out
    monkeypatch.setattr(plain_text, "lay_out", lambda *lines: (None, whole(*lines)[1][:-1]))
    with pytest.raises(FanpackError) as stopped:
        build(Request((str(story),), formats=("epub",), output=str(book)), Report())
    assert stopped.value.code is ExitCode.LEDGER
    assert stopped.value.where == f"{story}:5"
    assert "Nobody had seen the boat" in str(stopped.value)
    assert book.read_bytes() == b"the old book"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("pages put together", PAGE + b"\n" + PAGE.replace(b"oars were gone", b"boat was late")),
        ("text behind the end", PAGE + b"The boat was late."),
        ("an open quote", PAGE.replace(b"<h1>", b"<h1 class='x>") + b"<p>It wasn't. The boat was late.</p>"),
        ("a quote open to the end", PAGE.replace(b"</body>", b"<p style='x>The boat was late.</p></body>")),
        ("an open quote of an address", PAGE.replace(b"</body>", b"<a href='x>The boat was late.</a></body>")),
        ("an element nobody knows in the head", PAGE.replace(b"</head>", b"<titel>The boat was late.</titel></head>")),
    ],
)
def test_broken_pages_keep_their_words(name: str, page: bytes) -> None:
    """What a browser shows of a broken page is read, though libxml2 drops it."""
    found = said("page.html", page)
    assert {*("The", "boat", "was", "late")} <= set(found), name
    assert "gone" in found or name == "pages put together"


@pytest.mark.parametrize(
    ("name", "start", "again"),
    [
        ("a.html", "<p>The tide had gone out.</p>", "<svg>"),
        ("a.html", "<p>The tide had gone out.</p>", "<select "),
        ("a.html", "<p>The tide had gone out.</p>", "<a"),
        ("a.html", "<p>The tide had gone out.</p>", '<p class="x '),
        ("a.md", "# One\n\n**The** tide had gone out.\n\n", "[^"),
        ("a.md", "# One\n\n**The** tide had gone out.\n\n", "1. "),
    ],
)
def test_the_second_reading_takes_time_by_length(name: str, start: str, again: str) -> None:
    """What is opened over and over and never closed: read to the end at once (a minute and more before)."""
    assert {"tide", "gone"} <= set(said(name, (start + again * 60_000).encode()))


@pytest.mark.parametrize("around", ["<caption>", "<tr><th>", "<tr><td><blockquote>", "<tr><td><r>"])
def test_rows_in_something_open(around: str) -> None:
    """A table keeps its cells though a caption, cell or quote before them was never closed."""
    page = f"<p>One two.</p><table>{around}Tides<tr><td>high<td>low<tr><td>a<td>b</table><p>End.</p>"
    assert sorted(said("a.html", page.encode())) == sorted("One two Tides high low a b End".split())


def test_marks_within_a_word_of_text() -> None:
    """Emphasis within a word parts it or not: its letters are there, in their order."""
    assert said("a.txt", b"Tide\n\nIt is she'_s_ now, un_believ_able.\n")[:4] == ["Tide", "It", "is", "she's"]


def test_text_in_an_image_map_is_shown() -> None:
    """A `<map>` hides nothing of what it holds; an open one holds the rest of the page."""
    assert said("a.html", PAGE.replace(b"<p>", b"<map name=m><p>"))[-4:] == ["The", "oars", "were", "gone"]


def test_chapters_put_into_one_file_are_chapters() -> None:
    """Pages of a site, one after another in a file, are read like the same pages in files of their own."""
    together = b"\n".join(samples.ffn_page(number) for number in (1, 2, 3))
    found = read(Source("all.html", together), Report())
    assert [manuscript.chapter_of for manuscript in found] == [(1, 3), (2, 3), (3, 3)]
    lines = together.split(b"\n")
    for manuscript in found:
        place = next(e for e in manuscript.elements if isinstance(e, Paragraph)).where.first
        assert b"storytext" in lines[place - 1]


def test_an_rtf_file_cut_off_in_a_footnote() -> None:
    """The paragraph around the footnote is kept."""
    assert said("a.rtf", rb"{\rtf1\ansi The tide.\par Mara said{\footnote It is") == [
        *("The", "tide", "Mara", "said", "It", "is"),
    ]


def test_loose_words_between_notes_of_fanficfare() -> None:
    """Words beside the labelled notes of a chapter stay."""
    page = (
        b"<html><body><div class='fff_chapter_notes'>Hello all! <b>Notes:</b>"
        b"<blockquote>Mind the mud.</blockquote></div>"
        b"<p>She rowed home at last.</p></body></html>"
    )
    assert said("a.html", page)[:5] == ["Hello", "all", "Notes", "Mind", "the"]
