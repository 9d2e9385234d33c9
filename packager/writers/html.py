"""The proof: the whole book as one self-contained HTML file that opens in any browser, offline."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import BinaryIO

from packager.files import complete
from packager.html_book import HtmlBook, Page
from packager.themes import Theme, picture_type
from packager.writers.epub_css import extra_css
from packager.writers.epub_fonts import characters, features, subset
from packager.writers.epub_pages import with_quotes_apart
from packager.writers.escaped import attribute, text

PAGE_LINK = re.compile(r'href="([^":#]+)(#[^"]+)?"')
PICTURE = re.compile(r'src="images/([^"]+)"')


def write_html(book: HtmlBook, theme: Theme, target: Path | BinaryIO, *, fonts: bool = True) -> None:
    """Write the proof. Fonts and pictures are inside as `data:` addresses; `fonts=False` leaves fonts out.

    A path is complete or untouched. Raises `FanpackError` (output) when it cannot be written.
    """
    data = proof(book, theme, fonts=fonts).encode()
    if not isinstance(target, Path):
        target.write(data)
        return
    with complete(target) as temporary:
        temporary.write_bytes(data)


def proof(book: HtmlBook, theme: Theme, *, fonts: bool = True) -> str:
    """The book as one HTML document."""
    starts = {page.file_name: page.id for page in book.pages}
    pictures = {asset.name: _data(asset.media_type, asset.data) for asset in book.assets}
    pages = "\n".join(_page(page, starts, pictures) for page in book.pages)
    faces = ""
    if fonts:
        wanted = characters(page.body for page in book.pages)
        kept = features(theme.css("html"))
        faces = "".join(face.rule(_data(face.media_type, subset(face, wanted, kept))) for face in theme.faces)
    css = faces + theme.css("html") + extra_css(theme)
    for name, data in theme.files.items():
        shown = _data(picture_type(name), data)
        css = re.sub(rf'url\(\s*["\']?{re.escape(name)}["\']?\s*\)', f'url("{shown}")', css)
    css = css.replace('@charset "utf-8";\n', "").replace("</", r"<\/")
    return (
        f'<!DOCTYPE html>\n<html lang="{attribute(book.info.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(book.info.title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n{pages}\n</body>\n</html>\n"
    )


def _data(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def _page(page: Page, starts: dict[str, str], pictures: dict[str, str]) -> str:
    def link(found: re.Match[str]) -> str:
        start = starts.get(found[1])
        return found[0] if start is None else f'href="{found[2] or "#" + start}"'

    def picture(found: re.Match[str]) -> str:
        return f'src="{pictures.get(found[1], "data:,")}"'

    body = PICTURE.sub(picture, PAGE_LINK.sub(link, with_quotes_apart(page.body)))
    language = f' lang="{attribute(page.lang)}"' + (f' dir="{page.dir}"' if page.dir != "ltr" else "")
    # HTML has no empty elements written '<x/>' besides its own void ones, and no epub: attributes.
    body = re.sub(r"<(span|p|div|a|td|th|dd|dt|li|em|strong)((?:\s[^<>]*)?)/>", r"<\1\2></\1>", body)
    body = re.sub(r'\sepub:type="[^"]*"', "", body)
    return f'<div class="page {page.kind.value}"{language}>\n{body}\n</div>'
