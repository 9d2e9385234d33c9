"""Where the story is on a page nobody described: the element that holds most of the prose."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from packager.readers.parsing import Node, text_of

CHROME_TAGS = ("nav", "footer", "aside", "header", "button", "form", "select", "label")
_UNLIKELY = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|sidebar|footer|header|comment|comments|share|social|ads?|advert|breadcrumb|"
    r"pagination|pager|related|recommend\w*|widget|cookie|banner|login|popup|modal|toolbar|masthead)(?:$|[-_\s\d])",
    re.I,
)
_LIKELY = ("article", "main")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTE = re.compile(r"\b(?:doc-)?(?:foot|end|rear)?notes?\b", re.I)
_SHARE = 0.7  # of the parent's prose: with less, the text stands in several of its children
_MUCH = 600  # characters of prose, some hundred words: so short a chapter may be, a site says rarely as much


def main_text(body: Node) -> list[Node]:
    """The elements that hold the main text, in order: one as a rule, the whole body where nothing stands out.

    Starting from the body it goes down while one child holds most of the prose. Prose is text outside links,
    menus and forms. Other children with much prose are text too, a short chapter beside a long one, and notes.
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
        before += [child for child in best.itersiblings(preceding=True) if _belongs(child, prose)][::-1]
        behind = [child for child in best.itersiblings() if _belongs(child, prose)] + behind
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
        if names & _CHROME_NAMES or (node.tag in CHROME_TAGS and not _of_the_text(node)):
            found.append(node)
    return found


def _belongs(node: Node, prose: Mapping[Node, int]) -> bool:
    """Whether what stands beside the main text is text too."""
    return isinstance(node.tag, str) and (prose.get(node, 0) >= _MUCH or _is_note(node))


def _is_note(node: Node) -> bool:
    return bool(_NOTE.search(f"{node.get('role') or ''} {node.get(_EPUB_TYPE) or node.get('epub:type') or ''}"))


def _of_the_text(node: Node) -> bool:
    """Whether a header, footer or aside belongs to the article it stands in (HTML: 'nearest ancestor sectioning
    content'), or is a note to the text: it does not where half of it is links."""
    if node.tag not in ("header", "footer", "aside"):
        return False
    if not _is_note(node) and not any(above.tag in _LIKELY for above in node.iterancestors()):
        return False
    linked = sum(len(text_of(link)) for link in node.iter("a"))
    return 2 * linked <= len(text_of(node))


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
