"""The cascade as the renderer sees it: WeasyPrint's own computed styles for the elements of a page.

So lines follow any theme and any CSS of the user's without a second description of it. Elements are told
apart by tag, class, language and style attribute along their path; a selector that asks for siblings or
positions (`p + p`, `:first-child`, `#id`) is not seen, which docs/typesetting.md tells theme writers.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.text.fonts import FontConfiguration, font_features

from packager.typeset.spec import Length, Path, Step, TextStyle

PT = 0.75  # one CSS pixel in points
FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
BLOCKS = ("block", "list-item", "flow-root")
PSEUDO = ("before", "after", "first-line", "first-letter", "marker")


class CssStyles:
    """Styles out of stylesheets. `head` is markup for `<head>`, for sheets that must count as the document's."""

    def __init__(
        self,
        sheets: Sequence[CSS] = (),
        head: str = "",
        lang: str = "en",
        fonts: FontConfiguration | None = None,
    ) -> None:
        self._sheets = list(sheets)
        self._head = head
        self._lang = lang
        self._fonts = fonts or FontConfiguration()
        self._known: dict[Path, TextStyle] = {}

    def learn(self, paths: set[Path]) -> None:
        """Run the cascade once over a skeleton page that holds each path once."""
        fresh = sorted(paths - self._known.keys())
        bodies: dict[Step, list[Path]] = {}
        for path in fresh:
            bodies.setdefault(path[0], []).append(path)
        for wanted in bodies.values():
            self._learn(wanted)

    def of(self, path: Path) -> TextStyle:
        return self._known[path]

    def _learn(self, paths: list[Path]) -> None:
        tree: dict[Step, Any] = {}
        for path in paths:
            level = tree
            for step in path:
                level = level.setdefault(step, {})
        order: list[Path] = []
        markup = _skeleton(tree, (), order)
        html = HTML(
            string=f"<!DOCTYPE html><html lang='{escape(self._lang)}'><head>{self._head}</head>{markup}</html>"
        )
        style_for = get_all_computed_styles(html, self._sheets, font_config=self._fonts)
        for element in html.etree_element.iter():
            number = element.get("data-n") if isinstance(element.tag, str) else None
            if number is not None:
                path = order[int(number)]
                pseudo = any(_drawn(style_for(element, name)) for name in PSEUDO)
                self._known[path] = _text_style(style_for(element, None), pseudo)


def _skeleton(level: dict[Step, Any], above: Path, order: list[Path]) -> str:
    out = []
    for step, below in level.items():
        tag, classes, lang, style = step
        path = (*above, step)
        attributes = f' data-n="{len(order)}"'
        for name, value in (("class", classes), ("lang", lang), ("style", style)):
            if value:
                attributes += f' {name}="{escape(value)}"'
        order.append(path)
        inner = _skeleton(below, path, order)
        out.append(
            f"<{tag}{attributes}>"
            if tag in ("br", "hr", "img", "wbr")
            else f"<{tag}{attributes}>{inner}</{tag}>"
        )
    return "".join(out)


def _drawn(style: Any) -> bool:
    """Whether a pseudo-element adds anything that would have to be measured."""
    if style is None:
        return False
    if style.pseudo_type in ("before", "after"):
        return bool(style["content"] not in ("normal", "none", "inhibit"))
    return bool(style.pseudo_type != "marker")


def _length(value: Any) -> Length:
    if value == "auto" or not hasattr(value, "unit"):
        return (float(value) * PT, 0.0) if isinstance(value, (int, float)) else (0.0, 0.0)
    if value.unit == "%":
        return (0.0, value.value / 100)
    return (value.value * PT, 0.0)


def _sum(style: Any, side: str) -> Length:
    parts = [_length(style[f"{kind}_{side}"]) for kind in ("margin", "padding")]
    return (
        sum(part[0] for part in parts) + style[f"border_{side}_width"] * PT,
        sum(part[1] for part in parts),
    )


def _text_style(style: Any, pseudo: bool) -> TextStyle:
    size = style["font_size"] * PT
    line_height = style["line_height"]
    if line_height == "normal":
        leading = size * 1.2
    elif hasattr(line_height, "unit"):
        leading = line_height.value / 100 * size if line_height.unit == "%" else line_height.value * PT
    else:
        leading = float(line_height) * size
    display = style["display"]
    spacing = style["letter_spacing"]
    align = style["text_align_all"]
    last = style["text_align_last"]
    return TextStyle(
        families=tuple(style["font_family"]),
        size=size,
        leading=leading,
        italic=style["font_style"] != "normal",
        weight=style["font_weight"],
        features=tuple(sorted(font_features(*(style[name] for name in FEATURES)).items())),
        letter_spacing=0.0 if spacing == "normal" else spacing * PT,
        word_spacing=style["word_spacing"] * PT,
        transform=style["text_transform"],
        align="other" if last not in ("auto", "start", "left") else align,
        indent=_length(style["text_indent"]),
        left=_sum(style, "left"),
        right=_sum(style, "right"),
        width=None if style["width"] == "auto" else _length(style["width"]),
        height=None if style["height"] == "auto" else _length(style["height"])[0],
        above=_sum(style, "top")[0],
        below=_sum(style, "bottom")[0],
        block=display[0] in BLOCKS,
        floats=style["float"] if isinstance(style["float"], str) else "other",
        positioned=style["position"] not in ("static", "relative"),
        hidden=display == ("none",),
        special=pseudo
        or (display[0] not in (*BLOCKS, "inline") and display != ("none",))
        or "flow" not in display[1:],
        hyphens=style["hyphens"] == "auto",
        white_space=style["white_space"],
        lang=style["lang"] or "",
        rtl=style["direction"] == "rtl",
    )
