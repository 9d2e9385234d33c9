"""The structure tree of a part: what assistive technology reads, one element for each of the page's own.

WeasyPrint 70 makes a structure element for every box: a paragraph that runs over two pages becomes two
paragraphs, a line of its own a span, a wrapper nothing at all. This builds the tree from the elements instead: a
paragraph is one `P` wherever its lines stand, and only what means something is in it (three elements in four
go, and with them a quarter of the time to write a PDF).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from packager.writers.pdf_html import BEHIND, NOTES

BLOCKS = {
    "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "section": "Sect", "article": "Art", "main": "Part", "div": "Div", "header": "Div", "nav": "Div", "aside": "Div",
    "figure": "Div", "blockquote": "BlockQuote", "figcaption": "Caption", "caption": "Caption",
    "ul": "L", "ol": "L", "dl": "L", "li": "LI", "dt": "LI", "dd": "LI", "li::marker": "Lbl",
    "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD",
    "a": "Link", "img": "Figure",
}  # fmt: skip
HEADINGS = frozenset(("H1", "H2", "H3", "H4", "H5", "H6"))
GROUPING = {"Document", "Sect", "Art", "Part", "Div", "BlockQuote", "L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}


def add_tags(pdf: Any, document: Any, _pdf_version: Any, page_streams: Any) -> None:
    """Add the structure tree of `document` to `pdf`; takes the place of `weasyprint.pdf.tags.add_tags`."""
    _Tree(pdf, document, page_streams).build()


@contextmanager
def own_tags() -> Iterator[None]:
    """Within it WeasyPrint (70.0) tags with `add_tags` of this module."""
    import weasyprint.pdf as engine

    original = engine.add_tags
    engine.add_tags = add_tags
    try:
        yield
    finally:
        engine.add_tags = original


class _Tree:
    def __init__(self, pdf: Any, document: Any, page_streams: Any) -> None:
        self.pdf, self.document, self.streams = pdf, document, page_streams
        self.known: dict[Any, Any] = {}  # an HTML element, or (element, role) -> its structure element
        self.first_page: dict[int, int] = {}
        self.annotations: list[tuple[Any, Any]] = []
        self.nums: list[Any] = []
        self.page = 0
        self.tags: dict[Any, Any] = {}
        self.page_nums: dict[int, Any] = {}
        self.section: Any = None  # the part's own: its notes stand in it
        self.headings: list[int] = []  # the levels, as the page has them, of the headings that one now stands under

    def build(self) -> None:
        pdf = self.pdf
        parents = pydyf.Dictionary({})
        pdf.add_object(parents)
        root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        pdf.add_object(root)
        top = self._new("Document", root)
        root["K"] = pydyf.Array([top.reference])
        pdf.catalog["StructTreeRoot"] = root.reference
        nums = pydyf.Array()
        for number, (page, stream) in enumerate(zip(self.document.pages, self.streams, strict=True)):
            self.page, self.tags, self.page_nums = number, stream._tags, {}
            self._visit(page._page_box, top)
            for kid in list(self.tags.values()):  # drawn, but met nowhere: never lose content
                self._content(kid["mcid"], top, None)
            nums.extend([number, pydyf.Array([self.page_nums[mcid] for mcid in sorted(self.page_nums)])])
        for number, (reference, annotation) in enumerate(self.annotations, start=len(self.document.pages)):
            nums.extend([number, reference])
            annotation["StructParent"] = number
        parents["Nums"] = nums
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _new(self, role: str, parent: Any, key: Any = None) -> Any:
        element = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": f"/{role}",
                "K": pydyf.Array(),
                "P": parent.reference,
                "Pg": self.pdf.page_references[self.page],
            }
        )
        self.pdf.add_object(element)
        self.first_page[id(element)] = self.page
        if role != "Document":
            parent["K"].append(element.reference)
        if key is not None:
            self.known[key] = element
        return element

    def _visit(self, box: Any, parent: Any) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            kid = self.tags.pop(box, None)
            if kid is not None:
                self._content(kid["mcid"], parent, box.element)
            return
        if isinstance(box, boxes.MarginBox):
            return
        own = self._element(box, parent) if box.element is not None else parent
        if box.link_annotation is not None:
            self._annotate(own, box.link_annotation)
        if isinstance(box, boxes.ReplacedBox):
            kid = self.tags.pop(box, None)
            if kid is not None:
                self._content(kid["mcid"], own, box.element)
        for child in box.children:
            self._visit(child, own)

    def _element(self, box: Any, parent: Any) -> Any:
        """The structure element a box's content belongs to: its own, or that of what it stands in."""
        html, name = box.element, box.element_tag or ""
        if name in ("html", "body") or isinstance(box, boxes.PageBox):
            return parent
        told = (html.get("class") or "").split()
        if NOTES in told or BEHIND in told:
            return self.section or parent
        if name.startswith("footnote") or "footnote" in told:
            # Once laid out a footnote floats no more, so its element tells it; '::footnote-call' stands in the text.
            own = "footnote" in told and "::" not in name
            return self._note(html, self.section or parent) if own else parent
        role = BLOCKS.get(name)
        if role is None:
            return self._foreign(html, parent) if "::" not in name else parent
        key = (html, name)
        if key in self.known:
            return self.known[(html, "body")] if role == "LI" else self.known[key]
        if role in ("TD", "TH") and parent["S"] not in ("/TR",):
            return parent
        if told[:1] == ["noteref"]:
            parent = self._new("Reference", parent)
        elif told[:1] == ["note-number"]:
            parent = self._new("Lbl", parent)
        if role in HEADINGS:
            role = self._heading(int(role[1]))
        element = self._new(role, parent, key)
        if role == "Sect" and self.section is None:
            self.section = element
        self._lang(html, element)
        if role == "LI":
            return self._new("LBody", element, (html, "body"))
        if role == "Figure":
            x, y, height = box.content_box_x(), box.content_box_y(), self.document.pages[self.page].height
            area = [x, height - y - box.height, x + box.width, height - y]
            element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array([round(v * 0.75, 2) for v in area])})
            element["Alt"] = pydyf.String(html.get("alt") or "picture")
        if role in ("TH", "TD"):
            attributes = pydyf.Dictionary({"O": "/Table"})
            if box.colspan != 1:
                attributes["ColSpan"] = box.colspan
            if box.rowspan != 1:
                attributes["RowSpan"] = box.rowspan
            if role == "TH":
                attributes["Scope"] = "/Row" if html.get("scope") == "row" else "/Column"
            element["A"] = attributes
        return element

    def _heading(self, level: int) -> str:
        """A heading's role: its level, without the gaps that PDF/UA (7.4.2) forbids.

        A chapter without a heading of its own may begin with a subheading; it stands under its story's H1, which is
        on a page before.
        """
        if not self.headings and level > 1:
            self.headings.append(1)
        while self.headings and self.headings[-1] >= level:
            self.headings.pop()
        self.headings.append(level)
        return f"H{len(self.headings)}"

    def _note(self, html: Any, parent: Any) -> Any:
        if (html, "note") in self.known:
            return self.known[html, "note"]
        note = self._new("Note", parent, (html, "note"))
        note["ID"] = pydyf.String(html.get("id") or f"note-{len(self.known)}")
        return note

    def _foreign(self, html: Any, parent: Any) -> Any:
        """A run in another language keeps an element of its own, to be read in that language."""
        if not (html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")):
            return parent
        if (html, "span") not in self.known:
            self._lang(html, self._new("Span", self._leaf(parent, html), (html, "span")))
        return self.known[html, "span"]

    @staticmethod
    def _lang(html: Any, element: Any) -> None:
        lang = html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")
        if lang:
            element["Lang"] = pydyf.String(lang)

    def _leaf(self, parent: Any, html: Any) -> Any:
        """`parent`, or a paragraph in it where `parent` only groups: no text stands in a section as such."""
        if str(parent["S"])[1:] not in GROUPING:
            return parent
        key = (parent.reference, html, "text")
        return self.known.get(key) or self._new("P", parent, key)

    def _content(self, mcid: int, parent: Any, html: Any) -> None:
        owner = self._leaf(parent, html)
        if self.first_page[id(owner)] == self.page:
            owner["K"].append(mcid)
        else:
            page = self.pdf.page_references[self.page]
            owner["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mcid}))
        self.page_nums[mcid] = owner.reference

    def _annotate(self, element: Any, annotation: Any) -> None:
        page = self.pdf.page_references[self.page]
        reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": page})
        self.pdf.add_object(reference)
        element["K"].append(reference.reference)
        self.annotations.append((element.reference, annotation))
