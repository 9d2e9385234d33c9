"""The HTML elements fanpack knows, by what they do to a text. What is not named here is only its text."""

from __future__ import annotations

from packager.model import Mark

SILENT = frozenset("script style head title link meta base param source track area col colgroup".split())
SHUT = {
    **dict.fromkeys(
        "button input select option optgroup textarea datalist output meter progress".split(), "form-control"
    ),
    **dict.fromkeys("iframe frame frameset object embed applet audio video canvas svg".split(), "embedded-content"),
    **dict.fromkeys(("noscript", "template", "dialog"), "embedded-content"),
}
MARKS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Mark.EMPHASIS),
    **dict.fromkeys(("strong", "b"), Mark.STRONG),
    **dict.fromkeys(("u", "ins"), Mark.UNDERLINE),
    **dict.fromkeys(("s", "strike", "del"), Mark.STRIKE),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Mark.CODE),
    "small": Mark.SMALL,
    "sub": Mark.SUB,
    "sup": Mark.SUP,
}
BLOCKS = frozenset(
    "address article aside body center details dd div dl dt fieldset footer form header hgroup html legend "
    "main nav p pre section summary xmp listing plaintext search".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PRE = frozenset(("pre", "xmp", "listing", "plaintext"))
SECTIONS = frozenset(("body", "html", "section", "article", "main", "td", "th"))


CONTAINERS = frozenset("blockquote ul ol menu dir li table tr td th figure figcaption caption hr".split())


_ALL_BLOCKS = BLOCKS | CONTAINERS | frozenset(HEADINGS)


def is_block(tag: str) -> bool:
    """Whether an element begins and ends a paragraph."""
    return tag in _ALL_BLOCKS
