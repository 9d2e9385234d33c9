"""Themes as a designer meets them: folders that work, and one line when they don't."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._f_v_a_r import Axis

from packager.problems import FanpackError
from packager.themes import list_themes, load_theme, read_theme, styles_folder, theme_names

CLASSIC = styles_folder() / "themes" / "classic"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the classic theme to break."""
    return Path(shutil.copytree(CLASSIC, tmp_path / "mine"))


def test_four_themes_come_with_fanpack() -> None:
    """The classic theme is first, and each says in a line what it is."""
    themes = list_themes()
    assert [theme.name for theme in themes] == ["classic", "large-print", "modern", "paperback"]
    assert all(len(theme.description) > 20 for theme in themes)


def test_a_folder_of_ones_own_is_a_theme(folder: Path) -> None:
    """A theme is named by its path as well as by its name."""
    assert load_theme(str(folder)).type.family == "EB Garamond"


def test_the_users_css_comes_last() -> None:
    """What the user writes wins over core, medium and theme."""
    theme = load_theme().with_css("p { text-indent: 2em }")
    for medium in ("epub", "print", "html"):
        assert theme.css(medium).rstrip().endswith("p { text-indent: 2em }")  # type: ignore[arg-type]


@pytest.mark.parametrize("css", ["p { indent }", "@import url(x.css);", "p { background: url(paper.png) }"])
def test_css_that_cannot_work_is_refused(css: str) -> None:
    """A slip in --css is one line, not a book in which nothing changed."""
    with pytest.raises(FanpackError, match="your CSS"):
        load_theme().with_css(css)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("theme.toml", None, "has no theme.toml"),
        ("theme.toml", "[type", "not valid TOML"),
        ("theme.toml", "[typ]\nsize = 3", "typ is no setting"),
        ("theme.toml", "[type]\nsise = 3", "sise is no setting"),
        ("theme.toml", "[type]\nsize = 'big'", "size must be a float"),
        ("theme.toml", "[type]\nfamily = 'Papyrus'", "fonts/ holds EB Garamond"),
        ("theme.toml", "[cover]\npattern = 'plaid'", "pattern must be one of"),
        ("theme.toml", "[cover]\ncolours = ['red']", "must be triples"),
        ("theme.toml", "[ornament]\nfile = 'no.svg'", "cannot be read"),
        ("theme.css", "p { background: url(paper.png) }", "shows paper.png"),
        ("theme.css", "@import 'x.css';", "must not use @import"),
        ("theme.css", "p { color red }\n", "theme.css:1: is not CSS"),
        ("epub.css", "p { margin: 0 }\n} q { margin: 0 }", "epub.css:2: is not CSS"),
        ("ornament.svg", "<svg><script/></svg>", "plain SVG"),
        ("fonts/EBGaramond-Regular.ttf", "not a font", "is not a font"),
    ],
)
def test_a_broken_theme_is_one_line(folder: Path, file: str, content: str | None, said: str) -> None:
    """The message names the theme and what to change, in one line."""
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(FanpackError, match=re.escape(said)) as caught:
        read_theme(folder)
    assert "\n" not in str(caught.value)
    assert "mine" in str(caught.value)


def test_an_unknown_name_lists_the_themes() -> None:
    """A misspelt theme is answered with those there are."""
    with pytest.raises(FanpackError, match="classic, large-print, modern, paperback"):
        load_theme("clasic")


def test_a_variable_font_is_refused(folder: Path) -> None:
    """Variable fonts draw only their default weight on many e-readers: the theme says so at once."""
    font = TTFont(next((folder / "fonts").glob("*-Regular.ttf")))
    font["fvar"] = variations = newTable("fvar")
    weight = Axis()
    weight.axisTag, weight.minValue, weight.defaultValue, weight.maxValue = "wght", 400, 400, 800
    weight.axisNameID = font["name"].addName("Weight")
    variations.axes.append(weight)
    font.save(folder / "fonts" / "Variable.ttf")
    with pytest.raises(FanpackError, match="variable font"):
        read_theme(folder)


@pytest.mark.parametrize("name", theme_names())
def test_fonts_are_free_static_and_complete(name: str) -> None:
    """Four faces of the text family, a licence beside them, the small capitals that the theme sets, a box for what they
    lack."""
    theme = load_theme(name)
    folder = styles_folder() / "themes" / name / "fonts"
    assert "SIL Open Font License" in next(folder.glob("*OFL.txt")).read_text(encoding="utf-8")
    own = {(face.weight, face.italic) for face in theme.faces if face.family == theme.type.family}
    assert own == {(400, False), (400, True), (700, False), (700, True)}
    assert all(TTFont(folder / face.file)["glyf"][".notdef"].numberOfContours for face in theme.faces)
    if theme.type.lead_in:
        font = TTFont(folder / theme.face().file)
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"smcp", "onum", "liga"} <= tags


@pytest.mark.parametrize("name", theme_names())
def test_sheets_hold_nothing_that_old_readers_choke_on(name: str) -> None:
    """Adobe's engine may drop a whole sheet over calc(), var(), flex or grid; and no sheet sets the text's
    own colour, size or leading."""
    css = re.sub(r"/\*.*?\*/", "", load_theme(name).css("epub"), flags=re.S)
    assert not re.search(r"calc\(|var\(|min\(|max\(|clamp\(|display:\s*(?:flex|grid)|\[epub|@supports", css)
    for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if re.search(r"(^|,)\s*(body|html|p)\s*(,|$)", selector.strip()):
            assert not re.search(r"(?<![-\w])(color|background|font-size|line-height)\s*:", rules), selector
