"""Where the story is on a page nobody described: the element that holds most of the prose."""

from __future__ import annotations

import re

from lxml import etree

from packager.readers.parsing import Node

CHROME_TAGS = ("nav", "footer", "aside", "header", "button", "form", "select", "label")
_UNLIKELY = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|sidebar|footer|header|comment|comments|share|social|ads?|advert|breadcrumb|"
    r"pagination|pager|related|recommend\w*|widget|cookie|banner|login|popup|modal|toolbar|masthead)(?:$|[-_\s\d])",
    re.I,
)
_LIKELY = ("article", "main")
_SHARE = 0.7  # of the parent's prose: with less, the text stands in several of its children
_MUCH = 600  # characters of prose, some hundred words: so short a chapter may be, a site says rarely as much


def main_text(body: Node) -> list[Node]:
    """The elements that hold the main text, in order: one as a rule, the whole body where nothing stands out.

    Starting from the body it goes down while one child holds most of the prose. Prose is text outside links,
    menus and forms. Other children with much prose are text too: a short chapter beside a long one.
    """
    prose = _prose(body)
    node = body
    if prose.get(body, 0) == 0:
        return [body]
    before: list[Node] = []
    behind: list[Node] = []
    while True:
        children = [child for child in node if isinstance(child.tag, str) and prose.get(child, 0)]
        best = max(children, key=lambda child: prose[child], default=None)
        if best is None or best.tag in _TEXT or prose[best] < _SHARE * prose[node]:
            break
        # A paragraph or a heading beside it ('Chapter 3', a note by the author) belongs to the text as well.
        if (node.text or "").strip() or any(child.tag in _TEXT or (child.tail or "").strip() for child in children):
            break
        place = children.index(best)
        before += [child for child in children[:place] if prose[child] >= _MUCH]
        behind = [child for child in children[place + 1 :] if prose[child] >= _MUCH] + behind
        node = best
    return [*before, node, *behind]


_TEXT = frozenset("p blockquote h1 h2 h3 h4 h5 h6 ul ol li pre th font span em strong i b a".split())


_CHROME_NAMES = frozenset(
    "comments comment-list commentlist comment-form respond sidebar share sharedaddy social social-share related "
    "related-posts breadcrumb breadcrumbs pagination pager nav navbar navigation menu site-header site-footer "
    "cookie-notice advert advertisement ads".split()
)


def chrome_in(part: Node) -> list[Node]:
    """What stands among the main text and is none: menus, comments, sharing buttons, in order."""
    found: list[Node] = []
    for node in part.iterdescendants():
        if not isinstance(node.tag, str) or node.tag in _TEXT:
            continue
        names = {*(node.get("class") or "").lower().split(), (node.get("id") or "").lower()}
        if node.tag in CHROME_TAGS or names & _CHROME_NAMES:
            found.append(node)
    return found


def _prose(body: Node) -> dict[Node, int]:
    """Characters of prose in each element, links, menus and forms not counted."""
    counts: dict[Node, int] = {}
    stack: list[tuple[Node, int]] = []
    shut = 0
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            closed = _is_chrome(node, body)
            shut += closed
            own = len((node.text or "").strip()) if not shut else 0
            stack.append((node, own))
            continue
        node, total = stack.pop()
        shut -= _is_chrome(node, body)
        counts[node] = total
        if stack:
            parent, sofar = stack[-1]
            tail = len((node.tail or "").strip()) if not shut else 0
            stack[-1] = (parent, sofar + total + tail)
    return counts


def _is_chrome(node: Node, body: Node) -> bool:
    if node is body or not isinstance(node.tag, str):
        return False
    if node.tag in CHROME_TAGS or node.tag in ("a", "script", "style", "noscript", "textarea", "option"):
        return node.tag != "form" and node.tag != "header"
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    return len(names) > 1 and _UNLIKELY.search(names) is not None
