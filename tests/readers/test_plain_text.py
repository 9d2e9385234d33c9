"""Plain text as people have it."""

from __future__ import annotations

import textwrap

import pytest

from packager.model import Align, Gap, Mark, Marked, Note, NoteKind, Paragraph, block_text
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Source
from packager.readers.plain_text import PlainText
from tests.structure.made_up import PROSE, prose


def read(data: bytes, report: Report | None = None) -> list[object]:
    (found,) = PlainText().read(Source("story.txt", data), report or Report())
    return list(found.elements)


def texts(data: bytes) -> list[str]:
    return [block_text(e) for e in read(data) if isinstance(e, Paragraph)]


STORY = "Zoë said “no”…\n\nÉmile laughed — twice."
EXPECTED = ["Zoë said “no”…", "Émile laughed — twice."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    """A story reads the same in every encoding people have."""
    assert texts(STORY.encode(encoding)) == EXPECTED


def test_cyrillic_in_an_old_encoding() -> None:
    """An encoding no mark tells is found by the look of its bytes."""
    story = "Паром пришёл поздно, и мальчики на набережной давно перестали считать фонари вдоль стены. " * 6
    assert texts(story.encode("cp1251"))[0].startswith("Паром пришёл")


def test_two_encodings_in_one_file() -> None:
    """Chapters pasted from two encodings read right, and the reader is told."""
    report = Report()
    data = "Zoë came.".encode() + b"\n\n" + "Zoë went.".encode("cp1252")
    (found,) = PlainText().read(Source("story.txt", data), report)
    assert [block_text(e) for e in found.elements] == ["Zoë came.", "Zoë went."]
    assert [p.code for p in report] == ["encoding"]


def test_mojibake_is_repaired() -> None:
    """UTF-8 once read as Windows-1252 is put right."""
    assert texts("â€œNo,â€\x9d said ZoÃ«.".encode())[0].startswith("“No,")
    assert texts("Itâ€™s ZoÃ«.".encode()) == ["It’s Zoë."]


def test_entities_are_resolved() -> None:
    """Entities left over from a web page become their characters."""
    assert texts(b"Tom &amp; Ida &mdash; &quot;no&quot;&#8230;") == ['Tom & Ida — "no"…']


def test_spaces_and_line_ends() -> None:
    """Windows line ends, tabs and no-break spaces are white space; lines of nothing else are blank."""
    assert texts("One\u00a0two\tthree\r\n\u00a0\r\nfour\r\n".encode()) == ["One two three", "four"]
    assert texts("« Ah\u00a0! »".encode()) == ["« Ah\u00a0! »"]


@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text"),
        (bytes(range(32)) * 9, "not a text"),
    ],
)
def test_unusable_files(data: bytes, say: str) -> None:
    """An empty or binary file ends with one line that says so."""
    with pytest.raises(FanpackError) as caught:
        read(data)
    assert caught.value.code is ExitCode.INPUT
    assert say in str(caught.value)
    assert "\n" not in str(caught.value)


PARAGRAPHS = [*prose(12), "“Yes.”", "Then it rained.", *prose(12, 5)]
LAYOUTS = {
    "a line a paragraph, blank lines between": "\n\n".join(PARAGRAPHS),
    "two blank lines between": "\n\n\n".join(PARAGRAPHS),
    "wrapped": "\n\n".join(textwrap.fill(p, 70) for p in PARAGRAPHS),
    "wrapped wide": "\n\n".join(textwrap.fill(p, 100) for p in PARAGRAPHS),
    "wrapped, indented, no blank lines": "\n".join(textwrap.fill(p, 70, initial_indent="    ") for p in PARAGRAPHS),
    "tabs, no blank lines": "\n".join("\t" + p for p in PARAGRAPHS),
    "a new line a paragraph": "\n".join(PARAGRAPHS),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    """The same paragraphs come out of every way to part them, without a gap."""
    elements = read(LAYOUTS[layout].encode())
    assert [block_text(e) for e in elements] == PARAGRAPHS


def test_gaps_count_blank_lines_beyond_the_usual() -> None:
    """White space beyond the file's own distance is a gap that tells how much."""
    data = "\n\n".join(PROSE[:4]) + "\n\n\n\n" + "\n\n".join(PROSE[4:])
    elements = read(data.encode())
    assert [(type(e).__name__, e.lines) for e in elements if isinstance(e, Gap)] == [("Gap", 2)]
    assert elements[4] == next(e for e in elements if isinstance(e, Gap))


def test_line_numbers() -> None:
    """Every paragraph knows its first and last line."""
    data = "\n\n".join(textwrap.fill(p, 60) for p in PROSE)
    lines = data.split("\n")
    for element in read(data.encode()):
        assert isinstance(element, Paragraph)
        assert " ".join(lines[element.where.first - 1 : element.where.last]) == block_text(element)


def test_emphasis_where_it_is_meant() -> None:
    """Underscores and asterisks around words are emphasis; elsewhere they stay."""
    (one,) = read(b"It was _his_ hen, *really* his, not snake_case_name or 2*3*4.")
    assert isinstance(one, Paragraph)
    marked = [
        block_text(Paragraph(i.children)) for i in one.inlines if isinstance(i, Marked) and i.mark is Mark.EMPHASIS
    ]
    assert marked == ["his", "really"]
    assert "snake_case_name or 2*3*4" in block_text(one)
    assert texts(b"*Flashback*") == ["*Flashback*"]


def gutenberg() -> bytes:
    body = "\n\n".join(textwrap.fill(p, 70) for p in PROSE)
    return (
        "The Project Gutenberg eBook of Hens\n\nTitle: Hens\n\nAuthor: Ida Carter\n\nLanguage: English\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK HENS ***\n\nProduced by Somebody\n\n\nHENS\n\n\n[Illustration: A hen]\n\n"
        f"{body}\n\nEnd of Project Gutenberg's Hens, by Ida Carter\n\n*** END OF THE PROJECT GUTENBERG EBOOK HENS ***\n\nLicence."
    ).encode()


def test_gutenberg_licence_is_set_apart() -> None:
    """Header and footer of an e-text are licence notes, kept whole, and name the book."""
    (found,) = PlainText().read(Source("pg1.txt", gutenberg()), Report())
    licences = [e for e in found.elements if isinstance(e, Note)]
    assert [n.kind for n in licences] == [NoteKind.LICENCE, NoteKind.LICENCE]
    assert "Produced by Somebody" in block_text(licences[0])
    assert "Licence." in block_text(licences[1])
    assert (found.metadata.title, found.metadata.authors, found.metadata.language) == ("Hens", ("Ida Carter",), "en")


def test_gutenberg_lines_are_joined_and_captions_kept() -> None:
    """Wrapped lines become paragraphs and an illustration's tag a centred line."""
    (found,) = PlainText().read(Source("pg1.txt", gutenberg()), Report())
    paragraphs = [e for e in found.elements if isinstance(e, Paragraph)]
    assert [block_text(p) for p in paragraphs[2:]] == list(PROSE)
    assert (block_text(paragraphs[1]), paragraphs[1].align) == ("[Illustration: A hen]", Align.CENTER)


def test_a_title_over_its_by_line_stands_for_itself() -> None:
    """'Title' and 'by Name' on lines of their own are two paragraphs, not one with a line break."""
    story = f"Salt Bread\nby Pell-Mell\n\n{PROSE[0]}\n\n{PROSE[1]}\n"
    assert texts(story.encode())[:2] == ["Salt Bread", "by Pell-Mell"]


def test_verse_at_the_start_keeps_its_lines_together() -> None:
    """A line that only begins like a by-line does not break a poem up."""
    story = f"We sat down\nby the waters of the town\nand waited there.\n\n{PROSE[0]}\n\n{PROSE[1]}\n"
    assert texts(story.encode())[0] == "We sat down\nby the waters of the town\nand waited there."
