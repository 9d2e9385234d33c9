"""Running heads and folios: pages that hold nothing but one of them, to be stamped on the book's pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree as ET

from weasyprint.layout import page as layout

from packager.writers.pdf_html import document_tree
from packager.writers.pdf_layout import Bench, PartInfo

CSS = (
    "p{margin:0;visibility:hidden;break-after:page}p:last-child{break-after:auto}"
    ".head{page:head;string-set:head content()}.folio{page:folio;string-set:folio content()}"
    ".verso{break-before:left}.recto{break-before:right}"
)


def stamps(bench: Bench, kind: str, texts: Sequence[str], lang: str) -> bytes:
    """A PDF of heads or folios (`kind` head or folio), recto and verso pages in turn.

    The theme's margin boxes say `string(head)` and `string(folio)`.
    """
    body = ET.Element("body")
    for number, text in enumerate(texts):
        ET.SubElement(body, "p", {"class": f"{kind} {'verso' if number % 2 else 'recto'}"}).text = text
    tree = document_tree(body, title="", lang=lang, kind="stamps")
    with alike(bench):
        document = bench.render(tree, CSS)
    return bench.pdf(document, PartInfo(), tags=False)


@contextmanager
def alike(bench: Bench) -> Iterator[None]:
    """Within it pages of one side and name share their styles, as far as no page is told apart by its number.

    WeasyPrint 70 finds the styles of every page anew, and goes through those of all pages before it: a third of
    the time for folios. `weasyprint.layout.page.set_page_type_computed_styles` is replaced.
    """
    original = layout.set_page_type_computed_styles
    counted = any(selector[2].index is not None for _, selectors, _ in bench.sheet.page_rules for selector in selectors)
    known: dict[Any, Any] = {}

    def shared(page_type: Any, html: Any, style_for: Any) -> None:
        kind = page_type._replace(
            index=min(page_type.index, 1), groups=tuple((name, min(number, 1)) for name, number in page_type.groups)
        )
        first = known.get(kind)
        if first is None or counted:
            known[kind] = page_type
            original(page_type, html, style_for)
            return
        styles = style_for.get_computed_styles()
        for pseudo in [pseudo for element, pseudo in styles if element is first]:
            styles[page_type, pseudo] = styles[first, pseudo]

    layout.set_page_type_computed_styles = shared
    try:
        yield
    finally:
        layout.set_page_type_computed_styles = original
