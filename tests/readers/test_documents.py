"""Markdown, Word, OpenDocument, RTF and any saved page."""

# ruff: noqa: E501 (markup reads best as the sites write it)

from __future__ import annotations

import base64

import pytest

from packager.model import (
    Align,
    Anchor,
    Figure,
    Footnote,
    Link,
    ListBlock,
    Mark,
    Marked,
    Paragraph,
    Quote,
    Rule,
    Spoken,
    Table,
    Text,
    block_text,
)
from packager.model import Element as BookElement
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import reader_for
from tests.readers import samples
from tests.readers.law import accounted, left_out_words, source_words
from tests.readers.reading import outline, read_one
from tests.readers.samples import docx, odt, word_paragraph


def _inlines(elements: tuple[BookElement, ...], index: int) -> tuple[object, ...]:
    element = elements[index]
    assert isinstance(element, Paragraph)
    return element.inlines


# -------------------------------------------------------------------------------------------- Markdown


def test_markdown() -> None:
    """Front matter, headings, marks, dividers; dashes under a line are a divider, indentation is no code."""
    manuscript = read_one(samples.MARKDOWN, "story")
    assert manuscript.format == "markdown"
    assert manuscript.metadata.title == "Slack Water"
    assert manuscript.metadata.tags == ("boats", "mud")
    assert outline(manuscript) == [
        "# Chapter 1: Ebb",
        "The tide had gone out, quite out.",
        "--",
        "She walked rowed to the mole. An indented line goes on.",
        "An indented paragraph stays a paragraph.",
        "A line",
        "--",
        "another after a divider.",
        "# Chapter 2: Flood",
        "Dear Mara,",
        "THE END",
    ]
    assert Marked(Mark.STRIKE, (Text("walked"),)) in _inlines(manuscript.elements, 3)
    assert manuscript.elements[1].where.first == 10  # the line of the file


@pytest.mark.parametrize(
    ("text", "name", "reader"),
    [
        ("Plain words.\n\n# # #\n\nMore words, **not** marked much.\n", "dump.txt", "text"),
        ("# A heading\n\nSome *words* here and [a link](https://example.org).\n", "dump.txt", "markdown"),
        ("Some *words* here.\n", "dump.md", "markdown"),
        ("Some *words* here.\n", "dump.txt", "text"),
        ("# Tags\n\nA *line* on `<p>a</p>`, `<p>b</p>`, `<p>c</p>` and **more**.\n", "notes.md", "markdown"),
        ("He typed `<html lang='en'>` and *waited*.\n\n* * *\n\nThen `</html>` came.\n", "tide.md", "markdown"),
        ("# Tide\n\nHe typed `<html>` and **waited**, **long**, as one [does](https://a.b).\n", "tide.txt", "markdown"),
        ("Saved by a tool\n<html><head><title>T</title></head><body><p>Words.</p></body></html>", "tide.txt", "html"),
        ("<!-- saved -->\n<html><body><p>Words.</p><pre>\n# not a heading\n</pre></body></html>", "tide.md", "html"),
        ("# exported by tool 1.2\n<!DOCTYPE html>\n<html><body><p>The sea.</p></body></html>", "a.html", "html"),
        ("HTTP/1.1 200 OK\n---\ntitle: x\n---\n<html>\n<head></head><body>Sea *x*</body></html>", "a.md", "html"),
        ("\ufeff\n{\\rtf1\\ansi He said *so* there.\\par}", "a.md", "rtf"),
        ("\x0c<!DOCTYPE html><html><body><p>Sea *x* went.</p></body></html>", "a.md", "html"),
        ("Tide\n\n```\n<!DOCTYPE html>\n<html><body>\n```\n\nAnd *so* on.\n", "a.md", "markdown"),
        ("Bare words<br>and more<br>and <i>more</i><br>words", "dump.txt", "html"),
    ],
)
def test_markdown_is_told_by_its_marks(text: str, name: str, reader: str) -> None:
    """Markdown is known by its content; the name only breaks a tie."""
    assert reader_for(Source(name, text.encode())).name == reader


# ------------------------------------------------------------------------------------------------ Word


def test_word() -> None:
    """Title, headings, marks, centred text, empty paragraphs, lists and footnotes come through."""
    call = '<w:p><w:r><w:t>Called here</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Mind the mud.</w:t></w:r></w:p></w:footnote>'
    body = (
        word_paragraph("Slack Water", "Title")
        + word_paragraph("by osprey")
        + word_paragraph("Chapter 1", "heading1")
        + word_paragraph("gone", run="<w:i/>")
        + word_paragraph("caps", run="<w:smallCaps/>")
        + "<w:p/>"
        + word_paragraph("* * *", align="center")
        + call
        + word_paragraph("Chapter 2", "heading1")
        + word_paragraph("Said before.", "Quote")
    )
    manuscript = read_one(docx(body, notes=note))
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Slack Water", ("osprey",))
    assert outline(manuscript) == [
        "# Chapter 1", "gone", "caps", ".. 1", "* * *", "Called here Mind the mud. ", "# Chapter 2", "Said before.",
    ]  # fmt: skip
    assert _inlines(manuscript.elements, 1) == (Marked(Mark.EMPHASIS, (Text("gone"),)),)
    assert _inlines(manuscript.elements, 2) == (Marked(Mark.SMALL_CAPS, (Text("caps"),)),)
    assert manuscript.elements[4].align is Align.CENTER  # type: ignore[union-attr]
    assert isinstance(_inlines(manuscript.elements, 5)[-1], Footnote)
    assert isinstance(manuscript.elements[-1], Quote)


# ---------------------------------------------------------------------------------------- OpenDocument


def test_opendocument() -> None:
    """Automatic styles, headings, notes, pictures, tables, lists and links come through; comments don't."""
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>'
    )
    body = (
        '<text:h text:outline-level="1">Chapter 1</text:h><text:p>The tide had <text:span text:style-name="T1">gone</text:span>'
        '<text:s text:c="2"/>out.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>Mind the mud.</text:p></text:note-body></text:note><office:annotation><text:p>Is it?</text:p></office:annotation></text:p>"
        '<text:p text:style-name="P1">MUD</text:p><text:p/><text:list><text:list-item><text:p>oars</text:p></text:list-item></text:list>'
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p>"
        '</table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:image xlink:href="Pictures/boat.png"/>'
        '<svg:desc>A boat</svg:desc></draw:frame></text:p><text:p><text:a xlink:href="https://example.org/">there</text:a></text:p>'
        '<text:h text:outline-level="1">Chapter 2</text:h><text:p>End.</text:p>'
    )
    manuscript = read_one(
        odt(body, styles=styles, meta="<dc:title>Slack Water</dc:title><dc:creator>osprey</dc:creator>")
    )
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Slack Water", ("osprey",))
    kinds = [type(element) for element in manuscript.elements]
    assert ListBlock in kinds
    assert Table in kinds
    assert Figure in kinds
    assert outline(manuscript)[:4] == ["# Chapter 1", "The tide had gone out. Mind the mud. ", "MUD", ".. 1"]
    assert Marked(Mark.EMPHASIS, (Text("gone"),)) in _inlines(manuscript.elements, 1)
    assert manuscript.elements[2].align is Align.CENTER  # type: ignore[union-attr]
    figure = next(element for element in manuscript.elements if isinstance(element, Figure))
    assert figure.image.alt == "A boat"
    assert left_out_words(manuscript, "comment") == {"Is": 1, "it": 1}


# ------------------------------------------------------------------------------------------------- RTF


def test_rtf() -> None:
    """Marks, code pages, Unicode, footnotes and links come through; headers and hidden text are counted."""
    manuscript = read_one(samples.RTF)
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Slack Water", ("osprey",))
    assert outline(manuscript) == [
        "Chapter 1",
        "The tide had gone out, café and “quoted” low—not high.",
        ".. 1",
        "Привет said Mara. Mind the mud. ",
        "A link and end.",
    ]
    inlines = _inlines(manuscript.elements, 1)
    assert Marked(Mark.EMPHASIS, (Text("gone"),)) in inlines
    assert Marked(Mark.UNDERLINE, (Text("low"),)) in inlines
    assert Marked(Mark.STRIKE, (Text("not"),)) in inlines
    assert _inlines(manuscript.elements, 4)[0] == Link("https://example.org/tide", (Text("A link"),))
    assert left_out_words(manuscript, "page-head") == {"A": 1, "running": 1, "head": 1}
    assert left_out_words(manuscript, "hidden") == {"hidden": 1, "words": 1}


def test_rtf_tables_and_pictures() -> None:
    """A row of cells is a table; an embedded PNG is a picture."""
    picture = samples.png().hex()
    rtf = (
        r"{\rtf1\ansi before\par\trowd\cellx100\cellx200\pard\intbl one\cell two\cell\row"
        r"\trowd\cellx100\cellx200\pard\intbl three\cell four\cell\row\pard after {\pict\pngblip " + picture + r"}\par}"
    )  # fmt: skip
    manuscript = read_one(rtf)
    assert [type(element) for element in manuscript.elements][:2] == [Paragraph, Table]
    assert [block_text(element) for element in manuscript.elements][1] == "one\ntwo\nthree\nfour"
    assert len(manuscript.assets) == 1


# ------------------------------------------------------------------------------------------ saved pages

LINES = "".join(f"<p>{samples.PROSE} {n}</p>" for n in range(4))
PAGE = f"""<!doctype html><html lang="en"><head><title>Slack Water | Tales</title>
<meta name="author" content="osprey"><link rel="canonical" href="https://tales.example/s/9"></head><body>
<nav><a href="/">Home</a> <a href="/new">New</a></nav>
<div class="sidebar"><p>Popular now: many other stories to read.</p></div>
<div id="wrap"><div class="content"><h1>Slack Water</h1><p>by osprey</p><h2>Ebb</h2>
{"".join(f"<p>{samples.PROSE} Part {n}.</p>" for n in range(6))}
<h2>Flood</h2><p>Mara <span style="font-weight: bold">rowed</span>.</p></div></div>
<div id="comments"><p>Great chapter, update soon!</p></div><footer>All rights reserved.</footer></body></html>"""


def test_any_page_leaves_its_chrome() -> None:
    """The main text is found; title and byline are read; menus, sidebars and comments are counted."""
    manuscript = read_one(PAGE)
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Slack Water", ("osprey",))
    assert outline(manuscript)[0] == "# Ebb"
    assert outline(manuscript)[-2:] == ["# Flood", "Mara rowed."]
    assert left_out_words(manuscript, "page-chrome")["update"] == 1
    assert accounted(manuscript) == source_words(PAGE)


def test_headings_and_notes_beside_the_text_stay() -> None:
    """What stands beside the element that holds most of the text, as a paragraph or heading, is kept."""
    page = f"<html><body><div id=x><h2>Chapter 3</h2><div>{LINES}</div><p>A note by the author.</p></div></body></html>"
    assert outline(read_one(page)) == [
        "# Chapter 3",
        *[f"{samples.PROSE} {n}" for n in range(4)],
        "A note by the author.",
    ]


def test_comments_among_the_text_are_chrome() -> None:
    """Where text and comments share a parent, the comments go all the same, and the report says how much went."""
    report = Report()
    page = f"<html><body><div>{LINES}<div class='comments'>{LINES.replace('tide', 'comment')}</div></div></body></html>"
    manuscript = read_one(page, report=report)
    assert outline(manuscript) == [f"{samples.PROSE} {n}" for n in range(4)]
    assert [problem.code for problem in report] == ["page-chrome"]
    assert accounted(manuscript) == source_words(page)


def test_much_left_out_is_said_aloud() -> None:
    """Few words of menus are a note; where half as many words as the text has go, it is a warning."""
    told = []
    for comments in (2, 80):
        report = Report()
        beside = f"<div class='comments'>{'<p>Great chapter, update soon!</p>' * comments}</div>"
        page = f"<html><body><div><h2>One</h2>{LINES}{beside}</div></body></html>"
        read_one(page, report=report)
        told.append([problem.level.value for problem in report])
    assert told == [["info"], ["warning"]]


def test_old_pages_without_paragraphs() -> None:
    """Bare text with double breaks in a layout table is read paragraph by paragraph."""
    text = "<br><br>".join(f"{samples.PROSE} Number {n}." for n in range(4))
    html = f"<html><body><table width=95%><tr><td><a href=/>Home</a></td></tr><tr><td><span>{text}</span></td></tr></table></body></html>"
    assert outline(read_one(html)) == [f"{samples.PROSE} Number {n}." for n in range(4)]


def test_encodings_of_pages() -> None:
    """UTF-8, UTF-16, a declared code page and Windows-1252 without a word about it all read right."""
    html = "<html><head><meta charset='{}'></head><body><p>l’été — naïve «Грех»</p></body></html>"
    for declared, codec in (("utf-8", "utf-8"), ("utf-16", "utf-16"), ("windows-1251", "utf-8")):
        assert outline(read_one(html.format(declared).encode(codec))) == ["l’été — naïve «Грех»"]
    assert outline(read_one(html.format("windows-1251").replace("é", "e").replace("ï", "i").encode("cp1251"))) == [
        "l’ete — naive «Грех»"
    ]
    assert outline(read_one("<p>l’été — fin</p><p>b</p><p>c</p>".encode("cp1252")))[0] == "l’été — fin"


def test_right_to_left_pages() -> None:
    """A page in Hebrew keeps its direction; Latin words in it stand as they are."""
    manuscript = read_one(
        '<html lang="he" dir="rtl"><body><p>שלום <span lang="en" dir="ltr">boat</span> עולם</p></body></html>'
    )
    (paragraph,) = manuscript.elements
    assert isinstance(paragraph, Paragraph)
    assert paragraph.dir == "rtl"
    assert any(isinstance(inline, Spoken) for inline in paragraph.inlines)


def test_pictures_in_the_page_are_kept() -> None:
    """A picture inside the page's own address is an asset; the same twice is kept once."""
    src = "data:image/png;base64," + base64.b64encode(samples.png()).decode()
    manuscript = read_one(
        f"<html><body><p>{samples.PROSE}</p><p><img src='{src}'></p><p><img src='{src}'></p></body></html>"
    )
    assert len(manuscript.assets) == 1


# --------------------------------------------------------------------------------- pages written by tools

FANFICFARE = f"""<html><head><title>Slack Water by osprey</title></head><body>
<h1><a href="https://www.fanfiction.net/s/8812/1/">Slack Water</a> by <a href="/u/31/" class="authorlink">osprey</a></h1>
<table class="full"><tr><td><b>Category:</b></td><td>Saltmarsh</td></tr><tr><td><b>Status:</b></td><td>Completed</td></tr>
<tr><td><b>Summary:</b></td><td>Ilse loses a boat.</td></tr></table>
<a name="TOCTOP"><h2>Table of Contents</h2></a><p><a href="#section0001">1. Ebb</a><br/><a href="#section0002">2. Flood</a></p>
<a name="section0001"><h2>1. Ebb</h2></a>{LINES}<hr/><a name="section0002"><h2>2. Flood</h2></a>{LINES}</body></html>"""
FICHUB = f"""<html><head><title>Slack Water</title></head><body><h1><span class="title">Slack Water</span></h1>
<h2>by <span class="author">osprey</span></h2><nav id="contents-list"><ol><li><a href="#chap_1">Ebb</a></li></ol></nav>
<div id="chap_1"><div class="chapter_nav"><a href="#chap_2">next</a></div><h2>1. Ebb</h2>{LINES}</div>
<div id="chap_2"><div class="chapter_nav"><a href="#chap_1">prev</a></div><h2>2. Flood</h2>{LINES}</div></body></html>"""


@pytest.mark.parametrize("page", [FANFICFARE, FICHUB], ids=["FanFicFare", "FicHub"])
def test_pages_of_download_tools(page: str) -> None:
    """Facts become metadata, contents and menus are left out, chapters begin at their headings."""
    manuscript = read_one(page)
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Slack Water", ("osprey",))
    headings = [line for line in outline(manuscript) if line.startswith("#")]
    assert headings == ["# 1. Ebb", "# 2. Flood"]
    assert outline(manuscript)[1] == f"{samples.PROSE} 0"
    assert accounted(manuscript) == source_words(page)


def test_facts_in_a_tools_table() -> None:
    """FanFicFare's table is read: fandom, status, summary, and the address that names the work."""
    manuscript = read_one(FANFICFARE)
    assert (manuscript.metadata.fandoms, manuscript.metadata.complete) == (("Saltmarsh",), True)
    assert block_text(manuscript.metadata.summary[0]) == "Ilse loses a boat."
    assert manuscript.work_id == "ffn:8812"


def _shape(block: object) -> object:
    """A list as (type, numbers, items), nested lists inside; any other block as its text."""
    if not isinstance(block, ListBlock):
        return block_text(block)  # type: ignore[arg-type]
    numbers = block.numbers or (tuple(range(block.start, block.start + len(block.items))) if block.ordered else ())
    return (block.marks, numbers, [[_shape(inner) for inner in item] for item in block.items])


LISTED = r"{{\listtext\pard\plain {}\tab}}"


def test_lists_of_rtf() -> None:
    """A paragraph that says its number or bullet is an item; deeper ones stand inside the one before them."""
    told = [("3.", 0, "oars"), ("4.", 0, "sails"), ("b)", 1, "patched"), ("c)", 1, "torn"), ("7.", 0, "rope")]
    lines = "".join(rf"\pard\ilvl{depth}" + LISTED.format(mark) + text + r"\par" for mark, depth, text in told)
    bullet = r"\pard " + LISTED.format(r"\u8226?") + r"mud\par"
    manuscript = read_one(r"{\rtf1\ansi before\par" + lines + r"\pard between\par" + bullet + r"\pard after\par}")
    assert [_shape(element) for element in manuscript.elements] == [
        "before",
        ("", (3, 4, 7), [["oars"], ["sails", ("a", (2, 3), [["patched"], ["torn"]])], ["rope"]]),
        "between",
        ("", (), [["mud"]]),
        "after",
    ]


def test_bookmarks_of_rtf() -> None:
    """A link to a bookmark leads to its place."""
    link = r'{\field{\*\fldinst HYPERLINK \\l "mole"}{\fldrslt there}}'
    manuscript = read_one(r"{\rtf1\ansi See " + link + r".\par {\*\bkmkstart mole}{\*\bkmkend mole}The mole.\par}")
    assert _inlines(manuscript.elements, 0)[1] == Link("#mole", (Text("there"),))
    assert Anchor("mole") in _inlines(manuscript.elements, 1)


def test_lists_quotations_and_lines_of_opendocument() -> None:
    """Lists count as their style says; the office's own styles for a quotation and a line are one."""
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" text:start-value="3"/>'
        '<text:list-level-style-number text:level="2" style:num-format="i"/></text:list-style>'
        '<style:style style:name="P9" style:family="paragraph" style:parent-style-name="Quotations"/>'
    )
    body = (
        '<text:p>before</text:p><text:list text:style-name="L1"><text:list-item><text:p>oars</text:p><text:list><text:list-item>'
        '<text:p>two</text:p></text:list-item></text:list></text:list-item><text:list-item text:start-value="9"><text:p>rope</text:p>'
        '</text:list-item></text:list><text:p text:style-name="P9">Said</text:p><text:p text:style-name="Quotations">before.</text:p>'
        '<text:p text:style-name="Horizontal_20_Line"/><text:p>after</text:p>'
    )
    found = read_one(odt(body, styles=styles)).elements
    assert _shape(found[1]) == ("", (3, 9), [["oars", ("i", (1,), [["two"]])], ["rope"]])
    assert isinstance(found[2], Quote)
    assert block_text(found[2]) == "Said\nbefore."
    assert isinstance(found[3], Rule)


def test_reference_links_of_markdown_may_have_titles() -> None:
    """`[r]: address "Title"` serves its links."""
    text = '# Tale\n\nSee [there][r] and **go**.\n\n[r]: https://example.org/r "The mole"\n'
    manuscript = read_one(text, "tale.md")
    links = [i for e in manuscript.elements if isinstance(e, Paragraph) for i in e.inlines if isinstance(i, Link)]
    assert links == [Link("https://example.org/r", (Text("there"),))]
