"""Random stories written out in every format that people save: text, Markdown, saved pages, EPUBs, office files.

A draft is a list of pieces (kind, text). What it says is made up; how it is marked up imitates real files.
"""

from __future__ import annotations

import base64
import html
import random
from collections.abc import Callable

from tests.fuzz.books import BAD, ODD, TELLING
from tests.readers import samples

Piece = tuple[str, str]
VOCABULARY = (
    "the tide had gone out and nobody on the mole said so aloud; Ilse counted oars, Mara rope, and the gulls "
    "whatever they could reach. “Forty-one,” she said. 'It is late.' Yes! Why? never, home; sea -- mud ... boat's "
    "naïve co-op they'd rock 'n' roll 1984 №7 café"
).split()
SIGNS = ("***", "* * *", "~*~", "oOo", "-----", "xXx", "<>", "❦", "o", ".", "#", "__", "==", "~ later ~")
KINDS = (
    ["p"] * 30
    + ["break", "break", "gap", "gap", "chapter", "chapter", "note", "head", "verse", "quote", "list", "table"]
    + ["image", "footnote", "centre", "told", "told", "link", "ruby", "rtl", "odd", "chat", "pre", "hidden", "empty"]
)


def sentence(rng: random.Random, most: int = 25) -> str:
    return " ".join(rng.choice(VOCABULARY) for _ in range(rng.randint(1, most)))


def words_of(rng: random.Random) -> str:
    """A text: mostly plain, now and then what nobody expects."""
    return rng.choice(ODD) if rng.random() < 0.12 else sentence(rng)


def draft(rng: random.Random) -> list[Piece]:
    pieces: list[Piece] = []
    if rng.random() < 0.6:
        pieces.append(("title", words_of(rng)[:80]))
    if rng.random() < 0.5:
        pieces.append(("author", rng.choice(("osprey", "tern (mudlark)", words_of(rng)[:30]))))
    for _ in range(rng.choice((1, 3, 8, 8, 20, 20, 40))):
        kind = rng.choice(KINDS)
        if kind == "told":
            pieces.append(("p", rng.choice(TELLING)))
        elif kind == "chapter":
            said = rng.choice(("Chapter {}", "Chapter {}: Ebb", "{}.", "Part {}", "CHAPTER {} - THE WELL", "Prologue"))
            pieces.append((kind, said.format(rng.randint(1, 12))))
        elif kind == "break":
            pieces.append((kind, rng.choice(SIGNS)))
        elif kind == "note":
            pieces.append((kind, rng.choice(("A/N: ", "Author's Note: ", "Disclaimer: ", "Notes: ")) + words_of(rng)))
        elif kind == "odd":
            pieces.append(("p", rng.choice(ODD)))
        elif kind == "rtl":
            pieces.append(("p", "שלום עולם, אמרה מרה. " + sentence(rng, 4)))
        else:
            pieces.append((kind, words_of(rng)))
    return pieces or [("p", sentence(rng))]


# --------------------------------------------------------------------------------------- text formats


def as_text(pieces: list[Piece], rng: random.Random) -> bytes:
    width = rng.choice((0, 0, 0, 72, 30))
    between = rng.choice(("\n\n", "\n\n", "\n", "\n    ", "\n\t", "\n\n\n"))
    out: list[str] = []
    for kind, text in pieces:
        if width and kind == "p":
            text = _wrapped(text, width)
        if kind == "gap":
            out.append("\n" * rng.randint(1, 4))
        elif kind in ("chapter", "head", "title"):
            out.append(rng.choice(("{}", "\n{}\n", "**{}**", "== {} ==", "        {}")).format(text))
        elif kind == "verse":
            out.append("\n".join(rng.choice(("", "  ", "\t")) + part for part in text.split(",")))
        elif kind == "footnote":
            out.append(f"{text}[{rng.randint(1, 9)}]")
        else:
            out.append(text)
    body = between.join(out)
    if rng.random() < 0.2:
        body = body.replace("\n", rng.choice(("\r\n", "\r", "\u2028", "\x0b", "\x0c\n")))
    encoding = rng.choice(
        ("utf-8",) * 12 + ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp1251", "cp932")
    )
    return body.encode(encoding, rng.choice(("replace", "ignore")) if encoding != "utf-8" else "surrogatepass")


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width)) or text


def as_markdown(pieces: list[Piece], rng: random.Random) -> bytes:
    out: list[str] = []
    if rng.random() < 0.4:
        out.append(
            f"---\ntitle: {words_of(rng)}\nauthor: {words_of(rng)}\ntags: [a, b]\nlang: {rng.choice(('en', 'xx', '9'))}\n---"
        )
    for kind, text in pieces:
        match kind:
            case "title" | "chapter" | "head":
                out.append(f"{'#' * rng.randint(1, 6)} {text}")
            case "break" | "gap":
                out.append(rng.choice(("* * *", "---", "&nbsp;", "***")))
            case "quote":
                out.append("\n".join("> " * rng.randint(1, 4) + part for part in text.split(",")))
            case "list":
                out.append("\n".join(f"{rng.choice(('-', '1.', '*', '  - '))} {part}" for part in text.split(" ")))
            case "table":
                cells = [*text.split(" "), "x", "y"][:4]
                out.append("|".join(cells[:2]) + "\n-|-\n" + "|".join(cells[2:4]))
            case "image":
                out.append(
                    f"![{text}]({rng.choice(('b.png', 'page_files/a.png', 'http://192.0.2.1/x.png', '../x.png'))})"
                )
            case "footnote":
                n = rng.randint(1, 3)
                out.append(f"{text}[^{n}]\n\n[^{n}]: {sentence(rng, 6)}[^{rng.randint(1, 3)}]")
            case "link":
                out.append(f"[{text}]({rng.choice(('https://example.org/a?b=1', '#x', 'javascript:x()', 'c.md'))})")
            case "verse":
                out.append("  \n".join(text.split(",")))
            case "pre":
                out.append(f"```\n{text}\n```")
            case "hidden":
                out.append(f"<div style='display:none'>{text}</div>")
            case _:
                out.append(rng.choice(("{}", "{}", "*{}*", "**{}** x", "~~{}~~", "<u>{}</u>", "    {}")).format(text))
    return "\n\n".join(out).encode("utf-8", "surrogatepass")


# ------------------------------------------------------------------------------------------ web pages


def data_picture() -> str:
    return "data:image/png;base64," + base64.b64encode(samples.png()).decode()


def as_markup(pieces: list[Piece], rng: random.Random) -> str:
    """The inside of a page's body."""
    return "\n".join(_element(kind, text, rng) for kind, text in pieces)


def _said(text: str, rng: random.Random) -> str:
    said = html.escape(text)
    if rng.random() < 0.02:
        said += rng.choice(("&#xD800;", "&#0;", "&#x1b;", "&nbsp;", "&shy;", "&zwj;", "&bogus;", "\x00"))
    if rng.random() < 0.3:
        parts = said.split(" ")
        at = rng.randrange(len(parts))
        tag = rng.choice(
            (
                "i",
                "b",
                "em",
                "strong",
                "u",
                "s",
                "small",
                "sub",
                "sup",
                "code",
                "span",
                "q",
                "font",
                "big",
                "tt",
                "bdo",
                "kbd",
            )
        )
        style = rng.choice(
            (
                "",
                "",
                " style='font-style:italic'",
                " lang=fr",
                " dir=rtl",
                " class=x",
                " style='font-variant:small-caps;color:red'",
            )
        )
        parts[at] = f"<{tag}{style}>{parts[at]}</{tag}>"
        said = " ".join(parts)
    return said


def _element(kind: str, text: str, rng: random.Random) -> str:
    said = _said(text, rng)
    inner = [_said(part, rng) for part in text.split(" ")[:6]]
    match kind:
        case "title":
            return f"<h1>{said}</h1>"
        case "chapter":
            return rng.choice(("<h2>{}</h2>", "<h3>{}</h3>", "<p><b>{}</b></p>", "<p align=center>{}</p>")).format(said)
        case "head":
            return f"<h{rng.randint(1, 6)}>{said}</h{rng.randint(1, 6)}>"
        case "break":
            return rng.choice(
                (
                    "<hr>",
                    "<hr/>",
                    f"<p>{said}</p>",
                    f"<p style='text-align:center'>{said}</p>",
                    "<p>.</p><hr><p>.</p>",
                    "<hr><hr>",
                )
            )
        case "gap" | "empty":
            return rng.choice(
                ("<p>&nbsp;</p>", "<p></p>", "<br><br>", "<div></div>", "<p><br></p>", "<p> <i> </i></p>")
            )
        case "verse":
            return "<p>" + "<br>".join(inner) + "</p>"
        case "quote":
            return rng.choice(
                (
                    "<blockquote>{}</blockquote>",
                    "<blockquote><p>{}</p><blockquote>x</blockquote></blockquote>",
                    "<blockquote class=letter><p>{}</p></blockquote>",
                )
            ).format(said)
        case "list":
            return rng.choice(("<ul>{}</ul>", "<ol start=-3>{}</ol>", "<ol reversed>{}</ol>", "<dl>{}</dl>")).format(
                "".join(f"<li>{part}" for part in inner)
            )
        case "table":
            return (
                "<table><caption>x</caption>"
                + "".join(
                    f"<tr><th>{part}</th><td rowspan={rng.randint(0, 3)} colspan={rng.randint(0, 3)}>{part}</td></tr>"
                    for part in inner
                )
                + "</table>"
            )
        case "image":
            src = rng.choice(
                (
                    data_picture(),
                    "a.png",
                    "page_files/b.png",
                    "page_files/bad.png",
                    "http://192.0.2.1/x.png",
                    "../x.png",
                    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
                    "data:,x",
                    "",
                )
            )
            return rng.choice(
                (
                    '<img src="{}" alt="{}">',
                    '<figure><img src="{}"><figcaption>{}</figcaption></figure>',
                    '<p>a<img src="{}" alt="{}">b</p>',
                )
            ).format(html.escape(src), html.escape(text))
        case "footnote":
            n = rng.randint(1, 4)
            return f"<p>{said}<sup><a href='#fn{n}' id='r{n}'>{n}</a></sup></p><p id='fn{rng.randint(1, 4)}'>{n}. {inner[0]} <a href='#r{n}'>back</a></p>"
        case "centre":
            return rng.choice(
                (
                    "<center>{}</center>",
                    "<p align=center>{}</p>",
                    "<p style='text-align:right'>{}</p>",
                    "<div align=center><p>{}</p></div>",
                )
            ).format(said)
        case "link":
            href = rng.choice(
                (
                    "https://example.org/?a=1&b=2",
                    "#fn1",
                    "#x",
                    "file:///etc/passwd",
                    "javascript:x()",
                    "other.html",
                    "mailto:a@b.c",
                    "//x",
                )
            )
            return f"<p><a href='{href}' name='x' id='x{rng.randint(1, 3)}'>{said}</a></p>"
        case "ruby":
            return f"<p><ruby>漢<rt>かん</rt>字<rp>(</rp><rt>じ</rt></ruby>{said}</p>"
        case "chat":
            return "".join(
                f'<div class="message{rng.choice(("", " sent"))}"><span class="username">Mara</span><div class="text">{part}</div></div>'
                for part in inner
            )
        case "pre":
            return f"<pre>{said}\n  {said}</pre>"
        case "hidden":
            return rng.choice(
                (
                    "<div style='display:none'>{}</div>",
                    "<details><summary>{}</summary>x</details>",
                    "<textarea>{}</textarea>",
                    "<noscript>{}</noscript>",
                    "<template>{}</template>",
                    "<!-- {} -->",
                    "<button>{}</button>",
                    "<svg><text>{}</text></svg>",
                    "<math><mi>{}</mi></math>",
                    "<video>{}</video>",
                    "<select><option>{}</select>",
                )
            ).format(said)
        case _:
            return rng.choice(
                (
                    "<p>{}</p>",
                    "<p>{}</p>",
                    "<p>{}</p>",
                    "<div>{}</div>",
                    "<p>{}",
                    "{}<br><br>",
                    "<p class=p1><span>{}</span></p>",
                    "<section><p>{}</p></section>",
                )
            ).format(said)


def as_page(pieces: list[Piece], rng: random.Random) -> bytes:
    said = html.escape(words_of(rng))
    head = rng.choice(
        (
            "",
            "<style>.x{font-style:italic} p{text-align:center}</style>",
            "<base href='file:///etc/'>",
            "<meta charset=utf-8>",
        )
    )
    text = f"<!DOCTYPE html><html lang={rng.choice(('en', 'ja', 'x'))}><head><title>{said}</title>{head}</head><body>{as_markup(pieces, rng)}</body></html>"
    return text.encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")), "replace")


def as_ao3(pieces: list[Piece], rng: random.Random) -> bytes:
    note = f"<blockquote class='userstuff'>{as_markup(draft(rng)[:2], rng)}</blockquote>"
    chapter = (
        "<div class='meta group'><h2 class='heading'>{}</h2><p>Chapter Summary</p>"
        + note
        + "<p>Chapter Notes</p>"
        + note
        + "</div>"
        "<div class='userstuff'>{}</div><div class='meta' id='endnotes1'><p>Chapter End Notes</p>" + note + "</div>"
    )
    cut = len(pieces) // 2
    body = "".join(
        chapter.format(f"Chapter {n}: {html.escape(words_of(rng))}", as_markup(part, rng))
        for n, part in ((1, pieces[:cut]), (2, pieces[cut:]))
    )
    return (samples.AO3_HEAD.replace("Slack Water", html.escape(words_of(rng))) + body + samples.AO3_FOOT).encode(
        "utf-8", "replace"
    )


def as_ao3_page(pieces: list[Piece], rng: random.Random) -> bytes:
    return samples.AO3_PAGE.replace(b"<p>Mara rowed home.</p>", as_markup(pieces, rng).encode("utf-8", "replace"))


def as_ffn(pieces: list[Piece], rng: random.Random) -> bytes:
    of = rng.randint(1, 3)
    markup = as_markup(pieces, rng).encode("utf-8", "replace").decode()
    return samples.ffn_page(rng.randint(1, of), of, markup)


def as_mhtml(pieces: list[Piece], rng: random.Random) -> bytes:
    page = as_page(pieces, rng)
    part = b"Content-Type: text/html; charset=utf-8\r\n"
    if rng.random() < 0.5:
        part += b"Content-Transfer-Encoding: base64\r\n"
        page = base64.encodebytes(page)
    picture = (
        b"\r\n--xx\r\nContent-Type: image/png\r\nContent-Location: a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    return head + part + b"\r\n" + page + picture + base64.encodebytes(samples.png()) + b"\r\n--xx--\r\n"


# ---------------------------------------------------------------------------------------------- books


def _xml(markup: str) -> str:
    """Page markup as XHTML, the way a browser would read it."""
    import lxml.etree
    import lxml.html

    clean = "".join(c for c in markup if c in "\t\n" or ord(c) >= 32).encode("utf-8", "replace").decode()
    try:
        tree = lxml.html.fragment_fromstring(clean, create_parent="div")
        return lxml.etree.tostring(tree, encoding="unicode", method="xml")
    except (lxml.etree.LxmlError, ValueError):
        return "<p>mud</p>"


def as_epub(pieces: list[Piece], rng: random.Random) -> bytes:
    count = rng.randint(1, 4)
    step = max(1, -(-len(pieces) // count))
    pages = {
        f"{rng.choice(('c', 'Text/c', 'ü c'))}{n}.xhtml": samples.xhtml(_xml(as_markup(pieces[at : at + step], rng)))
        for n, at in enumerate(range(0, len(pieces), step))
    }
    toc = {name: html.escape(sentence(rng, 4)) for name in pages} if rng.random() < 0.7 else None
    title = html.escape(sentence(rng, 5))
    return samples.epub(
        pages,
        metadata=f"<dc:title>{title}</dc:title><dc:creator>{html.escape(sentence(rng, 2))}</dc:creator>",
        toc=toc,
        version=rng.choice((2, 3)),
        extra={"OEBPS/a.png": samples.png()},
        items='<item id="pic" href="a.png" media-type="image/png"/>',
    )


def _site_epub(make: Callable[[], bytes]) -> Callable[[list[Piece], random.Random], bytes]:
    def write(pieces: list[Piece], rng: random.Random) -> bytes:
        import zipfile
        from io import BytesIO

        markup = _xml(as_markup(pieces, rng))
        members: dict[str, str | bytes] = {}
        with zipfile.ZipFile(BytesIO(make())) as book:
            for name in book.namelist():
                data = book.read(name)
                if data.count(samples.PROSE.encode()):
                    data = data.replace(f"<p>{samples.PROSE}</p>".encode(), markup.encode("utf-8", "replace"), 1)
                members[name] = data
        return samples.zipped(members)

    return write


def as_docx(pieces: list[Piece], rng: random.Random) -> bytes:
    body: list[str] = []
    notes = ""
    for number, (kind, text) in enumerate(pieces, 1):
        said = html.escape("".join(c for c in text if c in "\t" or ord(c) >= 32).encode("utf-8", "replace").decode())
        style = {"title": "Title", "chapter": "heading1", "head": "heading2", "quote": "Quote"}.get(kind, "")
        run = rng.choice(
            (
                "",
                "",
                "<w:i/>",
                "<w:b/>",
                "<w:u w:val='single'/>",
                "<w:strike/>",
                "<w:vertAlign w:val='superscript'/>",
                "<w:smallCaps/>",
                "<w:rtl/>",
                "<w:vanish/>",
            )
        )
        if kind == "table":
            cell = f"<w:tc>{samples.word_paragraph(said)}</w:tc>"
            body.append(f"<w:tbl><w:tr>{cell * 2}</w:tr><w:tr>{cell}</w:tr></w:tbl>")
        elif kind == "footnote":
            notes += f"<w:footnote w:id='{number}'>{samples.word_paragraph(said)}</w:footnote>"
            body.append(f"<w:p><w:r><w:t>Mud</w:t></w:r><w:r><w:footnoteReference w:id='{number}'/></w:r></w:p>")
        elif kind in ("gap", "empty"):
            body.append("<w:p/>")
        else:
            body.append(samples.word_paragraph(said, style, run, rng.choice(("", "", "center", "right"))))
    return samples.docx("".join(body), notes=notes, core=f"<dc:title>{html.escape(sentence(rng, 4))}</dc:title>")


def as_odt(pieces: list[Piece], rng: random.Random) -> bytes:
    body: list[str] = []
    for kind, text in pieces:
        said = html.escape("".join(c for c in text if c in "\t" or ord(c) >= 32).encode("utf-8", "replace").decode())
        match kind:
            case "title" | "chapter" | "head":
                body.append(f'<text:h text:outline-level="{rng.randint(0, 7)}">{said}</text:h>')
            case "footnote":
                body.append(
                    f"<text:p>{said}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{said}</text:p></text:note-body></text:note></text:p>"
                )
            case "list":
                body.append(f"<text:list><text:list-item><text:p>{said}</text:p></text:list-item></text:list>")
            case "table":
                body.append(
                    f"<table:table><table:table-row><table:table-cell><text:p>{said}</text:p></table:table-cell></table:table-row></table:table>"
                )
            case "image":
                body.append(
                    f'<text:p><draw:frame><draw:image xlink:href="{rng.choice(("Pictures/boat.png", "Pictures/no.png", "../x"))}"/><svg:desc>{said}</svg:desc></draw:frame></text:p>'
                )
            case "verse":
                body.append(f"<text:p>{said.replace(' ', '<text:line-break/>')}</text:p>")
            case _:
                body.append(
                    f'<text:p><text:span text:style-name="T">{said}</text:span><text:s text:c="{rng.choice((1, 3, 99))}"/><text:tab/></text:p>'
                )
    return samples.odt(
        "".join(body),
        styles='<style:style style:name="T"><style:text-properties fo:font-style="italic"/></style:style>',
    )


def as_rtf(pieces: list[Piece], rng: random.Random) -> bytes:
    out = [
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times;}}{\info{\title "
        + sentence(rng, 3).encode("ascii", "ignore").decode()
        + "}}"
    ]
    for kind, text in pieces:
        said = "".join(_rtf_letter(c) for c in text)
        match kind:
            case "chapter" | "title" | "head" | "centre":
                out.append(rf"\pard\qc\b {said}\b0\par\pard\ql ")
            case "footnote":
                out.append(rf"mud{{\footnote\pard {said}\par}}\par ")
            case "table":
                out.append(rf"\trowd\cellx100\cellx200\intbl {said}\cell {said}\cell\row\pard ")
            case "hidden":
                out.append(rf"{{\v {said}}}{{\*\unknown {said}}}\par ")
            case "verse":
                out.append(said.replace(" ", r"\line ") + r"\par ")
            case _:
                out.append(rng.choice((r"{}\par ", r"{{\i {}}}\par ", r"\ul {}\ul0\par ", r"{}\par\par ")).format(said))
    return ("".join(out) + "}").encode("ascii", "replace")


def _rtf_letter(letter: str) -> str:
    if letter in "\\{}":
        return "\\" + letter
    if ord(letter) < 128:
        return letter
    units = letter.encode("utf-16-le", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2))


def as_zip(pieces: list[Piece], rng: random.Random) -> bytes:
    members: dict[str, str | bytes] = {}
    for _ in range(rng.randint(1, 4)):
        ending, write = rng.choice(FORMATS[:-1])
        members[f"{rng.choice(('', 'a/', 'ü/', '__MACOSX/'))}{rng.choice('abcd')}{ending}"] = write(draft(rng), rng)
    members["own.txt"] = as_text(pieces, rng)
    members["cover.png"] = samples.png()
    return samples.zipped(members)


FORMATS: tuple[tuple[str, Callable[[list[Piece], random.Random], bytes]], ...] = (
    (".txt", as_text),
    (".txt", as_text),
    (".md", as_markdown),
    (".html", as_page),
    (".htm", as_page),
    (".html", as_ao3),
    (".html", as_ao3_page),
    (".html", as_ffn),
    (".mhtml", as_mhtml),
    (".epub", as_epub),
    (".epub", _site_epub(samples.fanficfare_epub)),
    (".epub", _site_epub(samples.fichub_epub)),
    (".epub", _site_epub(samples.webtoepub_epub)),
    (".docx", as_docx),
    (".odt", as_odt),
    (".rtf", as_rtf),
    (".zip", as_zip),
)

__all__ = ["BAD", "FORMATS", "draft", "sentence", "words_of"]
