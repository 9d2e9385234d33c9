"""Made-up pages and books with the structure of real ones. The stories are nobody's."""

# ruff: noqa: E501 (markup reads best as the sites write it)

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

PROSE = "The tide had gone out by the time Ilse found the boat, and the oars with it."


def png(width: int = 8, height: int = 8) -> bytes:
    """A grey PNG picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members, the first of them uncompressed (EPUB and OpenDocument want it so)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for index, (name, data) in enumerate(members.items()):
            kind = zipfile.ZIP_STORED if index == 0 and name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name), data, kind)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ AO3

AO3_TAGS = """
<dl class="tags">
  <dt>Rating:</dt><dd><a href="https://archiveofourown.org/tags/T">Teen And Up Audiences</a></dd>
  <dt>Archive Warnings:</dt><dd><a href="/tags/n">No Archive Warnings Apply</a></dd>
  <dt>Categories:</dt><dd><a href="/tags/g">Gen</a>, <a href="/tags/f">F/F</a></dd>
  <dt>Fandoms:</dt><dd><a href="/tags/s">Saltmarsh Chronicles</a>, <a href="/tags/o">Other Shores - E. Vane</a></dd>
  <dt>Relationship:</dt><dd><a href="/tags/r">Ilse Brandt/Mara Quill</a></dd>
  <dt>Characters:</dt><dd><a href="/tags/i">Ilse Brandt</a>, <a href="/tags/m">Mara Quill</a></dd>
  <dt>Additional Tags:</dt><dd><a href="/tags/b">Boats</a>, <a href="/tags/w">Slow Burn, but wet</a></dd>
  <dt>Language:</dt><dd>English</dd>
  <dt>Series:</dt><dd>Part 2 of
<a href="https://archiveofourown.org/series/77">Low Water</a></dd>
  <dt>Collections:</dt><dd><a href="/collections/x">Tidal Exchange 2021</a></dd>
  <dt>Stats:</dt><dd>
     Published: 2021-03-04
       Completed: 2021-05-06
     Words: 1,234
     Chapters: 2/2
  </dd>
</dl>"""

AO3_HEAD = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
<head><meta charset="utf-8" /><title>Slack Water - osprey - Saltmarsh Chronicles</title>
<style type="text/css">p.message {{ text-align: center; }} .toc-heading {{ display: none; }}</style></head>
<body>
<div id="preface">
  <h2 class="toc-heading">Preface</h2>
  <p class="message"><b>Slack Water</b><br />
  Posted originally on the <a href="https://archiveofourown.org/">Archive of Our Own</a> at
  <a href="https://archiveofourown.org/works/4711">https://archiveofourown.org/works/4711</a>.</p>
  <div class="meta">{AO3_TAGS}
    <h1>Slack Water</h1>
    <div class="byline">by <a rel="author" href="/users/osprey">osprey</a>, <a rel="author" href="/users/t">tern (mudlark)</a></div>
    <p>Summary</p>
    <blockquote class="userstuff"><p>Ilse loses a boat.</p><p>She finds <em>two</em>.</p></blockquote>
    <p>Notes</p>
    <blockquote class="userstuff"><p>For Wren, who asked.</p></blockquote>
    <div class="endnote-link">See the end of the work for <a href="#endnotes">more notes</a></div>
    <ul><li>Inspired by <a href="https://archiveofourown.org/works/99">High Water</a> by <a rel="author" href="/u">gull</a></li></ul>
  </div>
</div>
<div id="chapters" class="userstuff">"""

AO3_CHAPTERS = """
<div class="meta group"><h2 class="heading">
     Chapter 1: Ebb
 </h2>
 <p>Chapter Summary</p><blockquote class="userstuff"><p>In which oars are missed.</p></blockquote>
 <p>Chapter Notes</p><blockquote class="userstuff"><p>Mind the mud.</p></blockquote>
 <div class="endnote-link">See the end of the chapter for <a href="#endnotes1">notes</a></div>
</div>
<!--chapter content-->
<div class="userstuff"><p>The tide had <i>gone</i> out<sup><a href="#fn" id="call">1</a></sup> by noon.</p><p></p><hr /><p></p>
<p align="center">MUD</p><p>&nbsp;</p><p>Ilse <b>un</b><em>believably</em> found <span style="color:red">the boat</span>.</p>
<p id="fn">1. And the oars. <a href="#call">back</a></p></div>
<!--/chapter content-->
<div class="meta" id="endnotes1"><p>Chapter End Notes</p><blockquote class="userstuff"><p>Thanks for wading.</p></blockquote></div>
<div class="meta group"><h2 class="heading">Chapter 2</h2></div>
<div class="userstuff"><p>Mara rowed home.</p><p>***</p><p>The end came with the flood.</p></div>
"""

AO3_FOOT = """</div>
<div id="afterword"><h2 class="toc-heading">Afterword</h2>
<div class="meta"><div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>Tell me of your boats.</p></blockquote></div>
<dl><dt>Works inspired by this one</dt><dd><a href="/works/5">Dry Land</a> by <a rel="author" href="/u/k">knot</a></dd></dl></div>
<p class="message">Please <a href="https://archiveofourown.org/works/4711/comments/new">drop by the Archive and comment</a>
to let the creator know if you enjoyed their work!</p></div>
</body></html>"""

AO3_DOWNLOAD = (AO3_HEAD + AO3_CHAPTERS + AO3_FOOT).encode()

AO3_ONE_SHOT = (
    (AO3_HEAD.replace("2/2", "1/1") + '<h2 class="toc-heading">Slack Water</h2><div class="userstuff">')
    + f"<p>{PROSE}</p><p>She rowed.</p></div>{AO3_FOOT}"
).encode()

AO3_PAGE = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>
<title>Slack Water - osprey - Saltmarsh Chronicles [Archive of Our Own]</title>
<style>#workskin .sloped { font-style: italic; } #workskin .red { color: #ff0000; }</style></head><body>
<div id="header"><h1>Archive of Our Own</h1><ul><li><a href="/about">About Us</a></li></ul></div>
<div id="main"><ul class="work navigation actions">
<li class="download"><a href="/downloads/4711/Slack_Water.epub?updated_at=1">EPUB</a></li></ul>
<dl class="work meta group">
<dt class="rating tags">Rating:</dt><dd class="rating tags"><ul class="commas"><li><a class="tag" href="/t">General Audiences</a></li></ul></dd>
<dt class="fandom tags">Fandom:</dt><dd class="fandom tags"><ul class="commas"><li><a class="tag" href="/t">Saltmarsh Chronicles</a></li></ul></dd>
<dt class="freeform tags">Additional Tags:</dt><dd class="freeform tags"><ul class="commas"><li><a class="tag" href="/t">Boats</a></li><li><a class="tag" href="/t">Mud</a></li></ul></dd>
<dt class="language">Language:</dt><dd class="language" lang="en">English</dd>
<dt class="series">Series:</dt><dd class="series"><span class="series"><a class="previous" href="/works/1">&#8592; Previous Work</a>
<span class="position">Part 3 of <a href="/series/77">Low Water</a></span></span></dd>
<dt class="stats">Stats:</dt><dd class="stats"><dl class="stats"><dt class="published">Published:</dt><dd class="published">2021-03-04</dd>
<dt class="status">Completed:</dt><dd class="status">2021-05-06</dd><dt class="words">Words:</dt><dd class="words">99</dd>
<dt class="chapters">Chapters:</dt><dd class="chapters">2/3</dd><dt class="kudos">Kudos:</dt><dd class="kudos">5</dd></dl></dd></dl>
<div id="workskin"><div class="preface group"><h2 class="title heading">
  Slack Water </h2><h3 class="byline heading">Anonymous</h3>
<div class="summary module"><h3 class="heading">Summary:</h3><blockquote class="userstuff"><p>Ilse loses a boat.</p></blockquote></div>
<div class="notes module"><h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>For Wren.</p></blockquote>
<p class="jump">(See the end of the work for <a href="#work_endnotes">more notes</a>.)</p></div></div>
<div id="chapters" role="article">
<div class="chapter" id="chapter-1"><div class="chapter preface group"><h3 class="title"><a href="/works/4711/chapters/1">Chapter 1</a>: Ebb</h3>
<div id="summary" class="summary module"><h3 class="heading">Summary:</h3><blockquote class="userstuff"><p>Oars are missed.</p></blockquote></div></div>
<div class="userstuff module" role="article"><h3 class="landmark heading" id="work">Chapter Text</h3>
<p>The tide had <span class="sloped">gone</span> out.</p><hr/><p>Then <span class="red">red</span> sails.</p></div>
<div class="chapter preface group"><div class="end notes module" id="chapter_1_endnotes"><h3 class="heading">Notes:</h3>
<blockquote class="userstuff"><p>Thanks for wading.</p></blockquote></div></div></div>
<div class="chapter" id="chapter-2"><div class="chapter preface group"><h3 class="title"><a href="/works/4711/chapters/2">Chapter 2</a></h3></div>
<div class="userstuff module" role="article"><h3 class="landmark heading">Chapter Text</h3><p>Mara rowed home.</p></div></div>
</div>
<div class="afterword preface group"><div id="work_endnotes" class="end notes module"><h3 class="heading">Notes:</h3>
<blockquote class="userstuff"><p>Tell me of your boats.</p></blockquote></div></div></div>
<div id="feedback"><form action="/kudos"><input id="kudo_commentable_id" value="4711"/><button>Kudos</button></form>
<p class="kudos"><a href="/users/a">a reader</a> left kudos on this work!</p></div>
</div></body></html>"""


def ao3_epub() -> bytes:
    """An AO3 download as calibre cuts it into files and renames its classes."""
    head, _, rest = AO3_HEAD.partition('<div class="meta">')
    tags, _, title = rest.partition("<h1>")
    chapter1, _, chapter2 = AO3_CHAPTERS.partition('<div class="meta group"><h2 class="heading">Chapter 2')
    open_chapters = '<div class="userstuff1" id="chapters">'
    bodies = [
        head[head.index("<body>") + 6 :] + f'<div class="calibre1">{tags}</div></div>',
        f'<div id="preface"><div class="calibre1"><h1 class="calibre6">{title}'.replace(
            '<div id="chapters" class="userstuff">', f"{open_chapters}</div>"
        ),
        f"{open_chapters}{chapter1}</div>",
        f'{open_chapters}<div class="meta group"><h2 class="heading">Chapter 2{chapter2}</div>',
        AO3_FOOT[6 : AO3_FOOT.index("</body>")],
    ]
    bodies = [
        body.replace('class="userstuff"><p>The tide', 'class="userstuff2"><p>The tide')
        .replace('class="meta group"', 'class="calibre1"')
        .replace("<p>", '<p class="calibre7">')
        for body in bodies
    ]
    pages = {f"Slack_Water_split_{number:03}.xhtml": body for number, body in enumerate(bodies)}
    return epub(
        {name: xhtml(body) for name, body in pages.items()},
        metadata="<dc:title>Slack Water</dc:title><dc:creator>osprey</dc:creator><dc:publisher>Archive of Our Own</dc:publisher>",
    )


# ------------------------------------------------------------------------------------------------ FFN


def ffn_page(chapter: int = 2, of: int = 3, text: str = "") -> bytes:
    """A chapter's page with unclosed options and the chapter menu printed twice."""
    titles = {1: "1. Ebb", 2: "2. Chapter 2", 3: "3. Flood: The Return"}
    options = "".join(
        f"<option  value={n} {'selected' if n == chapter else ''}>{titles.get(n, f'{n}. Part {n}')}"
        for n in range(1, of + 1)
    )
    menu = f"<SELECT id=chap_select title='Chapter Navigation' Name=chapter>{options}</select>" if of > 1 else ""
    text = (
        text
        or f"<p>A/N: Chapter {chapter} is late.</p><hr size=1 noshade><p>{PROSE}</p><p>Said in <em>chapter</em> {chapter}.</p>"
    )
    return f"""<html><head><title>Slack Water, a saltmarsh fanfic | FanFiction</title>
<META NAME='viewport' content='width=device-width'><link rel="canonical" href="//www.fanfiction.net/s/8812/{chapter}/Slack-Water">
<script>var storyid = 8812;</script></head><body>
<div class=menulink>Browse Just In Community Forum</div>
<div id=pre_story_links><span class=lc-left><a class=xcontrast_txt href='/book/'>Books</a>
<a class=xcontrast_txt href="/book/Saltmarsh/">Saltmarsh</a></span></div>
<div id=profile_top style='min-height:112px;'><button class='btn pull-right'> Follow/Fav</button><b class='xcontrast_txt'>Slack Water</b>
<span class='xcontrast_txt'>By:</span> <a class='xcontrast_txt' href='/u/31/osprey'>osprey</a>
<div style='margin-top:2px' class='xcontrast_txt'>Ilse loses a boat.</div>
<span class='xgray xcontrast_txt'>Rated: <a class='xcontrast_txt' href='https://www.fictionratings.com/'>Fiction  T</a> - English - Hurt/Comfort/Romance -
 [Ilse B., Mara Q.] Old T. - Chapters: {of} - Words: 1,234 - Reviews: <a href='/r/8812/'>5</a> - Updated: <span data-xutime='1536107877'>9/4</span>
 - Published: <span data-xutime='1531445495'>7/12</span> - Status: Complete - id: 8812 </span></div>
{menu}<div role='main' class='storytextp' id='storytextp' align=center>
<div class='storytext xcontrast_txt nocopy' id='storytext'>{text}</div></div>{menu}
<div>The author would like to thank you for your continued support.</div></body></html>""".encode()


# ----------------------------------------------------------------------------------------------- EPUB


def xhtml(body: str, title: str = "x", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>{title}</title></head>'
        f"<body{attributes}>{body}</body></html>"
    )


def epub(
    pages: Mapping[str, str],
    *,
    metadata: str = "<dc:title>Slack Water</dc:title><dc:creator>osprey</dc:creator>",
    toc: Mapping[str, str] | None = None,
    extra: Mapping[str, str | bytes] | None = None,
    items: str = "",
    version: int = 3,
    folder: str = "OEBPS/",
) -> bytes:
    """An EPUB of these pages in this order; `toc` maps hrefs to titles."""
    manifest = "".join(
        f'<item id="p{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    lines = list((toc or {}).items())
    nav = xhtml(
        '<nav epub:type="toc"><ol>'
        + "".join(f'<li><a href="{href}">{title}</a></li>' for href, title in lines)
        + "</ol></nav>"
    )
    points = "".join(
        f'<navPoint id="n{n}"><navLabel><text>{title}</text></navLabel><content src="{href}"/></navPoint>'
        for n, (href, title) in enumerate(lines)
    )
    ncx = f'<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    if version == 3:
        manifest += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    else:
        manifest += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}<dc:language>en</dc:language></metadata>"
        f'<manifest>{manifest}{items}</manifest><spine toc="ncx">{spine}</spine></package>'
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        f'<rootfiles><rootfile full-path="{folder}content.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        f"{folder}content.opf": opf,
        f"{folder}{'nav.xhtml' if version == 3 else 'toc.ncx'}": nav if version == 3 else ncx,
    }
    members.update({folder + name: page for name, page in pages.items()})
    members.update(extra or {})
    return zipped(members)


def fanficfare_epub() -> bytes:
    title = xhtml(
        '<h3><a href="https://archiveofourown.org/works/4711">Slack Water</a> by <a class="authorlink" href="/u">osprey</a></h3>'
        "<div><b>Category:</b> Saltmarsh Chronicles<br/><b>Genre:</b> Drama, Boats<br/><b>Characters:</b> Ilse Brandt<br/>"
        "<b>Status:</b> Completed<br/><b>Published:</b> 2021-03-04<br/><b>Words:</b> 1,234<br/><b>Rating:</b> Teen<br/>"
        "<b>Summary:</b> Ilse loses a boat.<br/></div>",
        attributes=' class="fff_titlepage"',
    )
    chapter = xhtml(
        '<h3 class="fff_chapter_title">1. Ebb</h3><div class="fff_chapter_notes fff_head_notes"><b>Author\'s Note:</b>'
        '<blockquote class="userstuff"><p>Mind the mud.</p></blockquote></div>'
        f"<p>{PROSE}</p><hr/><p>She rowed.</p>"
        '<div class="fff_chapter_notes fff_foot_notes"><b>Notes for the Chapter:</b><blockquote class="userstuff">'
        "<p>Thanks for wading.</p></blockquote></div>",
        attributes=' class="fff_chapter"',
    )
    second = xhtml(
        '<h3 class="fff_chapter_title">2. Flood</h3><p>Mara rowed home.</p>', attributes=' class="fff_chapter"'
    )
    return epub(
        {"title_page.xhtml": title, "file0001.xhtml": chapter, "file0002.xhtml": second},
        toc={"title_page.xhtml": "Title Page", "file0001.xhtml": "1. Ebb", "file0002.xhtml": "2. Flood"},
        version=2,
    )


def fichub_epub() -> bytes:
    intro = xhtml(
        "<h1>Slack Water</h1><p><b>By: osprey</b></p><p>Ilse loses a boat.</p><p>Status: complete</p><p>Published: 2021-03-04</p>"
        '<p>Words: 1234</p><p>Original source: <a href="https://www.fanfiction.net/s/8812/1/">https://www.fanfiction.net/s/8812/1/</a></p>'
        "<p>Exported with the assistance of FicHub.net</p>"
    )
    chapters = {
        f"chap_{n}.xhtml": xhtml(
            f"<h2>{n}. {name}</h2><p/><div><p>{PROSE}</p><p/><hr/><p>Chapter {n} goes on.</p></div>"
        )
        for n, name in ((1, "Ebb"), (2, "Flood"))
    }
    return epub(
        {"introduction.xhtml": intro, **chapters},
        toc={"introduction.xhtml": "Introduction", "chap_1.xhtml": "1. Ebb", "chap_2.xhtml": "2. Flood"},
        folder="EPUB/",
    )


def webtoepub_epub() -> bytes:
    info = xhtml(
        '<div><div id="profile_top"><b>Slack Water</b> By: <a href="/u/31/osprey">osprey</a></div>'
        '<p><a href="https://www.fanfiction.net/s/8812/1/">https://www.fanfiction.net/s/8812/1/</a></p></div>'
    )
    pages = {
        f"Text/{n:04}_{n}_Ebb.xhtml": xhtml(
            f"<h1>{n}. Ebb</h1><p>{PROSE}</p><p>.</p><hr/><p>.</p><p>Part {n} ends.</p>"
        )
        for n in (1, 2)
    }
    return epub(
        {"Text/0000_Information.xhtml": info, **pages}, toc={name: f"{n}. Ebb" for n, name in enumerate(pages, 1)}
    )


# --------------------------------------------------------------------------------------- office files

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, notes: str = "", core: str = "") -> bytes:
    """A Word file with this body (WordprocessingML, prefix w)."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>"
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "heading 1", "heading 2", "Quote", "Normal")
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="s" Type="{office}/styles" Target="styles.xml"/>'
        f'<Relationship Id="f" Type="{office}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}">{notes}</w:footnotes>',
    }
    if core:
        members["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>'
        )
    return zipped(members)


def word_paragraph(text: str, style: str = "", run: str = "", align: str = "") -> str:
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    looks += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{looks}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def odt(body: str, *, styles: str = "", meta: str = "") -> bytes:
    """An OpenDocument text with this body and these automatic styles."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": f'<?xml version="1.0"?><office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>',
            "Pictures/boat.png": png(),
        }
    )


RTF = (
    r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Kyr;}}"
    r"{\info{\title Slack Water}{\author osprey}}{\header A running head}"
    r"\pard\qc\b Chapter 1\b0\par\pard\ql "
    r"The tide had {\i gone} out, caf\'e9 and \u8220?quoted\u8221? {\ul low}\emdash {\strike not} high.\par"
    r"\par {\f1 \'cf\'f0\'e8\'e2\'e5\'f2} said Mara.{\footnote\pard Mind the {\b mud}.\par}\par"
    r"{\field{\*\fldinst HYPERLINK " + '"https://example.org/tide"' + r"}{\fldrslt A link}} and {\v hidden words} {\*\unknown dropped}end.\par}"
).encode("ascii")  # fmt: skip

MARKDOWN = """---
title: Slack Water
author: osprey
fandom: Saltmarsh Chronicles
tags: [boats, mud]
---

## Chapter 1: Ebb

The tide had *gone* out, **quite** out.

* * *

She ~~walked~~ rowed to [the mole](https://example.org/mole).
    An indented line goes on.

    An indented paragraph stays a paragraph.

A line
---
another after a divider.

## Chapter 2: Flood

> Dear Mara,

<center>THE END</center><script>alert(1)</script>
"""
