"""The elements of a page and the style of each."""

from __future__ import annotations

from typing import Any

from packager.typeset.spec import Path, Step, Styles, TextStyle

VOID = ("br", "hr", "img", "wbr", "input", "col", "meta", "link", "source")
"""Elements that HTML has no end tag for."""

XML = "{http://www.w3.org/XML/1998/namespace}"
# Only between these do a theme's selectors look at neighbours ('h3 + p', 'blockquote > p:first-child').
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


class Looks(dict[Any, TextStyle]):
    """The style of every element, and the number of every footnote."""

    notes: dict[Any, int]


def local(element: Any) -> str:
    """The element's name without its namespace."""
    return str(element.tag.rpartition("}")[2])


def looks_of(root: Any, body_class: str, lang: str, styles: Styles) -> Looks:
    """The styles of all elements below `root`, which stands for `<body>`, and its own."""
    paths: dict[Any, Path] = {root: (("body", body_class, lang, "", "", ""),)}
    _collect(root, paths[root], paths)
    found = styles.of(set(paths.values()))
    looks = Looks((element, found[path]) for element, path in paths.items())
    notes = [element for element in paths if looks[element].floats == "footnote"]
    looks.notes = {element: number for number, element in enumerate(notes, start=1)}
    return looks


def _collect(element: Any, path: Path, paths: dict[Any, Path]) -> None:
    before = ("", "")
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, classes = local(child), child.get("class", "")
        block = name in BLOCK_TAGS
        lang = child.get(XML + "lang") or child.get("lang") or ""
        step: Step = (name, classes, lang, child.get("style", ""), *(before if block else ("", "")))
        below = (*path, step)
        paths[child] = below
        if block:
            before = (name, classes)
        if len(child):
            _collect(child, below, paths)
