"""A style sheet in the CSS that e-readers and epubcheck can parse.

Their parsers do not know rules within rules, and an old engine drops the whole sheet over one (Adobe's), or what
follows it. So rules are written out as they were before CSS could nest them, and what cannot be written so is left
out: each of these was seen to be an error to epubcheck 5.3, where other new CSS is not.

One thing can come to differ: a nested rule weighs as much as the heaviest selector of the rule around it, and `&`
outside any rule weighs nothing. Written out, `#x, p { em { … } }` is `#x em, p em`, each with its own weight, and `&`
is `:root`: with `:is()` and `:where()` they would weigh the same, but older engines know neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import tinycss2
from tinycss2.ast import FunctionBlock

from packager.sound_css import written

MOST = 1000  # selectors of a rule: each level multiplies them
LONGEST = 20_000  # letters of a rule's selectors: `& &` doubles them at each level
GROUPS = {"media", "supports", "container", "layer", "starting-style"}
"""At-rules that may stand within a rule."""

BLANK = {"whitespace", "comment"}
NUMBERS = {"number", "percentage", "dimension"}
COMBINATORS = {">", "+", "~"}
LISTS = {"is", "not", "where"}
"""Functions in which `&` is as good as the list it stands for; in `:has(&)` the list would be sought elsewhere."""

OLD_PSEUDO_ELEMENTS = {"before", "after", "first-line", "first-letter"}

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
        is_new = _is_unknown(node.prelude) or _count(node.prelude)
        return bool(is_new) or any(token.type == "{} block" for token in node.content)
    return _holds_rules(node) and any(map(_is_new, tinycss2.parse_rule_list(node.content)))


def _holds_rules(node: Any) -> bool:
    """Whether an at-rule is one whose block holds rules: not `@font-face`, `@page` or the like."""
    if node.type != "at-rule" or node.content is None:
        return False
    rules = [rule for rule in tinycss2.parse_rule_list(node.content) if rule.type not in BLANK]
    return bool(rules) and all(rule.type in {"qualified-rule", "at-rule"} for rule in rules)


def _flat(nodes: Iterable[Any], above: Sequence[Selector], root: str = ":root") -> Iterator[str]:
    """The text of rules that stand within `above`, the selectors of the rule around them, or outside any."""
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [one for one in _selectors(node.prelude, above, root) if not _is_unknown(one)]
            if selectors:
                yield from _inside(node.content, selectors)
        elif above and (getattr(node, "lower_at_keyword", "") not in GROUPS or node.content is None):
            continue
        elif node.type == "at-rule" and node.content is not None and (above or _is_new(node)):
            within = ":scope" if node.lower_at_keyword == "scope" else root
            inside = "".join(_inside(node.content, above) if above else _flat(_rules(node.content), (), within))
            if inside.strip():
                yield f"@{node.at_keyword}{written(node.prelude)}{{\n{inside}}}\n"
        elif node.type != "error":
            yield written([node])


def _rules(content: Sequence[Any]) -> list[Any]:
    return [node for node in tinycss2.parse_rule_list(content) if node.type != "error"]


def _inside(content: Sequence[Any], above: Sequence[Selector]) -> Iterator[str]:
    """A block's own declarations and the rules in it, in their order."""
    said: list[Any] = []
    head = ", ".join(written(selector) for selector in above)
    for node in (*tinycss2.parse_blocks_contents(content), None):
        if node is None or node.type in {"qualified-rule", "at-rule"}:
            if said:
                yield f"{head} {{ {' '.join(said)} }}\n"
            said = []
            if node is not None:
                yield from _flat((node,), above)
        elif node.type == "declaration" and not any(token.type == "{} block" for token in node.value):
            said.append(f"{written([node]).rstrip(';').rstrip()};")


def _selectors(prelude: Sequence[Any], above: Sequence[Selector], root: str) -> list[Selector]:
    """A rule's selectors, written out with those of the rule around it; none where they are invalid or too many."""
    own = [_whole(one) if above else _stripped(one) for one in _listed(prelude)]
    if not all(map(_is_valid, own)) or (root == ":root" and any(_is_combinator(one[0]) for one in own)):
        return []
    if not above and not any(map(_count, own)):
        return own
    parents = [one for one in above if not _is_pseudo_element(one)]  # `&` stands for elements alone
    if not parents:
        parents = [tuple(tinycss2.parse_component_value_list(":not(*)" if above else root))]
    size = sum(len(written(one)) for one in parents)
    many = letters = 0
    for inner in own:
        times, said = (len(parents) if inner.count("&") == 1 else 1), _count(inner)
        many += times
        letters += times * len(written(inner)) + size * (1 + times * (said - 1) if said else 0)
    if many > MOST or letters > LONGEST:
        return []
    return [selector for inner in own for selector in _joined(inner, parents)]


def _listed(prelude: Sequence[Any]) -> list[Selector]:
    own: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            own.append([])
        elif part.type != "comment":
            own[-1].append(part)
    return [tuple(one) for one in own]


def _count(selector: Sequence[Any]) -> int:
    """How often `&` is said in a selector, in its functions too."""
    return sum(_count(one.arguments) if one.type == "function" else one == "&" for one in selector)


def _whole(inner: Selector) -> Selector:
    """`em` and `+ &` within a rule are `& em` and `& + &`."""
    inner = _stripped(inner)
    if inner and (not _count(inner) or _is_combinator(inner[0])):
        return (*tinycss2.parse_component_value_list("& "), *inner)
    return inner


def _is_valid(inner: Selector) -> bool:
    """Whether browsers take a selector: none that ends in a combinator or has a type behind `&` (Sass's `&__b`)."""
    if not inner or _is_combinator(inner[-1]):
        return False
    if any(before == "&" and (_is_type(token) or token.type in NUMBERS) for before, token in pairwise(inner)):
        return False
    functions = [one for one in inner if one.type == "function" and _count((one,))]
    return all(_is_valid(_stripped(one)) for function in functions for one in _listed(function.arguments))


def _joined(inner: Selector, parents: Sequence[Selector]) -> list[Selector]:
    """A selector for each of the parents, as an old engine reads it; one for all where it says `&` several times."""
    each = [(one,) for one in parents] if inner.count("&") == 1 else [parents]
    return [_put(inner, these, parents) for these in each]


def _put(inner: Selector, these: Sequence[Selector], every: Sequence[Selector], *, whole: bool = True) -> Selector:
    """A selector with `these` parents for its `&`, and all of them within its functions."""
    found: list[Any] = []
    for place, one in enumerate(inner):
        if one == "&":
            found += _stand_in(these, inner[place - 1] if place else None, whole=whole)
        elif one.type == "function" and _count((one,)):
            found.append(_function(one.name, [_argument(one, said, every) for said in _listed(one.arguments)]))
        else:
            found.append(one)
    return tuple(found)


def _argument(function: Any, argument: Selector, every: Sequence[Selector]) -> Selector:
    argument = _stripped(argument)
    if argument == ("&",) and function.lower_name in LISTS:
        return _comma(every)
    return _put(argument, every, every, whole=False)


def _stand_in(parents: Sequence[Selector], before: Any, *, whole: bool) -> Selector:
    """The parents as they can be said behind `before`: `p`, or `:is(p)` where bare words would not mean the same."""
    if len(parents) == 1:
        parent = parents[0]
        if any(one.type == "whitespace" or _is_combinator(one) for one in parent):
            fits = whole and before is None
        else:
            starts = before is None or before.type == "whitespace" or _is_combinator(before)
            fits = starts or not _is_type(parent[0])
        if fits:
            return parent
    return (*tinycss2.parse_component_value_list(":"), _function("is", parents))


def _function(name: str, selectors: Sequence[Selector]) -> Any:
    return FunctionBlock(0, 0, name, list(_comma(selectors)))


def _comma(selectors: Sequence[Selector]) -> Selector:
    between = tinycss2.parse_component_value_list(", ")
    return tuple(token for one in selectors for token in (*between, *one))[len(between) :]


def _is_combinator(token: Any) -> bool:
    return token.type == "literal" and token.value in COMBINATORS


def _is_type(token: Any) -> bool:
    return token.type == "ident" or token in ("*", "|")


def _is_pseudo_element(selector: Selector) -> bool:
    return any(
        before == ":" and (after == ":" or getattr(after, "lower_value", "") in OLD_PSEUDO_ELEMENTS)
        for before, after in pairwise(selector)
    )


def _stripped(selector: Sequence[Any]) -> Selector:
    found = list(selector)
    while found and found[0].type in BLANK:
        del found[0]
    while found and found[-1].type in BLANK:
        del found[-1]
    return tuple(found)


def _is_unknown(selector: Sequence[Any]) -> bool:
    """Whether a selector is one of those that are errors: `[href="x" i]`, `:nth-child(2n of p)`."""
    for token in selector:
        if token.type == "[] block":
            said = [one.type for one in token.content if one.type not in BLANK]
            if said[-1:] == ["ident"] and said[-2:-1] in (["string"], ["ident"]):
                return True
        elif token.type == "function":
            of = token.lower_name.startswith("nth-") and any(
                getattr(t, "lower_value", "") == "of" for t in token.arguments
            )
            if of or _is_unknown(token.arguments):
                return True
    return False
