"""Links to the outside as footnotes: paper can't be clicked, so it says the address.

Works on finished pages, so that the book for e-readers and the book on paper are one book: only the calls and the
notes are new, and both carry the class `gen` (words of fanpack's, no words of the sources).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape, unescape
from urllib.parse import unquote

from packager.html_book import HtmlBook, Page

NOTE = '<aside class="footnote'
CALL = r'<a class="noteref[^>]*>[^<]*</a>'
OUTER = (
    r'<a class="outer" href="(?P<href>[^"]*)">(?P<inside>.*?)</a>'
    rf"(?P<calls>(?:{CALL})*)(?P<closed>(?:</(?:em|strong|u|s|small|sub|sup|code|span)>)*)(?P<points>[.,;:!?…]*[”’\"']*)"
)
SCAN = re.compile(rf"{OUTER}|(?P<call>{CALL})|<(?P<block>p|li|td|th|dt|dd|h[1-6]|figcaption)\b", re.S)
CALLED = re.compile(r'href="#(?P<note>[^"]*)">[^<]*</a>')
NUMBER = re.compile(r'(<p class="footnote-back gen">.*?>)[^<]*(</a>)', re.S)
TAG = re.compile(r"<[^>]*>")
# Where an address may go on in the next line, after Chicago 17, 14.18: after '//', before a stop, slash, dash, tilde,
# and the signs of a query; around '=' and '&'. Never with a hyphen: it would be read as a part of it.
PIECES = re.compile(r"[a-z]+://(?:www)?|[/.,~_\-?#%]+[^/.,~_\-?#%=&]{0,16}|[=&]|[^/.,~_\-?#%=&]{1,16}", re.I)


def with_link_notes(book: HtmlBook) -> HtmlBook:
    """The book as print shows it: every outer link whose words don't say its address is followed by a note's call."""
    pages = tuple(_page(page) if 'class="outer"' in page.body else page for page in book.pages)
    return replace(book, pages=pages)


def says_address(shown: str, address: str) -> bool:
    """Whether a link's words hold its address, or what would lead there: 'example.org/a' for 'https://www.example.org/a/'."""
    plain = _plain(address)
    held = rf"(?<![\w/]){re.escape(plain)}/?(?![\w/])"
    return _plain("".join(shown.split())) == plain or any(re.search(held, _plain(word)) for word in shown.split())


def _plain(address: str) -> str:
    said = re.sub(r"^[<(\[]*(?:https?://|mailto:)?(?:www\.)?", "", unquote(address).strip().casefold())
    return said.rstrip("/")


def breakable(address: str) -> str:
    """An address as XHTML that lines may part where a reader takes the parts for one address."""
    shown = re.sub(r"^mailto:", "", address, flags=re.I)
    pieces = (f'<span class="piece">{escape(piece, quote=False)}</span>' for piece in PIECES.findall(shown))
    return "<wbr/>".join(pieces)


@dataclass(slots=True)
class _Notes:
    """The notes of a page while its text is gone through."""

    prefix: str
    lang: str
    given: dict[str, str] = field(default_factory=dict)  # notes that render made: id -> markup
    order: list[str] = field(default_factory=list)  # ids in the order of their calls
    made: dict[str, str] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)  # address -> id of its note in this paragraph

    def number(self, note: str) -> int:
        if note not in self.order:
            self.order.append(note)
        return self.order.index(note) + 1


def _page(page: Page) -> Page:
    text, mark, rest = page.body.partition(NOTE)
    end = page.body.rindex("</section>")
    if not mark:
        text, rest = page.body[:end].rstrip("\n"), ""
    else:
        rest = page.body[len(text) : end]
    notes = _Notes(page.id, page.lang)
    for markup in re.findall(r"<aside\b.*?</aside>", rest, re.S):
        found = re.search(r'id="([^"]*)"', markup)
        notes.given[found[1] if found else ""] = markup
    text = SCAN.sub(lambda found: _found(found, notes), text)
    for name in list(notes.order):
        if name in notes.given:
            notes.given[name] = _inside_note(notes.given[name], notes)
    notes.order += [name for name in notes.given if name not in notes.order]
    asides = [
        NUMBER.sub(rf"\g<1>{number}\g<2>", notes.given.get(name) or notes.made[name], count=1)
        for number, name in enumerate(notes.order, 1)
    ]
    return replace(page, body="\n".join([text.rstrip("\n"), *asides]) + "\n" + page.body[end:])


def _found(found: re.Match[str], notes: _Notes) -> str:
    if found["block"]:
        notes.near.clear()
        return found[0]
    if found["call"]:
        return _renumbered(found[0], notes)
    address = unescape(found["href"])
    calls = re.sub(CALL, lambda call: _renumbered(call[0], notes), found["calls"])
    link = f'<a class="outer" href="{found["href"]}">{found["inside"]}</a>'
    if says_address(unescape(TAG.sub("", found["inside"])), address):
        return f"{link}{calls}{found['closed']}{found['points']}"
    # English sets the call behind a stop, most other languages before it.
    stop = found["points"] if notes.lang.split("-")[0].lower() == "en" else ""
    rest = found["points"][len(stop) :]
    comma = '<sup class="gen">,</sup>' if calls else ""
    return f"{link}{calls}{comma}{found['closed']}{stop}{_call(address, notes)}{rest}"


def _renumbered(call: str, notes: _Notes) -> str:
    found = CALLED.search(call)
    if found is None:
        return call
    return f'{call[: found.start()]}href="#{found["note"]}">{notes.number(found["note"])}</a>'


def _call(address: str, notes: _Notes) -> str:
    note = notes.near.get(address, "")
    back = ""
    if not note:
        count = len(notes.made) + 1
        note, back = f"{notes.prefix}-ln{count}", f' id="{notes.prefix}-lr{count}"'
        notes.near[address] = note
        notes.made[note] = (
            f'<aside class="footnote address gen" role="doc-footnote" id="{note}"><p class="footnote-back gen">'
            f'<a href="#{notes.prefix}-lr{count}" role="doc-backlink">0</a></p><p>{breakable(address)}</p></aside>'
        )
    return f'<a class="noteref gen" role="doc-noteref"{back} href="#{note}">{notes.number(note)}</a>'


def _inside_note(markup: str, notes: _Notes) -> str:
    """A note holds no note: the address stands in brackets behind the link."""

    def bracketed(found: re.Match[str]) -> str:
        if not found["href"]:
            return _renumbered(found[0], notes) if found["call"] else found[0]
        address = unescape(found["href"])
        if says_address(unescape(TAG.sub("", found["inside"])), address):
            return found[0]
        end = found.start("closed") - found.start()
        return f'{found[0][:end]} <span class="gen">({breakable(address)})</span>{found[0][end:]}'

    return SCAN.sub(bracketed, markup)
