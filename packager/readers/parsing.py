"""Bytes to element trees: HTML and XHTML as people save them, without entities, network or crashes.

Every reader of markup comes through here. The trees have plain local names ('p', not '{ns}p'), no
comments and no processing instructions.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from html.parser import HTMLParser
from typing import Any

from lxml import etree

from packager import limits

Node = Any
"""An lxml element. lxml ships no types of its own."""

# Older uploads hold thousands of `<font>` or `<i>` nobody closed. libxml2 gives up at 2,048 levels and drops
# the text beyond (measured with libxml2 2.14); such a page takes the slow parser, which stops nesting here.
_SLOW_DEPTH = 200
_VOID = frozenset("area base br col embed hr img input keygen link meta param source track wbr".split())
_XML_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A quote nobody closed makes an attribute of all the text up to the next one. These never hold a '>'.
_OPEN_QUOTE = re.compile(
    r"""(\s(?:class|style|align|id|name|lang|dir|color|face|size)\s*+=\s*+(["']))((?:(?!\2)[^<>\n]){0,400})>""", re.I
)
_LAST_TAGS = re.compile(r"</(?:body|html)(?:\s[^>]*+)?>", re.I)
_ATTRIBUTE = r"""[\s/]++[^\s=/>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]*+))?+"""
_MANY_ATTRIBUTES = re.compile(rf"(<[A-Za-z][^\s/<>]*+(?:{_ATTRIBUTE}){{{limits.ATTRIBUTES}}})(?:{_ATTRIBUTE})++")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read pages by these names as (WHATWG Encoding Standard).
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}


def body_of(root: Node) -> Node:
    """The page's body; the root itself where the page has none."""
    body = root.find("body")
    return root if body is None else body


def legal(text: str) -> str:
    """The text without the characters no XML file may hold (controls, lone surrogates)."""
    return _ILLEGAL.sub("", text)


def decode(data: bytes) -> str:
    """A marked-up file's text: by its byte-order mark, its own word for it, UTF-8, else Windows-1252."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return legal(data[len(bom) :].decode(name, "replace"))
    if data[:2] == b"<\0":
        return legal(data.decode("utf-16-le", "replace"))
    # UTF-8 first: a page re-saved by a browser is UTF-8 whatever its old <meta> still says, and text in
    # another encoding is hardly ever valid UTF-8 by accident.
    try:
        return legal(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    said = _META_CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:400])
    name = said.group(1).decode("ascii").lower() if said else "cp1252"
    name = _ALIASES.get(name, name)
    if name.replace("-", "") != "utf8":
        try:
            text = data.decode(name)
            if isinstance(text, str):
                return legal(text)
        except (LookupError, UnicodeDecodeError, ValueError, AssertionError):
            pass
    # A broken byte or two in UTF-8 is damage; many of them are another encoding.
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") <= 2 + len(text) // 2000:
        return legal(text)
    return legal(data.decode("cp1252", "replace"))


def _few_attributes(text: str) -> str:
    """The text with no more attributes on an element than anybody writes: libxml2's time grows with their square."""
    return _MANY_ATTRIBUTES.sub(r"\1", text)


def parse_html(text: str) -> Node:
    """The root of an HTML page's tree; never fails and never loses text, however broken the page."""
    parser = etree.HTMLParser(
        huge_tree=True, recover=True, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    # libxml2 drops all that stands behind </html>, as in pages put together into one file; browsers show it.
    text = _LAST_TAGS.sub(" ", _OPEN_QUOTE.sub(r"\1\3\2>", _few_attributes(legal(text))))
    data = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None or any("xcessive depth" in entry.message for entry in parser.error_log):
        return _parse_slowly(text)
    return _shown(_emptied(_plain_names(root)))


def mended_page(data: bytes) -> bytes:
    """A broken page written anew by another parser, one that ends a tag at its next '>' where a quote is open."""
    page: bytes = etree.tostring(_parse_slowly(decode(data)), method="html", encoding="utf-8")
    return page


def parse_xhtml(text: str) -> Node:
    """The root of an XHTML document (an EPUB's page), read as HTML where it is not well-formed."""
    root = parse_xml(text)
    if root is None:
        # Broken markup: of two parsers the one that keeps more of the text.
        root, other = parse_html(text), _parse_slowly(text)
        if len("".join(other.itertext()).split()) > len("".join(root.itertext()).split()):
            root = other
    return root


def parse_xml(text: str) -> Node | None:
    """The root of an XML document, None where it is not well-formed.

    The document type is cut off and HTML's named characters are written out before parsing, so no entity is
    ever declared, expanded or fetched.
    """
    text = _DOCTYPE.sub("", _few_attributes(legal(text)).lstrip("\ufeff \t\r\n"), count=1)
    if "<!DOCTYPE" in text[:20000].upper() or "<!ENTITY" in text[:20000].upper():
        return None
    text = re.sub(r"^<\?xml[^>]*\?>", "", text)
    text = _ENTITY.sub(_written_out, text)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return _plain_names(root)


def text_of(element: Node) -> str:
    """An element's text with white space collapsed: for labels and titles, not for prose."""
    return " ".join("".join(element.itertext()).split())


def classes(element: Node) -> list[str]:
    return (element.get("class") or "").split()


def has_class(element: Node, name: str) -> bool:
    return name in classes(element)


def by_id(root: Node, name: str) -> list[Node]:
    """The elements with this id, none inside another: a damaged page can repeat one."""
    return outermost(root.xpath("descendant-or-self::*[@id=$name]", name=name))


def outermost(nodes: Iterable[Node]) -> list[Node]:
    """The nodes that stand inside no other of them, in order."""
    kept: list[Node] = []
    seen: set[Node] = set()
    for node in nodes:
        if not any(parent in seen for parent in node.iterancestors()):
            kept.append(node)
            seen.add(node)
    return kept


def elements(root: Node) -> Iterator[Node]:
    """The element and all inside it, in order, only real elements."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def _written_out(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_OWN:
        return match.group(0)
    character = html5.get(name + ";")
    return character if character is not None else f"&amp;{name};"


def _plain_names(root: Node) -> Node:
    """Local, lower-case names throughout; an entity left over becomes its text."""
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag[0] == "{":
            tag = tag.rsplit("}", 1)[1]
        lowered = tag.lower() if not tag.islower() else tag
        if lowered != element.tag:
            try:
                element.tag = lowered
            except ValueError:  # HTML5 lets nearly anything be a name; lxml only reads such names
                element.tag = "unknown"
    return root


def _emptied(root: Node) -> Node:
    """Void elements hold nothing: what the parser put into one goes behind it.

    libxml2 2.14 knows HTML 4's void elements alone; an `<embed>` or `<wbr>` swallows all text up to the end of
    what it stands in, and with the element the words would be left out.
    """
    for element in [element for element in root.iter(*_VOID) if len(element) or element.text]:
        parent = element.getparent()
        if parent is None:
            continue
        inside, tail = list(element), element.tail
        element.tail, element.text = element.text, None
        place = parent.index(element)
        for number, child in enumerate(inside, 1):
            parent.insert(place + number, child)
        last = inside[-1] if inside else element
        last.tail = (last.tail or "") + (tail or "") or None
    return root


_OF_HEAD = frozenset("title meta link script style base basefont bgsound noscript noframes template object".split())


def _shown(root: Node) -> Node:
    """What stands in the head and is none of its business goes to the body, as browsers have it.

    libxml2 leaves elements it does not know in the head (`<titel>`), and all that stands in them.
    """
    head = root.find("head")
    if head is None or not (odd := [node for node in head if node.tag not in _OF_HEAD]):
        return root
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    first, body.text = body.text, None
    for place, node in enumerate(odd):
        body.insert(place, node)
    odd[-1].tail = (odd[-1].tail or "") + (first or "") or None
    return root


class _SlowParser(HTMLParser):
    """Builds a tree in which nothing stands deeper than `_SLOW_DEPTH`; what is deeper keeps its text only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = etree.TreeBuilder()
        self.builder.start("html", {})
        self.builder.start("body", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9]*", tag) or tag in ("html", "body", "head"):
            return
        if tag == "p" and "p" in self.open:
            self.handle_endtag("p")
        if len(self.open) >= _SLOW_DEPTH and tag not in _VOID:
            # Too deep: close everything and go on from the top; the words stay in order.
            if tag in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6"):
                while self.open:
                    self.builder.end(self.open.pop())
            else:
                return
        named: dict[str | bytes, str | bytes] = {}
        for name, value in attrs:
            if re.fullmatch(r"[a-z][a-z0-9-]*", name):
                named[name] = legal(value or "")
        self.builder.start(tag, named)
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.builder.end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def finish(self) -> Node:
        self.close()
        while self.open:
            self.builder.end(self.open.pop())
        self.builder.end("body")
        self.builder.end("html")
        return self.builder.close()


def _parse_slowly(text: str) -> Node:
    parser = _SlowParser()
    # html.parser gives up on marked sections it does not know ('<![CDITA['); they are text here.
    parser.feed(legal(text).replace("<![", "&lt;!["))
    return parser.finish()
