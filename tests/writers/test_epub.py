"""The EPUB writer, seen from the file it writes."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html

from packager.html_book import HtmlBook, NavPoint, PageBreak, PageKind
from packager.model import WORD
from packager.problems import FanpackError
from packager.themes import load_theme, theme_names
from packager.writers.epub import EpubOptions, write_epub
from tests.command import python

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}


def made(book: HtmlBook, **options: object) -> zipfile.ZipFile:
    out = io.BytesIO()
    write_epub(book, load_theme(), out, EpubOptions(**options))  # type: ignore[arg-type]
    return zipfile.ZipFile(out)


def spine(epub: zipfile.ZipFile) -> list[str]:
    opf = etree.fromstring(epub.read("EPUB/content.opf"))
    hrefs = {i.get("id"): i.get("href") for i in opf.iterfind(".//o:item", OPF)}
    return [hrefs[i.get("idref")] for i in opf.iterfind(".//o:itemref", OPF)]


def words(epub: zipfile.ZipFile, names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        body = etree.fromstring(epub.read(f"EPUB/{name}")).find(f"{XHTML}body")
        found += WORD.findall("".join(body.itertext()))
    return found


def said(body: str) -> list[str]:
    return WORD.findall(html.fromstring(body).text_content())


@pytest.mark.epubcheck
@pytest.mark.parametrize(("theme", "fonts"), [*((name, True) for name in theme_names()), ("classic", False)])
def test_epubcheck_finds_nothing_to_say(leaf_book: HtmlBook, tmp_path: Path, theme: str, fonts: bool) -> None:
    """epubcheck reports no error and no warning, in any theme, with and without embedded fonts."""
    target = tmp_path / "leaf.epub"
    write_epub(leaf_book, load_theme(theme), target, EpubOptions(fonts=fonts))
    run = subprocess.run([sys.executable, "-m", "epubcheck", target], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert not re.search("ERROR|WARNING|FATAL", run.stdout + run.stderr)


@pytest.mark.epubcheck
def test_a_sheet_for_print_can_be_given_to_an_epub(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Running heads in `@page`, which e-readers have none of and epubcheck can't read, are left out; nothing else."""
    boxes = "@page :left { margin: 1em; @top-left { content: 'a}b' } orphans: 2; @bottom-center { color: red } }"
    theme = load_theme().with_css(f"{boxes}\n@media print {{ {boxes} em {{ color: red }} }}\nq {{ color: red }}")
    write_epub(leaf_book, theme, tmp_path / "leaf.epub")
    with zipfile.ZipFile(tmp_path / "leaf.epub") as epub:
        css = epub.read("EPUB/css/book.css").decode()
    page = "@page :left { margin: 1em;  orphans: 2;  }"
    assert css.endswith(f"{page}\n@media print {{ {page} em {{ color: red }} }}\nq {{ color: red }}\n")
    run = subprocess.run([sys.executable, "-m", "epubcheck", tmp_path / "leaf.epub"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.epubcheck
@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("@page { margin: 2cm; /* {old} */ @bottom-center { content: counter(page) } }", "margin: 2cm; /* {old} */  }"),
        ("q { quotes: '/*' } @page { @top-left { content: '*/' } orphans: 2 }", "orphans: 2 }"),
        ("/* @page */ @page /* { */ { @top-left { content: 'x' } }", "@page /* { */ {  }"),
    ],
)
def test_no_comment_hides_a_running_head(css: str, left: str, leaf_book: HtmlBook, tmp_path: Path) -> None:
    """A running head is left out of the EPUB whatever braces and marks of comments stand about it."""
    write_epub(leaf_book, load_theme().with_css(css), tmp_path / "leaf.epub")
    with zipfile.ZipFile(tmp_path / "leaf.epub") as epub:
        assert epub.read("EPUB/css/book.css").decode().endswith(f"{left}\n")
    run = subprocess.run([sys.executable, "-m", "epubcheck", tmp_path / "leaf.epub"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_half_a_character_in_a_sheet_for_print(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """An escape that names half a character is the sign for what can't be read, as browsers have it."""
    css = "@page { @top-left { content: 'x' } } q { quotes: '\\d800 ' }"
    write_epub(leaf_book, load_theme().with_css(css), tmp_path / "leaf.epub")
    with zipfile.ZipFile(tmp_path / "leaf.epub") as epub:
        assert epub.read("EPUB/css/book.css").decode().endswith('q { quotes: "\ufffd" }\n')


def test_the_same_book_gives_the_same_bytes(leaf_book: HtmlBook) -> None:
    """Two runs, under different clocks and hash seeds, write identical files."""
    code = (
        "import sys,io,hashlib;sys.path.insert(0,sys.argv[1]);import conftest\n"
        "from packager.themes import load_theme;from packager.writers.epub import write_epub\n"
        "out=io.BytesIO();write_epub(conftest.sample_book(),load_theme(),out)\n"
        "print(hashlib.sha256(out.getvalue()).hexdigest())"
    )
    runs = {
        python("-c", code, Path(__file__).parent, env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."}).stdout
        for seed, zone in (("0", "UTC"), ("77", "Asia/Tokyo"))
    }
    assert len(runs) == 1
    assert all(runs)


def test_every_word_of_the_pages_is_in_the_file_in_order(leaf_book: HtmlBook) -> None:
    """What render wrote is what the reading system is given, word for word."""
    epub = made(leaf_book)
    names = [page.file_name for page in leaf_book.pages if page.in_spine]
    expected = [word for page in leaf_book.pages if page.in_spine for word in said(page.body)]
    assert words(epub, names) == expected


def test_the_nav_takes_the_place_of_the_contents(leaf_book: HtmlBook) -> None:
    """The spine opens with the cover and shows the contents after the disclaimers."""
    names = spine(made(leaf_book))
    assert names[0] == "cover.xhtml"
    assert names[names.index("nav.xhtml") - 1] == "disclaimers.xhtml"
    assert "contents.xhtml" not in names


def test_a_very_long_page_is_parted_and_its_links_still_lead_home(leaf_book: HtmlBook) -> None:
    """Parts begin at scene breaks, keep every word, and no link points at a file without its target."""
    scene = "\n".join(f'<p id="x{{n}}-{i}">word{i} ' + "and so on " * 30 + "</p>" for i in range(30))
    text = '\n<hr class="scene-break"/>\n'.join(scene.replace("{n}", str(n)) for n in range(20))
    chapter = next(page for page in leaf_book.pages if page.kind.value == "chapter")
    call = '<p>See<a class="noteref" epub:type="noteref" href="#zfn" id="zref">1</a></p>'
    note = '<aside class="footnote" epub:type="footnote" id="zfn"><p><a href="#zref">1</a> note</p></aside>'
    end = '<p><a href="#x0-1">back</a></p>'
    body = f'<section class="chapter" id="{chapter.id}">{text}\n{call}\n{note}\n{end}</section>'
    long = replace(chapter, body=body)
    pages = tuple(long if p is chapter else p for p in leaf_book.pages)
    nav = (*leaf_book.nav, NavPoint("Late", f"{chapter.file_name}#x19-1"))
    epub = made(replace(leaf_book, pages=pages, nav=nav), part_bytes=40_000)
    names = [n for n in spine(epub) if n.startswith(chapter.id)]
    assert len(names) > 3
    assert all(len(epub.read(f"EPUB/{n}")) < 42_000 for n in names)
    assert sorted(words(epub, names)) == sorted(said(body))
    for name in names[1:]:
        section = etree.fromstring(epub.read(f"EPUB/{name}")).find(f"{XHTML}body/{XHTML}section")
        assert section[0].get("class") == "scene-break"
    ids = {n: set(etree.fromstring(epub.read(f"EPUB/{n}")).xpath("//@id")) for n in spine(epub)}
    for name in spine(epub):
        for href in etree.fromstring(epub.read(f"EPUB/{name}")).xpath("//@href"):
            file, _, target = href.partition("#")
            if target:
                assert target in ids[file or name], (name, href)


def test_a_parted_page_may_speak_of_xml(leaf_book: HtmlBook) -> None:
    """What looks like a namespace in the words of a long page stays there."""
    chapter = next(p for p in leaf_book.pages if p.kind is PageKind.CHAPTER)
    line = '<p>He wrote &lt;html xmlns="http://www.w3.org/1999/xhtml"&gt; on the wall.</p>'
    long = replace(chapter, body=f'<section class="chapter" id="{chapter.id}">{line * 900}</section>')
    pages = tuple(long if p is chapter else p for p in leaf_book.pages)
    epub = made(replace(leaf_book, pages=pages), part_bytes=20_000)
    parts = [epub.read(f"EPUB/{n}").decode() for n in spine(epub) if n.startswith(chapter.id)]
    assert len(parts) > 2
    assert sum(part.count(line) for part in parts) == 900


def test_metadata_tells_who_wrote_what(leaf_book: HtmlBook) -> None:
    """Authors have roles and shelf names, fandoms are subjects, the series is known to calibre too."""
    opf = made(leaf_book).read("EPUB/content.opf").decode()
    assert opf.count('property="role" scheme="marc:relators">aut<') == 3
    assert ">Vega, Maria<" in opf
    assert '"file-as">moonfall<' in opf
    assert "<dc:subject>The Harbour Lights</dc:subject>" in opf
    assert 'name="calibre:series" content="Collected Tides"' in opf


def test_a_book_of_one_story_says_what_that_story_says(leaf_book: HtmlBook) -> None:
    """Its summary, date and place in a series are the book's, where the book has none of its own."""
    story = replace(leaf_book.stories[0], published="2019-04-02")
    info = replace(leaf_book.info, description="", date="", series=())
    opf = made(replace(leaf_book, info=info, stories=(story,))).read("EPUB/content.opf").decode()
    assert "<dc:description>Five chairs, six cups" in opf
    assert "<dc:date>2019-04-02</dc:date>" in opf
    assert 'name="calibre:series" content="Tide Tables"' in opf
    assert 'property="group-position">2<' in opf


def test_the_contents_page_leaves_the_title_page_to_the_readers_own_list(leaf_book: HtmlBook) -> None:
    """Listed for programs, not shown: no printed book lists its title page."""
    nav = etree.fromstring(made(leaf_book).read("EPUB/nav.xhtml"))
    lines = nav.findall(".//{*}nav[@id='toc']/{*}ol/{*}li")
    assert [line.find("{*}a").get("href") for line in lines if line.get("hidden")] == ["title-page.xhtml"]


def test_names_in_another_script_or_language_are_said_to_be_so_in_the_contents(leaf_book: HtmlBook) -> None:
    """A Hebrew title keeps its place beside its author, and a voice that reads the list aloud knows its language."""
    pages = tuple(replace(page, lang="he") if page.story == 0 else page for page in leaf_book.pages)
    nav = tuple(
        replace(point, title="גשם על הנמל") if point.href.startswith("s001") else point for point in leaf_book.nav
    )
    page = made(replace(leaf_book, pages=pages, nav=nav)).read("EPUB/nav.xhtml").decode()
    assert '<a href="s001-title.xhtml" lang="he" xml:lang="he"><span class="toc-title" dir="auto">גשם' in page
    assert '<a href="s002-title.xhtml"><span class="toc-title">' in page


def test_control_characters_do_not_empty_the_metadata(leaf_book: HtmlBook) -> None:
    """A stray control character or lone surrogate costs itself, never the whole title."""
    book = replace(leaf_book, info=replace(leaf_book.info, title="Leaf\x0b and \ud800Sand & <Stone>"))
    assert "Leaf and Sand &amp; &lt;Stone&gt;</dc:title>" in made(book).read("EPUB/content.opf").decode()


def test_an_unwritable_place_is_one_line_and_leaves_nothing(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Writing where a folder stands raises one clear error and makes no file."""
    (tmp_path / "book.epub").mkdir()
    with pytest.raises(FanpackError, match="is a folder"):
        write_epub(leaf_book, load_theme(), tmp_path / "book.epub")
    assert [path.name for path in tmp_path.rglob("*")] == ["book.epub"]


def test_writing_an_epub_never_loads_weasyprint(leaf_book: HtmlBook) -> None:
    """People who only want an EPUB need no Pango."""
    code = "import sys; import packager.writers.epub; print('weasyprint' in sys.modules)"
    out = python("-c", code)
    assert out.stdout.strip() == "False", out.stderr


@pytest.mark.epubcheck
def test_the_pages_of_the_printed_book_can_be_found(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Each printed page is in the page list, in order, and leads to the words it begins with."""
    chapter = next(page for page in leaf_book.pages if page.kind.value == "chapter")
    text = html.fromstring(chapter.body).text_content()
    middle, inside = text.index("fish stairs"), text.index("grandmother") + 4
    breaks = (
        PageBreak("i", "half-title.xhtml", offset=1),
        PageBreak("v", "contents.xhtml"),
        PageBreak("3", chapter.file_name, f"{chapter.id}-h"),
        PageBreak("4", chapter.file_name, offset=min(middle, inside)),
        PageBreak("5", chapter.file_name, offset=max(middle, inside)),
    )
    target = tmp_path / "leaf.epub"
    write_epub(leaf_book, load_theme(), target, EpubOptions(page_breaks=breaks, printed="Leaf, 80 pages"))
    epub = zipfile.ZipFile(target)
    page = etree.fromstring(epub.read(f"EPUB/{chapter.file_name}"))
    assert "".join(page.find(f"{XHTML}body").itertext()).strip() == text.strip()
    after = [mark.tail or "" for mark in page.iter(f"{XHTML}span") if mark.get("id", "").startswith("pb-")]
    assert any(tail.startswith("fish stairs") for tail in after)
    assert any(tail.startswith(" would have") for tail in after)  # never inside a word
    nav = etree.fromstring(epub.read("EPUB/nav.xhtml"))
    links = nav.xpath("//*[@*[local-name()='type']='page-list']//@href")
    assert [link.rsplit("#")[1] for link in links] == ["pb-i", "contents", "pb-3", "pb-4", "pb-5"]
    assert 'pageBreakSource">Leaf, 80 pages<' in epub.read("EPUB/content.opf").decode()
    run = subprocess.run([sys.executable, "-m", "epubcheck", target], capture_output=True, text=True)
    assert not re.search("ERROR|WARNING|FATAL", run.stdout + run.stderr), run.stdout + run.stderr


def test_a_printed_page_may_be_called_anything(leaf_book: HtmlBook) -> None:
    """Labels that are no plain numbers are listed as they are; only numbers count as such for old readers."""
    chapter = next(page for page in leaf_book.pages if page.kind is PageKind.CHAPTER)
    labels = ["Q&A-1", "\u00b2", "<7>", "12"]
    breaks = tuple(PageBreak(label, chapter.file_name, offset=20 * n) for n, label in enumerate(labels, 1))
    epub = made(leaf_book, page_breaks=breaks, printed="Leaf, 80 pages")
    nav = etree.fromstring(epub.read("EPUB/nav.xhtml"))
    assert nav.xpath("//*[@*[local-name()='type']='page-list']//*[local-name()='a']/text()") == labels
    ncx = etree.fromstring(epub.read("EPUB/toc.ncx"))
    assert ncx.xpath("//*[local-name()='pageTarget']/@value") == ["12"]


def test_a_book_in_arabic_is_read_from_right_to_left(leaf_book: HtmlBook) -> None:
    """Its pages turn the other way, its contents and Arabic stories are set the other way, others are not."""
    pages = tuple(replace(page, lang="ar") if page.story == 0 else page for page in leaf_book.pages)
    epub = made(replace(leaf_book, info=replace(leaf_book.info, language="ar"), pages=pages))
    assert b'page-progression-direction="rtl"' in epub.read("EPUB/content.opf")
    assert b'dir="rtl"' in epub.read("EPUB/nav.xhtml")
    assert root_and_page(epub, "s001-c001") == ("rtl", None)
    assert root_and_page(epub, "s002-c001") == ("rtl", "ltr")


def root_and_page(epub: zipfile.ZipFile, name: str) -> tuple[str | None, str | None]:
    """The direction of a page file's root, by which reading systems lay its columns, and of the page in it."""
    root = etree.fromstring(epub.read(f"EPUB/{name}.xhtml"))
    return root.get("dir"), root.find("{*}body/{*}section").get("dir")


def test_a_hebrew_story_in_an_english_book_turns_its_pages_as_the_book_does(leaf_book: HtmlBook) -> None:
    """Only the page itself is set from right to left: columns that run against the book are never reached."""
    pages = tuple(replace(page, lang="he") if page.story == 0 else page for page in leaf_book.pages)
    epub = made(replace(leaf_book, pages=pages))
    assert root_and_page(epub, "s001-c001") == (None, "rtl")
    assert root_and_page(epub, "s002-c001") == (None, None)


def test_accessibility_is_claimed_only_where_it_is_true(leaf_book: HtmlBook) -> None:
    """Conformance is stated while every picture is described, and no longer when one is just 'Picture'."""
    assert b"WCAG 2.1 Level AA" in made(leaf_book).read("EPUB/content.opf")
    bare = tuple(
        replace(page, body=page.body.replace("A map of the harbour, drawn by hand", "Picture"))
        for page in leaf_book.pages
    )
    opf = made(replace(leaf_book, pages=bare)).read("EPUB/content.opf").decode()
    assert "WCAG" not in opf
    assert "alternativeText" not in opf
    assert 'accessModeSufficient">textual,visual<' in opf


def test_ten_thousand_chapters_are_all_there_and_the_contents_stay_short(leaf_book: HtmlBook) -> None:
    """A very long book has every chapter in spine, nav and NCX; its contents page shows stories only."""
    page = next(page for page in leaf_book.pages if page.kind is PageKind.CHAPTER)
    chapters = [
        replace(
            page, id=f"c{n}", file_name=f"c{n}.xhtml", body=f'<section class="chapter" id="c{n}"><p>{n}</p></section>'
        )
        for n in range(10_000)
    ]
    title = next(page for page in leaf_book.pages if page.kind is PageKind.STORY_TITLE)
    points = tuple(NavPoint(f"Chapter {n}", f"c{n}.xhtml") for n in range(10_000))
    book = replace(leaf_book, pages=(title, *chapters), nav=(NavPoint("Long", title.file_name, points),))
    epub = made(book, fonts=False)
    assert [name for name in spine(epub) if name.startswith("c") and name != "cover.xhtml"] == [
        page.file_name for page in chapters
    ]
    nav = etree.fromstring(epub.read("EPUB/nav.xhtml"))
    assert len(nav.findall(f".//{XHTML}nav[@id='toc']//{XHTML}a")) == 10_001
    assert len(nav.xpath("//*[@id='toc']//*[local-name()='ol'][@hidden]")) == 1
    orders = re.findall(r'playOrder="(\d+)"', epub.read("EPUB/toc.ncx").decode())
    assert orders == [str(n) for n in range(1, 10_002)]
