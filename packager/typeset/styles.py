"""The cascade as the renderer sees it: WeasyPrint's own computed styles for the elements of a page.

So lines follow any theme and any CSS of the user's without a second description of it. Elements are told
apart by tag, class, language and style attribute along their path, blocks also by the block before them;
selectors that ask for more (`#id`, `:nth-child`, `~`) are not seen, which docs/typesetting.md tells theme
writers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.text.fonts import FontConfiguration, font_features

from packager.typeset.spec import Length, Path, Step, TextStyle
from packager.typeset.tree import VOID

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
"""What `weasyprint.text.fonts.font_features` makes OpenType features of, in its order."""
BLOCKS = ("block", "list-item", "flow-root")
PSEUDO = ("before", "after", "first-line", "first-letter", "marker")


class CssStyles:
    """Styles out of stylesheets. `head` is markup for `<head>`: sheets that count as the document's own."""

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

    def of(self, paths: set[Path]) -> dict[Path, TextStyle]:
        """The styles at the ends of paths; new ones are found by running the cascade over a skeleton page."""
        fresh: dict[Step, list[Path]] = {}
        for path in sorted(paths - self._known.keys()):
            fresh.setdefault(path[0], []).append(path)
        for wanted in fresh.values():  # one page for each kind of <body>
            self._learn(wanted)
        return {path: self._known[path] for path in paths}

    def _learn(self, paths: list[Path]) -> None:
        body = paths[0][0]
        chains = "".join(_chain(path[1:], f' data-n="{number}"') for number, path in enumerate(paths))
        own = ' data-n="0"' if len(paths[0]) == 1 else ""
        html = HTML(
            string=f"<!DOCTYPE html><html lang='{escape(self._lang)}'><head>{self._head}</head>"
            f"<body{_attributes(body)}{own}>{chains}</body></html>"
        )
        style_for = get_all_computed_styles(html, self._sheets, font_config=self._fonts)
        for element in html.etree_element.iter():
            number = element.get("data-n") if isinstance(element.tag, str) else None
            if number is not None:
                pseudo = any(_drawn(style_for(element, name)) for name in PSEUDO)
                look = _text_style(style_for(element, None), pseudo)
                if look.floats == "footnote":
                    look = replace(look, call=_call(style_for(element, "footnote-call")))
                self._known[paths[int(number)]] = look


def _chain(path: Path, mark: str) -> str:
    """Elements one inside the other, each behind the neighbour it has; the last bears the mark."""
    if not path:
        return ""
    step, below = path[0], path[1:]
    tag, before, before_class = step[0], step[4], step[5]
    neighbour = f'<{before} class="{escape(before_class)}">' if before else ""
    if before and before not in VOID:
        neighbour += f"</{before}>"
    start = f"{neighbour}<{tag}{_attributes(step)}{'' if below else mark}>"
    return start if tag in VOID else f"{start}{_chain(below, mark)}</{tag}>"


def _attributes(step: Step) -> str:
    return "".join(
        f' {name}="{escape(value)}"' for name, value in zip(("class", "lang", "style"), step[1:4], strict=True) if value
    )


def _call(style: Any) -> TextStyle | None:
    if style is None or style["content"] != ((("counter()", ("footnote", "decimal")),)):
        return None
    return _text_style(style, False)


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
        align=align if last in ("auto", "start", "left", align) else "other",
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
        special=pseudo or (display[0] not in (*BLOCKS, "inline") and display != ("none",)) or "flow" not in display[1:],
        hyphens=style["hyphens"] == "auto",
        limits=tuple(style["hyphenate_limit_chars"]),
        white_space=style["white_space"],
        lang=style["lang"] or "",
        rtl=style["direction"] == "rtl",
    )
