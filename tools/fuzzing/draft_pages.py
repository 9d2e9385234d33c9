"""Drafts as web pages, as a browser, an archive or a tool saves them."""

from __future__ import annotations

import base64
import html
import random

from tests.readers import samples
from tools.fuzzing.drafts import Piece, draft, words_of


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
    cut = len(pieces) // 2
    body = "".join(
        f"<div class='meta group'><h2 class='heading'>Chapter {n}: {html.escape(words_of(rng))}</h2><p>Chapter Summary</p>"
        f"{note}<p>Chapter Notes</p>{note}</div><div class='userstuff'>{as_markup(part, rng)}</div>"
        f"<div class='meta' id='endnotes1'><p>Chapter End Notes</p>{note}</div>"
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
