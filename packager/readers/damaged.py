"""Pages of an archive whose elements are not where the archive puts them: no text of theirs is passed over.

An end tag too few or too many puts a chapter inside the one before it, inside its own notes, or outside of all of
them. A reader that goes by the page's structure would then take it for something of the site's. Whether it did is told
by what it left behind; such a page is read a second time, from where the work begins to where the site goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from lxml import etree

from packager.model import Element, words
from packager.problems import Report
from packager.readers.counting import words_of
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, classes, outermost
from packager.readers.vocabulary import SILENT

FEW = 20  # words outside of a text's own elements that a site may have written between them
AUTHORS = re.compile(r"userstuff\d*")
"""The class of somebody's own words; calibre numbers it."""

Sign = Callable[[Node], bool]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a work stands in its page: from the first element that `begins` it to the first behind it that `ends` it.

    `sites` are the site's own elements within it: headings for screen readers, ways to notes elsewhere. `labels` it
    writes over notes, also where none of them are in their place.
    """

    begins: Sign
    ends: Sign
    sites: Sign
    labels: Sign

    def around(self, root: Node) -> set[Node]:
        """The outermost elements that stand wholly before or behind the work."""
        number: dict[Node, int] = {}
        last: dict[Node, int] = {}
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                number[node] = len(number)
            else:
                last[node] = len(number) - 1
        start = min((i for node, i in number.items() if self.begins(node)), default=0)
        end = min((i for node, i in number.items() if i > start and self.ends(node)), default=len(number))
        return set(outermost(node for node, i in number.items() if last[node] < start or i >= end))


def left_behind(root: Node, ground: Ground, read: Collection[Node], facts: Collection[Node]) -> int:
    """The line of the first text of the author's in no element `read`, or in one taken for `facts`; 0 if none."""
    within = (node for fact in facts for node in fact.iter() if node is not fact and _by_author(node))
    if line := min((node.sourceline or 1 for node in within), default=0):
        return line
    around = ground.around(root)

    def is_shut(node: Node) -> bool:
        apart = not isinstance(node.tag, str) or node.tag in SILENT or node in around or node in read or node in facts
        return apart or ground.sites(node) or ground.labels(node)

    few = first = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        text = node.tail
        if event == "start":
            text = node.text
            if is_shut(node):
                walk.skip_subtree()  # its end comes next, and its tail counts
                continue
            if _by_author(node) and words_of(node, read):
                return node.sourceline or 1
        if text and node is not root and (found := len(words(text))):
            few += found
            first = first or node.sourceline or 1
    return first if few > FEW else 0


def plainly(
    conversion: Conversion, root: Node, ground: Ground, facts: Collection[Node], rules: tuple[str, str]
) -> tuple[Element, ...]:
    """The work in the order of its page, each element read as what it is. By the two `rules` are left out the `facts`
    that hold nothing of the author's, and what is the site's."""
    told = {node for node in facts if not any(map(_by_author, node.iter()))}
    sites = {node for node in root.iter() if ground.sites(node) and not any(map(_by_author, node.iter()))}
    drop = sites | ground.around(root)
    conversion.leave_out(rules[0], *outermost(node for node in root.iter() if node in told))
    for node in outermost(node for node in root.iter() if node in drop):
        if not any(above in told for above in node.iterancestors()):
            conversion.leave_words(rules[1], words_of(node, told))
    return conversion.elements(root, drop=drop | told)


def tell_damage(report: Report, where: str) -> None:
    report.warn(
        "damaged-page",
        where,
        "the page's parts are not where the archive puts them (an end tag too few or too many), so it was read in its "
        "order alone, with nothing left out; look at its chapters and notes, or download it again",
    )


def _by_author(node: Node) -> bool:
    """Whether the archive calls an element somebody's own words."""
    return node.get("id") != "chapters" and any(map(AUTHORS.fullmatch, classes(node)))
