"""Themes: find, read and check a theme folder.

A theme is a folder without any Python in it (`docs/themes.md`):

    theme.toml      what it is and what the typesetter has to know
    theme.css       its design, for every medium
    epub.css        more for e-readers (optional)
    print.css       more for paper (optional)
    ornament.svg    what stands at a scene break, one colour, no script
    fonts/*.ttf     its fonts, static, each with its licence beside it

Built-in themes stand in `styles/themes/`; a folder of the user's own is named by its path. A theme that
cannot be used is one `FanpackError` that says what to change.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from packager.problems import ExitCode, FanpackError
from packager.sound_css import sound

Medium = Literal["epub", "print", "html"]

DEFAULT_THEME = "classic"
PICTURES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
"""What a sheet can show of a theme's folder, by the ends of names: the media type."""


def picture_type(name: str) -> str:
    """The media type of a theme's picture, by its name."""
    return PICTURES[Path(name).suffix.lower()]


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: a static TrueType or OpenType face. What it is, it says itself."""

    file: str  # 'EBGaramond-Italic.ttf'
    family: str  # 'EB Garamond'
    weight: int  # 100-900
    italic: bool
    data: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        return "font/otf" if self.data[:4] == b"OTTO" else "font/ttf"

    def rule(self, url: str) -> str:
        """Its `@font-face` rule, for a file at `url`."""
        style = "italic" if self.italic else "normal"
        return (
            f'@font-face{{font-family:"{self.family}";font-style:{style};font-weight:{self.weight};src:url("{url}")}}\n'
        )


@dataclass(frozen=True, slots=True)
class Typography:
    """What `render` and `typeset` have to know of a theme's type; everything else is CSS.

    `size` and `leading` are points on paper (e-books never set them). `lead_in` is how many words after
    a chapter opening or scene break are set as a lead-in, 0 for none.
    """

    family: str
    size: float = 11.0
    leading: float = 14.0
    indent: float = 1.2  # of a paragraph's first line, in em
    justify: bool = True
    hyphenate: bool = True
    hang: bool = True  # punctuation and hyphens hang into the margin
    drop_cap: bool = False
    drop_cap_lines: int = 3
    lead_in: int = 3


@dataclass(frozen=True, slots=True)
class CoverDesign:
    """The generated cover: a layout, a pattern, and colour schemes of which each book gets one by its title.

    A scheme is ground, ink (the names) and accent (the pattern), as '#rrggbb'. `docs/themes.md` lists
    layouts and patterns.
    """

    layout: str = "cloth"
    pattern: str = "rosette"
    colours: tuple[tuple[str, str, str], ...] = (("#1f2a3c", "#f3ead6", "#c9a961"),)
    display: str = ""  # family of the title; '' is the text's
    weight: int = 400  # of the title


LAYOUTS = ("cloth", "block", "plain")
PATTERNS = ("rosette", "shapes", "waves", "bands", "stars")


@dataclass(frozen=True, slots=True)
class Ornament:
    """A scene break's drawing: one-colour SVG text, and how wide and high it stands, in em."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A checked theme. `faces` are in file order; `files` are its other files by name (SVG, pictures)."""

    name: str
    description: str
    type: Typography
    faces: tuple[Face, ...]
    ornament: Ornament | None = None
    cover: CoverDesign = CoverDesign()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    sheets: Mapping[str, str] = field(default_factory=dict, repr=False)
    user_css: str = "your CSS"  # what the user's own sheet is called in messages: its file name

    def css(self, medium: Medium) -> str:
        """The whole cascade for a medium, without `@font-face`: core, medium, theme, theme's medium, user.

        `url(...)` in it names one of `files` by its bare name. What the user's sheet leaves open is closed.
        """
        names = ("core", medium, "theme", f"theme-{medium}")
        sheets = [*(self.sheets.get(name, "") for name in names), sound(self.sheets.get("user", ""))]
        return "\n".join(sheet.strip() for sheet in sheets if sheet) + "\n"

    def with_css(self, css: str, name: str = "your CSS") -> Theme:
        """The theme with the user's own CSS (a file called `name`) on top of everything; raises `FanpackError` if it
        is none.

        Pictures in it must be `data:` addresses or files of the theme: a book carries nothing else along.
        """
        _check_urls(name, css, self.files)
        _check_syntax(name, css)
        before = self.sheets.get("user", "")
        css = f"{sound(before)}\n{css}" if before else css
        return replace(self, sheets={**self.sheets, "user": css}, user_css=name)

    def in_place_of_user_css(self, css: str) -> Theme:
        """The theme with another sheet where the user's own stands: what a medium can take of it."""
        return replace(self, sheets={**self.sheets, "user": css})

    def face(self, *, weight: int = 400, italic: bool = False, family: str = "") -> Face:
        """The face nearest to what is asked for, in the text's family unless another is named."""
        wanted = family or self.type.family
        candidates = [face for face in self.faces if face.family == wanted] or list(self.faces)
        return min(candidates, key=lambda face: (face.italic != italic, abs(face.weight - weight)))


def styles_folder() -> Path:
    """Where core.css and the built-in themes stand: in the package, or beside it in a checkout.

    `importlib.resources.files("packager.styles")` fails in an editable install, hence two looks.
    """
    here = Path(__file__).parent
    for folder in (here / "styles", here.parent / "styles"):
        if (folder / "core.css").is_file():
            return folder
    raise FanpackError(
        ExitCode.INTERNAL, str(here), "the styles are missing from this installation; install fanpack again"
    )


def theme_names() -> tuple[str, ...]:
    """The built-in themes: the default first, then by name."""
    found = [path.parent.name for path in (styles_folder() / "themes").glob("*/theme.toml")]
    return tuple(sorted(found, key=lambda name: (name != DEFAULT_THEME, name)))


def list_themes() -> tuple[Theme, ...]:
    """Every built-in theme, read and checked."""
    return tuple(load_theme(name) for name in theme_names())


@lru_cache(maxsize=16)
def load_theme(name: str = DEFAULT_THEME) -> Theme:
    """Read a theme: a built-in one by name, or a folder by path (anything that holds a separator or exists).

    Raises `FanpackError` (usage) in one line when it is not there or cannot be used.
    """
    built_in = styles_folder() / "themes" / name
    if re.fullmatch(r"[\w-]+", name) and (built_in / "theme.toml").is_file():
        return read_theme(built_in)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return read_theme(folder)
    if "/" in name or "\\" in name:
        raise _broken(name, "there is no such theme folder")
    raise _broken(name, f"no theme has this name; there are {', '.join(theme_names())}, or give a folder")


def read_theme(folder: Path) -> Theme:
    """Read and check the theme in `folder`."""
    settings = _toml(folder / "theme.toml")
    _only(folder, settings, {"description", "type", "ornament", "cover"}, "")
    faces = tuple(_face(path) for path in sorted((folder / "fonts").glob("*.[ot]tf")))
    type_ = _typography(folder, settings.get("type", {}), faces)
    ornament = _ornament(folder, settings.get("ornament"))
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix.lower() in PICTURES}
    return Theme(
        name=folder.resolve().name,
        description=str(settings.get("description", "")),
        type=type_,
        faces=faces,
        ornament=ornament,
        cover=_cover(folder, settings.get("cover", {}), faces),
        files=files,
        sheets=_sheets(folder, files),
    )


def _broken(where: Path | str, message: str) -> FanpackError:
    return FanpackError(ExitCode.USAGE, f"theme {where}", message)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _broken(path, "is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise _broken(path, f"cannot be read ({error.strerror})") from None


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise _broken(path.parent, "has no theme.toml; docs/themes.md shows a small one")
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, f"is not valid TOML: {error}") from None


def _only(folder: Path, table: Mapping[str, Any], known: set[str], name: str) -> None:
    for key in table:
        if key not in known:
            where = f"[{name}] " if name else ""
            raise _broken(folder / "theme.toml", f"{where}{key} is no setting; known are {', '.join(sorted(known))}")


def _typography(folder: Path, table: Mapping[str, Any], faces: tuple[Face, ...]) -> Typography:
    fields = {name: type(getattr(Typography(""), name)) for name in Typography.__slots__}
    _only(folder, table, set(fields), "type")
    if not faces:
        raise _broken(folder, "has no fonts; put static .ttf files (with their licence) into fonts/")
    values: dict[str, Any] = {"family": faces[0].family}
    for key, value in table.items():
        kind = fields[key]
        number = kind is float and isinstance(value, int) and not isinstance(value, bool)
        if not (number or type(value) is kind):
            raise _broken(folder / "theme.toml", f"[type] {key} must be a {kind.__name__}, not {value!r}")
        values[key] = float(value) if number else value
    families = {face.family for face in faces}
    if values["family"] not in families:
        raise _broken(folder, f"fonts/ holds {', '.join(sorted(families))} but [type] family is {values['family']}")
    return Typography(**values)


def _cover(folder: Path, table: Mapping[str, Any], faces: tuple[Face, ...]) -> CoverDesign:
    _only(folder, table, set(CoverDesign.__slots__), "cover")
    for key, known in (("layout", LAYOUTS), ("pattern", PATTERNS)):
        if key in table and table[key] not in known:
            raise _broken(folder / "theme.toml", f"[cover] {key} must be one of {', '.join(known)}")
    schemes = table.get("colours", [])
    for scheme in schemes if isinstance(schemes, list) else [schemes]:
        if (
            not isinstance(scheme, list)
            or len(scheme) != 3
            or not all(re.fullmatch(r"#[0-9a-fA-F]{6}", str(colour)) for colour in scheme)
        ):
            raise _broken(folder / "theme.toml", "[cover] colours must be triples (ground, ink, accent) like '#23262e'")
    if not isinstance(table.get("weight", 400), int):
        raise _broken(folder / "theme.toml", "[cover] weight must be a number from 100 to 900")
    if table.get("display") and table["display"] not in {face.family for face in faces}:
        raise _broken(folder, f"fonts/ does not hold the [cover] display family {table['display']}")
    values = dict(table)
    if schemes:
        values["colours"] = tuple((ground, ink, accent) for ground, ink, accent in schemes)
    else:
        values.pop("colours", None)
    return CoverDesign(**values)


def _ornament(folder: Path, table: Mapping[str, Any] | None) -> Ornament | None:
    if table is None:
        return None
    _only(folder, table, {"file", "width", "height"}, "ornament")
    path = folder / str(table.get("file", "ornament.svg"))
    svg = _text(path).strip()
    if "<svg" not in svg or re.search(r"<script|<foreignObject|href\s*=\s*[\"'](?!#)", svg):
        raise _broken(path, "must be a plain SVG drawing, without scripts or outside references")
    return Ornament(svg, float(table.get("width", 4)), float(table.get("height", 1)))


def _face(path: Path) -> Face:
    """Read what a font file says of itself: family, weight, slope; whether it may be embedded.

    HarfBuzz reads it: importing fontTools for three numbers would cost every build a tenth of a second.
    """
    import uharfbuzz as hb

    data = path.read_bytes()
    font = hb.Face(hb.Blob(data))
    names = hb.OTNameIdPredefined
    family = font.get_name(names.TYPOGRAPHIC_FAMILY) or font.get_name(names.FONT_FAMILY)
    os2 = font.reference_table("OS/2").data or b""
    if not font.glyph_count or not family or len(os2) < 64:
        raise _broken(path, "is not a font that can be read; give a TrueType or OpenType file")
    if font.has_var_data:
        raise _broken(path, "is a variable font; make static instances of it (tools/make_fonts.py shows how)")
    # OpenType, table OS/2: usWeightClass at 4, fsType at 8, fsSelection at 62
    weight, licence, selection = (int.from_bytes(os2[at : at + 2]) for at in (4, 8, 62))
    if licence & 0x2:  # 'Restricted License embedding'
        raise _broken(path, "does not allow embedding; use a font with an open licence")
    return Face(path.name, family, weight, bool(selection & 1), data)


def _sheets(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    styles = styles_folder()
    paths = {
        "core": styles / "core.css",
        "epub": styles / "epub.css",
        "print": styles / "print.css",
        "html": styles / "html.css",
        "theme": folder / "theme.css",
        "theme-epub": folder / "epub.css",
        "theme-print": folder / "print.css",
        "theme-html": folder / "html.css",
    }
    sheets = {name: _text(path) for name, path in paths.items() if path.is_file()}
    for name, css in sheets.items():
        if name.startswith("theme"):
            _check_urls(paths[name], css, files)
            if not folder.is_relative_to(styles):
                _check_syntax(paths[name], css)
                sheets[name] = sound(css)
    return sheets


def _check_urls(where: Path | str, css: str, files: Mapping[str, bytes]) -> None:
    if re.search(r"@import|@font-face", css):
        raise _broken(where, "must not use @import or @font-face; fonts are found in fonts/ by themselves")
    for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", css):
        if url not in files and not url.startswith("data:"):
            raise _broken(where, f"shows {url}, which is not in the theme's folder")


def _check_syntax(where: Path | str, css: str) -> None:
    """Raise at the first thing a browser would pass over in silence, with its line."""
    import tinycss2

    def look(nodes: Iterable[Any], in_rule: bool = False) -> None:
        for node in nodes:
            if node.type == "error":
                raise _broken(f"{where}:{node.source_line}", f"is not CSS that can be read ({node.message})")
            if node.type == "qualified-rule":
                look(node.prelude)
                look(
                    tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True), in_rule=True
                )
            elif node.type == "at-rule" and node.content and node.lower_at_keyword in {"media", "supports"}:
                parse = tinycss2.parse_blocks_contents if in_rule else tinycss2.parse_rule_list
                look(parse(node.content, skip_comments=True, skip_whitespace=True), in_rule)

    try:
        look(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))
        sound(css)
    except RecursionError:
        raise _broken(where, "nests its brackets too deep; close those that are open") from None
