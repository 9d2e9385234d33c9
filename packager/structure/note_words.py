"""The words of notes: the labels they open with, and how author's talk differs from a story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packager.model import NoteKind

_ASIDE = r"(?:\s*\([^()]{2,40}\))?"  # 'A/N (please read):'
_SEP = rf"{_ASIDE}\s*(?:[\])}}]?\s*[:;\-–—~=.]+|[*_~]{{1,3}}(?=\s)|\)|$)"
_LABELS: tuple[tuple[NoteKind, str], ...] = (
    (NoteKind.DISCLAIMER, r"(?:the |usual |standard |general |full |obligatory |legal )*(?:discl(?:ai|ia)mers?|disc|declaimer|haftungsausschluss|avertissement l[ée]gal|descargo)"),
    (NoteKind.SUMMARY, r"(?:full |story |chapter |short |plot )*(?:summary|synopsis|r[ée]sum[ée]|zusammenfassung|resumen|blurb)"),
    (NoteKind.AUTHORS_NOTE,
     r"(?:(?:pre|post|end|closing|opening|final|important|quick|short|long|little|chapter|beginning|ending|start|last|first)[ -]*)*"
     r"(?:a[./ ]{0,2}\s?n\.?s?|an|author(?:ess|ine)?['’`]?s?['’`]? ?(?:['’]s )?(?:notes?|comments?|ramblings?|rants?|corner|note/disclaimer)|authors? ?notes?|autor(?:en)?(?:notiz|['’]s note)?|note de l['’]auteur|notes de l['’]auteur|nota de (?:la autora|autor|autora)|nota del autor"
     r"|anmerkung(?:en)?(?: der? autorin| des autors)?|n/a|n\.a\.|a/n's|writer['’]?s['’]? notes?|end ?notes?|chapter notes?|notes?|n[ .]?b|t/n|translat(?:or|ion)['’]?s?['’]? notes?|beta['’]?s?['’]? notes?|editor['’]?s?['’]? notes?|post ?script note)"),
    (NoteKind.WARNING, r"(?:content |trigger |general |fic |chapter )*(?:warnings?|tw|cw|trigger warnings?|advertencias?|avertissements?|warnung(?:en)?)"),
    (NoteKind.DEDICATION, r"dedicat(?:ion|ed)|dedicace|widmung|dedicatoria"),
    (NoteKind.LICENCE, r"(?:original )?transcriber['’]?s['’]? notes?"),
    (NoteKind.GLOSSARY, r"(?:japanese |quick |short |word )*(?:glossary|vocabulary|translations?|vocab|terms used|japanese words|dictionary|glossaire|glosar)"),
    (NoteKind.AUTHORS_NOTE, r"(?:review(?:er)? |reader )?(?:repl(?:y|ies)|responses?|answers? to reviews?|review corner|shout ?-?outs?|thanks to|thank ?yous?|thank you['’]s|thanks|acknowledge?ments|credits?|review responses?)"),
)  # fmt: skip
HEADER_FIELDS = (
    r"title|titel|titre|t[íi]tulo|author|authors|written by|autor|autora|auteur|pen ?name|rating|rated|raiting|pairings?|couples?|main pairings?|ships?|shipping|relationships?|fandoms?|category|categories"
    r"|genres?|beta(?:s|'d by|ed by| ?reader)?|betaed by|words?(?: ?count)?|word ?count|characters?|main characters?|status|spoilers?|settings?|set|timeline|timeframe|archive(?:d)?|archiving|distribution|feedback"
    r"|e-?mail|email|contact|date|published|updated|posted|series|language|universe|era|tags?|additional tags|length|chapters?|parts?|type|song|music|prompt|for|recipient|inspired by|based on|website|url|lj|tumblr|twitter|completed?|story id|source|media|artist|claim|table|challenge|theme|notes"
)
_HEADER = re.compile(
    rf"^[\W_]{{0,4}}(?P<field>{HEADER_FIELDS})[\W_]{{0,2}}\s*[:;~=]+\s*[\W_]{{0,4}}(?P<value>\S.*)$",
    re.I | re.S,
)
_HEADER_DASH = re.compile(
    r"^[\W_]{0,4}(?P<field>rating|rated|pairings?|title|author|fandom|genres?|beta|word ?count|characters?|spoilers?|timeline)\s*[-–—]+\s*(?P<value>\S.*)$",
    re.I | re.S,
)
_BYLINE = re.compile(
    r"^(?:[\W_]*)(?:a (?:\w+ )?(?:fan ?fiction|fan ?fic|story|fic|one-?shot)s? )?(?:(?:written|story|a story|posted|fic)\s+)?by\s*:?\s+(?P<name>\S(?:[^.!?\n]|(?<=\b\w)\.|(?<=\b[A-Z]r)\.){0,60}?)[\W_]*$",
    re.I,
)
_COMPILED = tuple(
    (kind, re.compile(rf"^[^\w\"“”‘«]{{0,4}}_{{0,2}}(?P<label>{pattern})(?P<sep>{_SEP})(?P<rest>.*)$", re.I | re.S))
    for kind, pattern in _LABELS
)
_MAYBE = re.compile(rf"[^\w\"“”‘«]{{0,4}}_{{0,2}}(?:{'|'.join(pattern for _, pattern in _LABELS)})")
"""Whether a paragraph in lower case can open with any label: hardly one does, and this is told ten times faster
than by trying each without regard to case."""

# Labels that English uses in a sentence too: without a colon, capital or brackets they prove nothing.
_COMMON = re.compile(
    r"^(?:an|notes?|nb|n b|terms? used|translations?|credits?|thanks(?: to)?|thank ?you\S*|answers?|responses?|repl(?:y|ies)|warnings?|disc|cw|tw|dictionary|vocabulary|synopsis|dedicat\w+|autor|n/a)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Label:
    """How a paragraph opens as a note: `alone` where the label is all of it; `strong` where only a note
    opens so, `bracketed` where it stands in brackets."""

    kind: NoteKind
    alone: bool
    strong: bool
    bracketed: bool


_MARKED_LABEL = re.compile(r"^(?:A/N|A\.N\.|Disclaimer|Author['’]?s['’]? Notes?|Summary) +(?=[A-Z])")
"""A label that was set off by italics or bold in the source: the words alone are left of it."""


def _bare(sep: str) -> str:
    """A separator without the aside or bracket before it."""
    return re.sub(r"^\s*(?:\([^()]*\))?\s*[\])}]?", "", sep).strip() or sep.strip()


def note_label(text: str) -> Label | None:
    """The label a paragraph opens with, or None."""
    head = text[:120]
    if not _MAYBE.match(head.casefold()) or not any(c.isalpha() for c in head[:40]):
        return None
    bracketed = head.lstrip("*_~ ")[:1] in "([{<"
    if marked := _MARKED_LABEL.match(head):
        head = f"{marked[0].rstrip()}: {head[marked.end() :]}"
    for kind, pattern in _COMPILED:
        match = pattern.match(head)
        if match is None:
            continue
        label, sep, rest = match["label"].strip(), _bare(match["sep"]), match["rest"]
        rest_words = re.search(r"[^\W_]", rest)
        if not sep and not rest_words and len(text) > 40:
            continue
        if _COMMON.match(label):
            colon = sep[:1] in (":", ";") or (label.isupper() and sep[:1] in "-–—~=.:;" and sep != "" and sep != ".")
            if label.lower() == "an" and not (label.isupper() and (sep[:1] in ":;-–—~" if sep else not rest_words)):
                continue
            if not colon and rest_words:
                continue
            if not colon and not label.isupper() and len(text) > 30:
                continue
            if label == "an" or (label.islower() and not bracketed):
                continue
            strong = label.isupper() and label.lower() in ("an", "n/a")
        else:
            strong = True
            if sep == "." and rest_words and not re.match(r"^a\W?n", label, re.I):
                continue
            if label[0].islower() and not (sep[:1] in (":", ";") or bracketed or not rest_words):
                continue
        return Label(kind, not rest_words, strong, bracketed)
    return None


def header_field(text: str) -> tuple[str, str] | None:
    """('rating', 'T') of a header line 'Rating: T'; None for any other line."""
    if len(text) > 400:
        return None
    match = _HEADER.match(text) or _HEADER_DASH.match(text)
    return (match["field"].lower(), match["value"].strip()) if match else None


def byline(text: str) -> str:
    """The name in 'by Name', 'Written by Name', 'a Naruto fanfic by Name'; '' where there is none."""
    match = _BYLINE.match(text.strip())
    if not match or len(text.split()) > 12:
        return ""
    name = match["name"].strip(" *_~")
    return name if 0 < len(name.split()) <= 8 and name[:1] not in '"“' else ""


_NO_NAME = frozenset(
    "a an the my your his her its our their this that these those some any all no one two day night morning noon evening "
    "midnight dawn dusk sunset sunrise now then moonlight starlight candlelight firelight land sea chance accident mistake "
    "heart hand far law nature".split()
)  # 'by the sea', 'by dawn': a line of a poem rather than of an author


def names_author(text: str) -> bool:
    """Whether a line is a by-line by its words alone; a name in small letters has two words at most."""
    name = byline(text)
    first = name.split()[:1]
    return bool(first) and first[0] not in _NO_NAME and (not name.islower() or len(name.split()) <= 2)
