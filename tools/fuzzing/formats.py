"""Random stories written out in every format that people save; how they are marked up imitates real files."""

from __future__ import annotations

import html
import random
import textwrap
import zipfile
from collections.abc import Callable
from io import BytesIO

import lxml.etree
import lxml.html

from tests.readers import samples
from tools.fuzzing.draft_office import as_docx, as_odt, as_rtf
from tools.fuzzing.draft_pages import as_ao3, as_ao3_page, as_ffn, as_markup, as_mhtml, as_page
from tools.fuzzing.drafts import Piece, draft, sentence, words_of


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


# ---------------------------------------------------------------------------------------------- books


def _xml(markup: str) -> str:
    """Page markup as XHTML, the way a browser would read it."""
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
