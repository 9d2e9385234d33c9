"""A style sheet in the CSS that e-readers and epubcheck can parse.

Their parsers do not know rules within rules, and an old engine drops the whole sheet over one (Adobe's), or what
follows it. So rules are written out as they were before CSS could nest them, and what cannot be written so is left
out: each of these was seen to be an error to epubcheck 5.3, where other new CSS is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import tinycss2

from packager.sound_css import written

MOST = 1000  # selectors of a rule: each level multiplies them
GROUPS = {"media", "supports", "container", "layer"}
"""At-rules that may stand within a rule."""

BLANK = {"whitespace", "comment"}

Selector = tuple[Any, ...]


@lru_cache(maxsize=16)
def plain(css: str) -> str:
    """The sheet without nesting; as it was written if it has none and nothing is left out."""
    sheet = tinycss2.parse_stylesheet(css)
    if not any(map(_is_new, sheet)):
        return css
    return "".join(_flat(sheet, ()))


def _is_new(node: Any) -> bool:
    if node.type == "qualified-rule":
        return _is_unknown(node.prelude) or any(token.type == "{} block" for token in node.content)
    return _holds_rules(node) and any(map(_is_new, tinycss2.parse_rule_list(node.content)))


def _holds_rules(node: Any) -> bool:
    """Whether an at-rule is one whose block holds rules: not `@font-face`, `@page` or the like."""
    if node.type != "at-rule" or node.content is None:
        return False
    rules = [rule for rule in tinycss2.parse_rule_list(node.content) if rule.type not in BLANK]
    return bool(rules) and all(rule.type in {"qualified-rule", "at-rule"} for rule in rules)


def _flat(nodes: Iterable[Any], above: Sequence[Selector]) -> Iterator[str]:
    """The text of rules that stand within `above`, the selectors of the rule around them."""
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [one for one in _selectors(node.prelude, above) if not _is_unknown(one)]
            if selectors:
                yield from _inside(node.content, selectors)
        elif above and getattr(node, "lower_at_keyword", "") not in GROUPS:
            continue
        elif node.type == "at-rule" and node.content is not None and (above or _is_new(node)):
            inside = "".join(_inside(node.content, above) if above else _flat(_rules(node.content), ()))
            if inside.strip():
                yield f"@{node.at_keyword}{written(node.prelude)}{{\n{inside}}}\n"
        else:
            yield written([node])


def _rules(content: Sequence[Any]) -> list[Any]:
    return [node for node in tinycss2.parse_rule_list(content) if node.type != "error"]


def _inside(content: Sequence[Any], above: Sequence[Selector]) -> Iterator[str]:
    """A block's own declarations and the rules in it, in their order."""
    said: list[Any] = []
    head = ", ".join(written(selector).strip() for selector in above)
    for node in (*tinycss2.parse_blocks_contents(content), None):
        if node is None or node.type in {"qualified-rule", "at-rule"}:
            if said:
                yield f"{head} {{ {' '.join(said)} }}\n"
            said = []
            if node is not None:
                yield from _flat((node,), above)
        elif node.type == "declaration" and not any(token.type == "{} block" for token in node.value):
            said.append(f"{written([node]).rstrip(';').rstrip()};")


def _selectors(prelude: Sequence[Any], above: Sequence[Selector]) -> list[Selector]:
    """A rule's selectors, each written out with each of those of the rule around it."""
    own: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            own.append([])
        elif part.type != "comment":
            own[-1].append(part)
    if not above:
        return [tuple(one) for one in own]
    if len(own) * len(above) > MOST:
        return []
    return [_joined(outer, inner) for outer in above for inner in own]


def _joined(outer: Selector, inner: Sequence[Any]) -> Selector:
    """`& em`, `> em` and `em` within `p` are `p em`, `p > em` and `p em`."""
    outer = tuple(_stripped(outer))
    inner = _stripped(inner)
    if "&" in inner:
        return tuple(part for one in inner for part in (outer if one == "&" else (one,)))
    return (*outer, *tinycss2.parse_component_value_list(" "), *inner)


def _stripped(selector: Sequence[Any]) -> list[Any]:
    found = list(selector)
    while found and found[0].type in BLANK:
        del found[0]
    while found and found[-1].type in BLANK:
        del found[-1]
    return found


def _is_unknown(selector: Sequence[Any]) -> bool:
    """Whether a selector is one of those that are errors: `[href="x" i]`, `:nth-child(2n of p)`, `:is(&)`."""
    for token in selector:
        if token.type == "[] block":
            said = [one.type for one in token.content if one.type not in BLANK]
            if said[-1:] == ["ident"] and said[-2:-1] in (["string"], ["ident"]):
                return True
        elif token.type == "function":
            of = token.lower_name.startswith("nth-") and any(
                getattr(t, "lower_value", "") == "of" for t in token.arguments
            )
            if of or "&" in token.arguments or _is_unknown(token.arguments):
                return True
    return False
