"""Markdown (CommonMark with tables and strike-through), read by markdown-it-py, with YAML front matter."""

from __future__ import annotations

import re
from dataclasses import replace

from packager import limits
from packager.model import Manuscript, Metadata, Paragraph, Text, words
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import epub_fronts, facts
from packager.readers.base import Source
from packager.readers.building import document
from packager.readers.images import Gallery
from packager.readers.links import Links
from packager.readers.listed_notes import ListedNotes
from packager.readers.markup import Conversion
from packager.readers.parsing import body_of, decode, has_class, parse_html
from packager.readers.text_decode import looks_binary
from packager.readers.titles import RULE

_SNIFF = 200_000
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_HEADING = re.compile(r"^#{1,6}[ \t]+[^#\s]", re.M)
_LINK = re.compile(r"!?\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)")
_STRONG = re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w*])\*[^\s*][^*\n]{0,300}[^\s*]\*(?![\w*])|(?<![\w_])_[^\s_][^_\n]{0,300}_(?!\w)")
_QUOTE = re.compile(r"^> \S", re.M)


_NUMBER = r"\d{1,9}[.)](?=[ \t])"
_MARKERS = re.compile(rf"^(?:[ \t>]|[-+*](?=[ \t])|{_NUMBER})++", re.M)
_MARKER = re.compile(rf"[ \t]+|>|[-+*]|{_NUMBER}")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,200})\]:", re.M)
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:(.*)$", re.M)
_ADDRESS = re.compile(r"""\s*<?(?:[a-z]+:|[#./])\S+>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*$""", re.I)
_CALL = re.compile(r"\[\^([^\]\s]{1,200})\](?!:)")
_NO_CALL = re.compile(r"\[\^(?=[^\] \n]{201})")  # no name of a note: the plugin would look for the end of each


def _notes_pair_up(text: str) -> bool:
    """Whether every footnote has one text and a call. The plugin would drop the words of any other."""
    notes = _NOTE.findall(text)
    return len(set(notes)) == len(notes) and set(notes) <= set(_CALL.findall(text))


def _shallow(text: str) -> str:
    """The text with no line deeper in quotes and lists than markdown-it reads: what is deeper it drops, words too.

    Every level takes a column of the markers before a line, so it is the columns that are bounded.
    """
    return _MARKERS.sub(_cut, text)


def _cut(found: re.Match[str]) -> str:
    markers = found[0]
    if len(markers.expandtabs(4)) <= limits.MARKERS or markers[limits.MARKERS :].isspace():
        return markers
    kept, rest = "", ""
    for marker in _MARKER.findall(markers):
        if not rest and len((kept + marker).expandtabs(4)) <= limits.MARKERS:
            kept += marker
        else:
            rest += f"{marker[:-1]}\\{marker[-1]} " if marker[0].isdigit() else " "  # a number is a word
    return kept.rstrip() + " " + " ".join(rest.split()) + " "


class Markdown:
    name = "markdown"

    def recognises(self, source: Source) -> bool:
        """By headings, links, strong and emphasis. A text dump may hold a few by chance; the name of the
        file breaks the tie."""
        if looks_binary(source.data) or source.data.startswith(b"{\\rt"):
            return False
        text = decode(source.data[:_SNIFF])
        named = source.name.lower().endswith((".md", ".markdown", ".mkd"))
        front = _FRONT.match(text)
        if front and re.search(r"^\w+:", front[1], re.M):
            return True
        marks = 3 * len(_HEADING.findall(text)) + 3 * len(_LINK.findall(text)) + len(_STRONG.findall(text))
        if named:
            return marks > 0 or bool(_EMPHASIS.search(text)) or bool(_QUOTE.search(text))
        # `# # #` and `**` lines are dividers in text dumps; headings of Markdown come with other marks.
        return bool(_HEADING.search(text)) and marks >= 4

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        try:
            from markdown_it import MarkdownIt
            from mdit_py_plugins.footnote import footnote_plugin
        except ModuleNotFoundError as error:
            raise FanpackError(
                ExitCode.MISSING,
                source.label,
                "reading Markdown needs a package that is not installed; run: pip install 'fanpack[markdown]'",
            ) from error
        text = decode(source.data).replace("\r\n", "\n").replace("\r", "\n")
        front = _FRONT.match(text)
        metadata = _metadata(front[1]) if front else Metadata()
        offset = front.group().count("\n") if front else 0
        # Without the underlined headings and indented code of CommonMark: in stories a line of dashes under
        # a paragraph is a scene break, and an indented paragraph is a paragraph.
        parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
        parser.enable(["table", "strikethrough"]).disable(["lheading", "code"])
        if _notes_pair_up(text):
            parser.use(footnote_plugin)
        elif _NOTE.search(text):
            parser.disable("reference")  # `[^1]: one` would be a link's address, and gone
        if not all(map(_ADDRESS.match, _DEFINED.findall(text))):
            parser.disable("reference")  # `[Ilse]: Hello` is somebody who speaks
        source_text = _NO_CALL.sub(r"\\[^", text[front.end() :] if front else text)
        tokens = parser.parse(_shallow(source_text))
        for token in tokens:
            if token.map and token.nesting >= 0 and token.type != "inline":
                token.attrSet("data-line", str(token.map[0] + 1 + offset))
        root = parse_html(parser.renderer.render(tokens, parser.options, {}))
        body = body_of(root)
        footnotes = ListedNotes(body, ("fn",), "↩")
        links = Links()
        links.survey([("", root)])
        conversion = Conversion(
            source.label,
            gallery=Gallery(source.beside, fetch=source.budget.remote),
            links=links,
            lang="en",
            line_attribute="data-line",
            inline_specials=(footnotes,),
        )
        if front:
            conversion.leave_words(RULE, words(front[1]))
        ruled = {node for node in body.iter("hr") if has_class(node, "footnotes-sep")}  # no rule of the author's
        elements = conversion.elements(body, drop=footnotes.lists | ruled)
        work_id, publisher = epub_fronts.work_of(metadata.source_url)
        return (
            document(
                conversion,
                report,
                source=source.label,
                elements=elements,
                metadata=replace(metadata, publisher=metadata.publisher or publisher),
                format=self.name,
                work_id=work_id,
            ),
        )


_FIELDS = {"fandom": "fandoms", "tag": "tags", "keyword": "tags", "character": "characters"}


def _metadata(front: str) -> Metadata:
    """The simple `key: value` and `- item` lines of YAML front matter; anything deeper is passed over."""
    said: dict[str, list[str]] = {}
    key = ""
    for line in front.splitlines():
        if match := re.match(r"([A-Za-z][\w -]{0,30}):\s*(.*)", line):
            key = match[1].strip().lower()
            said[key] = [v for v in _values(match[2]) if v]
        elif (match := re.match(r"\s*-\s+(.+)", line)) and key:
            said[key].extend(_values(match[1]))
    text = {name: facts.name(" ".join(values)) for name, values in said.items()}
    authors = said.get("author") or said.get("authors") or []
    lists: dict[str, list[str]] = {}
    for name, stated in said.items():
        lists.setdefault(_FIELDS.get(name.removesuffix("s"), ""), []).extend(stated)
    summary = text.get("summary") or text.get("description") or ""
    return Metadata(
        title=text.get("title", ""),
        authors=tuple(facts.name(author) for author in authors),
        summary=(Paragraph((Text(summary),)),) if summary else (),
        fandoms=tuple(lists.get("fandoms", ())),
        characters=tuple(lists.get("characters", ())),
        tags=tuple(lists.get("tags", ())),
        rating=text.get("rating", ""),
        language=facts.language(text.get("lang") or text.get("language") or ""),
        published=facts.iso_date(text.get("date", "")),
        source_url=next((text[k] for k in ("source", "url") if text.get(k, "").startswith("http")), ""),
    )


def _values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part.strip().strip("\"'") for part in text[1:-1].split(",")]
    return [text.strip("\"'")] if text else []
