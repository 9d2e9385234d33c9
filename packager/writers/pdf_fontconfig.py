"""Which fonts print may take: the theme's own, and of the system's those that are no namesakes of them."""

from __future__ import annotations

from collections.abc import Collection

from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration


def theme_fonts(families: Collection[str]) -> FontConfiguration:
    """Fonts for layout, in which nothing but an `@font-face` rule has the name of one of the theme's `families`.

    Fontconfig prefers a system's font to a sheet's of the same name (WeasyPrint 70, `add_font_face`, leaves that open):
    an older EB Garamond on somebody's machine would be set in lines measured with the theme's, and the same book
    would be another one there. It compares names without their blanks and in one case (`FcCompareFamily`).
    """
    fonts = FontConfiguration()
    own = set(map(_bare, families))
    installed = fontconfig.FcConfigGetFonts(fonts._config, fontconfig.FcSetSystem)
    if installed != ffi.NULL:
        kept = [installed.fonts[i] for i in range(installed.nfont) if own.isdisjoint(_names(installed.fonts[i]))]
        for place, font in enumerate(kept):  # the others stay in fontconfig's cache, which owns them
            installed.fonts[place] = font
        installed.nfont = len(kept)
    return fonts


def _names(font: object) -> list[str]:
    """The families that a font of the system calls itself, in all its languages."""
    said = ffi.new("FcChar8 **")
    names: list[str] = []
    while fontconfig.FcPatternGetString(font, b"family", len(names), said) == fontconfig.FcResultMatch:
        names.append(_bare(ffi.string(said[0]).decode("utf-8", "replace")))
    return names


def _bare(name: str) -> str:
    """A family's name as fontconfig compares it."""
    return name.replace(" ", "").casefold()
