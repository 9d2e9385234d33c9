"""A typographic cover in the theme's own design, drawn with Pillow and the theme's fonts."""

from __future__ import annotations

from io import BytesIO

from packager.html_book import HtmlBook
from packager.themes import Theme

WIDTH, HEIGHT = 1600, 2400


def cover_jpeg(book: HtmlBook, theme: Theme) -> bytes:
    """The cover as JPEG, 1600 x 2400 pixels. The same book and theme always give the same bytes."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), theme.palette.paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(BytesIO(theme.face().data), 150)
    draw.text((WIDTH / 2, HEIGHT / 3), book.info.title, theme.palette.ink, font=font, anchor="mm")
    out = BytesIO()
    image.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
