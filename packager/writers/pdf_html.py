"""One page of the book as the element tree WeasyPrint lays out, and the CSS it is laid out with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import cssselect2
from weasyprint import HTML

from packager.html_book import Page
from packager.writers.pdf_fetch import BASE, Shelf
from packager.writers.pdf_options import Geometry, PdfOptions

XHTML = "{http://www.w3.org/1999/xhtml}"
LINK_SCHEME = "x-part:"
"""How a link to another part is written: WeasyPrint drops `#id` links whose target is not in the document, so
they travel as addresses of this scheme and become named destinations in the merge."""

Element = ET.Element


class TreeHTML(HTML):  # type: ignore[misc]
    """A WeasyPrint document made from an element tree: no second, slow parse by an HTML 5 parser.

    Sets what `weasyprint.HTML.__init__` (70.0) sets.
    """

    def __init__(self, root: Element, fetcher: Shelf) -> None:
        self.base_url = BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


OVERRIDES = re.compile("[\u202d\u202e]")
"""Controls that turn Latin letters around: paper has no other way back to the words, and a search finds none."""

JAMO = re.compile("[\u1100-\u11ff]")
"""Letters that Korean syllables are made of, as macOS decomposes them: fonts have the syllables, and a PDF says
the wrong letter for a final one that stands alone."""


MONSTER = re.compile(
    r"<[^>]*>"  # a tag stays as it is
    r"|((?:[^\s<>&]|&[#\w]+;){1,3}?)\1{20,}"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{100,}"
)
BITE = re.compile(r"(?:&[#\w]+;|.){1,10}")
PART_HERE = "\u200b"  # zero-width space: a line may end at it


def breakable(body: str, letters: int) -> str:
    """The body with places to break in words that no line of so many letters holds.

    A cry of a hundred letters has no place for a hyphen and would run off the paper; and WeasyPrint 70 tries every
    place for one on every line of a word (5,000 letters took it longer than a minute). Twice as many letters are no
    word whatever they are; scripts that are written without spaces are broken by their own rules.
    """
    if max(map(len, body.split()), default=0) <= letters:
        return body

    def part(found: re.Match[str]) -> str:
        word = found[0]
        if word[0] == "<" or len(word) <= letters:
            return word
        if not found[1] and len(word) <= 2 * letters:
            return word
        return PART_HERE.join(BITE.findall(word))

    return MONSTER.sub(part, body)


def body_tree(body: str) -> Element:
    """Parse the inside of a `<body>` (well-formed XHTML) into a `body` element without namespaces but SVG's."""
    body = OVERRIDES.sub("", body)
    if JAMO.search(body):
        body = unicodedata.normalize("NFC", body)
    tree = ET.fromstring(  # noqa: S314 - made by `render`, no entities to expand (no DOCTYPE)
        '<body xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">' + body + "</body>"
    )
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag.startswith(XHTML):
            element.tag = element.tag[len(XHTML) :]
        for name in [name for name in element.attrib if name.startswith("{") and "/XML/" not in name]:
            if "xlink" not in name:
                del element.attrib[name]
    return tree


def document_tree(body: Element, *, title: str, lang: str, kind: str, direction: str = "ltr") -> Element:
    """A whole `html` element around a body."""
    root = ET.Element("html", {"lang": lang, "dir": direction})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = title
    body.set("class", kind)
    root.append(body)
    return root


def inside(body: Element) -> str:
    """The inside of a `body` element as XHTML."""
    return (body.text or "") + "".join(ET.tostring(child, encoding="unicode") for child in body)


def part_tree(page: Page, body: Element, files: Mapping[str, str]) -> Element:
    """The document of one page, its links turned into what the merge understands.

    `files` maps file names to page ids.
    """
    for link in body.iter("a"):
        href = link.get("href", "")
        if href and not re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
            name, _, anchor = href.partition("#")
            target = anchor or files.get(name, "")
            if target:
                link.set("href", LINK_SCHEME + target)
            else:
                del link.attrib["href"]
    for numbered in body.iter("ol"):
        _count(numbered)
    for image in body.iter("img"):
        image.set("src", BASE + image.get("src", "").removeprefix("../"))
        if image.get("width"):
            image.set("style", f"width:{int(image.get('width', '0'))}px")
    return document_tree(body, title=page.title, lang=page.lang, kind=page.kind.value, direction=page.dir)


NOTES = "page-notes"
"""Class of the block that holds a galley's footnotes until they are dealt out to the feet of its pages."""


MARKS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


def _count(numbered: Element) -> None:
    """What a list's attributes say, as CSS: WeasyPrint takes them for hints of presentation, which books don't heed."""
    styles = [numbered.get("style", "").rstrip("; ")]
    if numbered.get("start"):
        styles.append(f"counter-reset:list-item {int(numbered.get('start', '1')) - 1}")
    if numbered.get("type") in MARKS:
        styles.append(f"list-style-type:{MARKS[numbered.get('type', '')]}")
    if any(styles):
        numbered.set("style", ";".join(filter(None, styles)))
    for item in numbered:
        if item.get("value"):
            item.set("style", f"counter-increment:none;counter-set:list-item {int(item.get('value', '0'))}")


BEHIND = "chapter-notes"
"""Class of the block of notes that stays behind the text, where they don't fit the pages that call them."""


def footnotes_behind(body: Element) -> None:
    """Put the notes of a part behind its text, for good."""
    gather_footnotes(body, BEHIND)


def gather_footnotes(body: Element, name: str = NOTES) -> None:
    """Put the notes that are called behind all else, in one block, in the order of their calls.

    A note begins with its number, which leads back to its call.
    """
    parents = {child: parent for parent in body.iter() for child in parent}
    notes = {note.get("id"): note for note in body.iter("aside") if "footnote" in note.get("class", "").split()}
    block = ET.Element("div", {"class": name})
    ET.SubElement(block, "hr", {"class": "note-rule"})
    for call in [a for a in body.iter("a") if "noteref" in a.get("class", "").split()]:
        note = notes.pop(call.get("href", "").removeprefix("#"), None)
        if note is None:
            continue
        parents[note].remove(note)
        number = next((p for p in note if "footnote-back" in p.get("class", "")), None)
        if number is not None:
            note.remove(number)
        first = next((p for p in note if p.tag == "p"), None)
        if first is None or first is not note[0]:
            first = ET.Element("p")
            note.insert(0, first)
        back = ET.Element("a", {"class": "note-number gen", "href": f"#{call.get('id', '')}"})
        back.text, back.tail = call.text, "\u2002" + (first.text or "")
        first.text = None
        first.insert(0, back)
        note.tail = None
        block.append(note)
    if len(block) > 1:
        body.append(block)


def move_footnotes(body: Element) -> None:
    """Put each `aside.footnote` where it is called, as a `span.footnote` that CSS floats to the page's foot.

    The call's own text goes (CSS numbers the notes of a part), and so does the note's link back.
    """
    parents = {child: parent for parent in body.iter() for child in parent}
    notes = {note.get("id"): note for note in body.iter("aside") if "footnote" in note.get("class", "").split()}
    for call in [a for a in body.iter("a") if "noteref" in a.get("class", "").split()]:
        note = notes.pop(call.get("href", "").removeprefix(LINK_SCHEME).removeprefix("#"), None)
        if note is None:
            continue
        span = ET.Element("span", {"class": note.get("class", ""), "id": note.get("id", "")})
        span.tail = call.tail
        paragraphs = [p for p in note.iter("p") if "footnote-back" not in p.get("class", "")] or [note]
        for number, paragraph in enumerate(paragraphs):
            if number:
                ET.SubElement(span, "br")
            part = ET.SubElement(span, "span")
            part.text = paragraph.text
            part.extend(child for child in paragraph if "backlink" not in child.get("class", "") and child.tag != "p")
        parent = parents[call]
        parent[list(parent).index(call)] = span
        holder = parents[note]
        holder.remove(note)
        if not len(holder) and not (holder.text or "").strip() and holder in parents:
            parents[holder].remove(holder)


def geometry_css(page: Geometry, options: PdfOptions, family: str) -> str:
    """What the trim size decides, as the sheet that opens the cascade."""
    ink = "device-cmyk(0 0 0 1)" if options.one_black else "#000"
    return (
        f":root{{--size:{page.size:g}pt;--leading:{page.leading:g}pt;--measure:{page.measure:.3f}pt;"
        f"--depth:{page.depth:.3f}pt;--ink:{ink}}}\n"
        f'html{{font-family:"{family}"}}\n'  # margin boxes inherit from here, not from body
        f"html{{font-size:{page.size:g}pt;line-height:{page.leading:g}pt;color:{ink}}}\n"
        f"@page{{size:{page.width:.3f}pt {page.height:.3f}pt;"
        f"margin:{page.top:.3f}pt {page.side:.3f}pt {page.bottom:.3f}pt}}\n"
    )
