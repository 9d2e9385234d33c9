"""The words of notes: the labels they open with, and how author's talk differs from a story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packager.model import NoteKind

_SEP = r"\s*(?:[:;\-–—~=.]+|\)|$)"
_LABELS: tuple[tuple[NoteKind, str], ...] = (
    (NoteKind.DISCLAIMER, r"(?:the |usual |standard |general |full |obligatory |legal )*(?:discl(?:ai|ia)mers?|disc|declaimer|haftungsausschluss|avertissement l[ée]gal|descargo)"),
    (NoteKind.SUMMARY, r"(?:full |story |chapter |short |plot )*(?:summary|synopsis|r[ée]sum[ée]|zusammenfassung|resumen|blurb)"),
    (NoteKind.AUTHORS_NOTE,
     r"(?:(?:pre|post|end|closing|opening|final|important|quick|short|long|little|chapter|beginning|ending|start|last|first)[ -]*)*"
     r"(?:a[./ ]{0,2}\s?n\.?s?|an|author['’`]?s?['’`]? ?(?:['’]s )?(?:notes?|comments?|ramblings?|rants?|corner|note/disclaimer)|authors? ?notes?|autor(?:en)?(?:notiz|['’]s note)?|note de l['’]auteur|notes de l['’]auteur|nota de (?:la autora|autor|autora)|nota del autor"
     r"|anmerkung(?:en)?(?: der? autorin| des autors)?|n/a|n\.a\.|a/n's|writer['’]?s['’]? notes?|end ?notes?|chapter notes?|notes?|n[ .]?b|t/n|translat(?:or|ion)['’]?s?['’]? notes?|beta['’]?s?['’]? notes?|editor['’]?s?['’]? notes?|post ?script note)"),
    (NoteKind.WARNING, r"(?:content |trigger |general |fic |chapter )*(?:warnings?|tw|cw|trigger warnings?|advertencias?|avertissements?|warnung(?:en)?)"),
    (NoteKind.DEDICATION, r"dedicat(?:ion|ed)|dedicace|widmung|dedicatoria"),
    (NoteKind.GLOSSARY, r"(?:japanese |quick |short |word )*(?:glossary|vocabulary|translations?|vocab|terms used|japanese words|dictionary|glossaire|glosar)"),
    (NoteKind.AUTHORS_NOTE, r"(?:review(?:er)? |reader )?(?:repl(?:y|ies)|responses?|answers? to reviews?|review corner|shout ?-?outs?|thanks to|thank yous?|thank you['’]?s|acknowledge?ments|credits?|review responses?)"),
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
    r"^(?:[\W_]*)(?:a (?:\w+ )?(?:fan ?fiction|fan ?fic|story|fic|one-?shot)s? )?(?:(?:written|story|a story|posted|fic)\s+)?by\s*:?\s+(?P<name>\S[^.!?\n]{0,60}?)[\W_]*$",
    re.I,
)
_COMPILED = tuple(
    (kind, re.compile(rf"^[\W_]{{0,4}}(?P<label>{pattern})(?P<sep>{_SEP})(?P<rest>.*)$", re.I | re.S))
    for kind, pattern in _LABELS
)
# Labels that English uses in a sentence too: without a colon, capital or brackets they prove nothing.
_COMMON = re.compile(
    r"^(?:an|notes?|nb|n b|terms? used|translations?|credits?|thanks to|answers?|responses?|repl(?:y|ies)|warnings?|disc|cw|tw|dictionary|vocabulary|synopsis|dedicat\w+|autor|n/a)$",
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


def note_label(text: str) -> Label | None:
    """The label a paragraph opens with, or None."""
    head = text[:120]
    if not head or not any(c.isalpha() for c in head[:40]):
        return None
    bracketed = head.lstrip("*_~ ")[:1] in "([{<"
    for kind, pattern in _COMPILED:
        match = pattern.match(head)
        if match is None:
            continue
        label, sep, rest = match["label"].strip(), match["sep"].strip(), match["rest"]
        rest_words = re.search(r"[^\W_]", rest)
        if not sep and not rest_words and len(text) > 40:
            continue
        if _COMMON.match(label):
            colon = sep[:1] in (":", ";") or (
                label.isupper() and sep[:1] in "-–—~=.:;" and sep != "" and sep != "."
            )
            if label.lower() == "an" and not (
                label.isupper() and (sep[:1] in ":;-–—~" if sep else not rest_words)
            ):
                continue
            if not colon and rest_words:
                continue
            if not colon and not label.isupper() and len(text) > 30:
                continue
            if label == "an" or (label.islower() and not bracketed):
                continue
            strong = label.isupper() and label.lower() == "an"
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


# ------------------------------------------------------------------------------------- author's talk

_TALK: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(pattern, re.I))
    for weight, pattern in (
        (
            3.0,
            r"\b(?:re-?)?(?:review(?:s|ed|ers?|ing)?|r ?& ?r|r ?and ?r|flam(?:es|ers)|kudos|favou?rited|favs|concrit|constructive criticism)\b",
        ),
        (
            3.0,
            r"\b(?:fan ?-?fic(?:s|tions?|lets?)?|fics?|ficlet|one-?shots?|oneshots?|songfic|drabbles?|crossover|headcanons?|fandom|ooc|oc'?s|au|mary ?sue|plot ?bunn(?:y|ies)|canon|muse)\b",
        ),
        (3.0, r"\b(?:beta(?:'?d|ed|'?ed|s| ?read(?:er|ers|ing)?)?|unbeta'?e?d|disclaim(?:er|ers|ed)?)\b"),
        (
            2.5,
            r"\b(?:typos?|spelling|grammar|grammatical|misspellings?|errors|mistakes? (?:are|is) (?:mine|my))\b",
        ),
        (
            2.5,
            r"\b(?:do(?:es)? ?n[o'’]t own|do not own|don'?t own|dont own|own(?:s|ed)? (?:nothing|none|neither|no rights|naruto|any of)|never owned|copyright(?:ed)?|infringement|belongs? to (?:their|its|the|his|her) (?:\w+ )?(?:owners?|creators?|authors?)|rightful owners?|not mine|make no (?:money|profit)|no (?:money|profit)|(?:don'?t|do not) sue|sue me|for (?:fun|profit))\b",
        ),
        (
            2.0,
            r"\b(?:(?:this|next|last|previous|first|new|the|another|each|every|final|following|short|long(?:er)?) (?:\w+ )?(?:chapter|chappie|chappy|chap|chapters|chaps|update|part|instal+ment|story|fic|one)|my (?:first|second|story|stories|fic|profile|other|new|beta|friend|best friend|muse|readers?|reviewers?|page|computer|laptop|exams?|finals?))\b",
        ),
        (
            2.0,
            r"\b(?:updat(?:e|es|ed|ing)|post(?:ed|ing)? (?:this|it|the|another|again|more|soon)|upload(?:ed|ing)?|re-?upload|hiatus|writer'?s block|dead ?line|sequel|prequel|spoilers?|rated|rating|pairings?|to be continued|tbc)\b",
        ),
        (
            2.0,
            r"\b(?:hope (?:you|y'?all|u|everyone|that you) (?:\w+ )?(?:like[sd]?|enjoy(?:ed)?|love[d]?)|enjoy!|please (?:review|comment|read|enjoy|be (?:nice|kind|gentle)|bear|forgive|tell|leave|don'?t|note|let me)|let me know|tell me what|what (?:do )?you think|thank(?:s| you)[\w ,]{0,30}(?:review|reading|read|everyone|all|support|following|favou?r|comment|to)|thanks (?:so much|a lot|again)|stay tuned|see you (?:next|soon|guys)|until next time|'?til(?:l)? next|bear with me|feedback|suggestions?|comments?)\b",
        ),
        (
            1.5,
            r"\b(?:readers?|reviewers?|author|authoress|writing (?:this|it|the)|wrote (?:this|it)|written (?:this|for)|dedicated to|inspired by|based on|prompt|challenge|birthday|request(?:ed)?|contest|song|lyrics|ciao|ja ne|chao|cheers|toodles|lol|lmao|rofl|xd|gomen|arigatou|btw|imo|kinda|gonna|wanna|soo+|sooo+|ages|exams?|school|homework|college|computer|internet|website|livejournal|tumblr|ao3|ffn|ff\.net|fanfiction\.net|wattpad|discord|patreon)\b",
        ),
        (
            1.5,
            r"\b(?:sorry (?:for|about|it|this|if|that|to)|apologi[sz]e for|warn(?:ed|ing)|takes place|set (?:in|after|before|during|right)|a few years after|after the (?:series|war|events|manga|anime|show|books?)|before the (?:series|war|events)|slightly|alternate universe|manga|anime|episode|season|characters?|series|cliff ?hanger|point of view|pov|flashbacks?|italics|bold)\b",
        ),
        (
            1.0,
            r"(?::\)|:\(|;\)|:-\)|:D|:P|XD|\^[_.-]?\^|<3|=\)|>[._]<|O_O|o_O|\*(?:glomps?|hides?|hugs?|bows?|sighs?|runs?|ducks?|grins?|waves?)[^*]*\*|!{2,}|~\s*$)",
        ),
        (
            1.0,
            r"\b(?:i|i'm|i've|i'll|i'd|me|my|we|you|your|you're|you've|you'll|guys|everyone|everybody|folks|people)\b",
        ),
    )
)
_NARRATIVE = re.compile(
    r"\b(?:he|she|they|it)\b|\b(?:said|asked|replied|whispered|muttered|murmured|shouted|yelled|cried|answered|nodded|smiled|sighed|looked|turned|walked|stood|sat|stared|glanced|felt|knew|saw|heard|watched|reached|grabbed|pulled|opened|closed)\b",
    re.I,
)
_SPEECH = re.compile(r"[\"“][^\"”]{2,}[,.!?…-][\"”]")


def talk(text: str) -> float:
    """How much a paragraph reads as the author talking to readers: about 2 and more does, below 0 is story."""
    sample = text[:1500]
    words = max(1, len(sample.split()))
    score = 0.0
    for weight, pattern in _TALK:
        hits = len(pattern.findall(sample))
        if hits:
            score += weight * min(hits, 3) / (1.0 if words < 60 else words / 60)
    narrative = len(_NARRATIVE.findall(sample))
    score -= 9.0 * max(0.0, narrative / words - 0.02) * min(1.0, words / 15)
    score -= 1.5 * len(_SPEECH.findall(sample))
    if text[:1] in '"“‘«':
        score -= 2.0
    return score


def telling(text: str) -> int:
    """How many kinds of words a paragraph holds that hardly any story does ('review', 'beta', 'update')."""
    sample = text[:1500]
    return sum(1 for weight, pattern in _TALK if weight >= 1.5 and pattern.search(sample))


_OWNS = _TALK[4][1]


def owns_nothing(text: str) -> bool:
    """Whether a paragraph says that the characters are not the author's."""
    return bool(_OWNS.search(text[:1500]))
