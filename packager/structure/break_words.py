"""Words that bear on scene breaks: how scenes open and close, how a talk or a thought goes on.

English only. In another language none of them fires and the other evidence (layout, names, talk, word
overlap, the file's habits) has to carry the judgement.
"""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"several|few|a few|many|some|couple of|a couple of|half an?)"
)
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|evenings?|mornings?|moments?)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
_PART = r"(?:morning|afternoon|evening|night|day|week|month|year|spring|summer|autumn|winter|fall)"

TIME_OPENING = re.compile(
    rf"^\W*(?:and |but |so |then |it was |about |nearly |almost |only |just |not )*(?:"
    rf"(?:{_NUMBER} )(?:\w+ )?{_UNIT}|"
    rf"(?:later|soon after|shortly after|sometime after|some time|for (?:a|some|the next|{_NUMBER}) |meanwhile|"
    r"afterwards?|presently|eventually|by the time|at (?:last|length|dawn|dusk|noon|midnight|sunrise|sunset|first)\b)|"
    rf"(?:(?:the|that|this|in the|on the|by the|early|late|one|next|all|every|each|during the|throughout the|at) )+"
    rf"(?:next |following |same |first |last |second |third |whole |entire |cold |fine |rainy |early |late )*(?:{_PART}|{_DAY}|evening|time|moment|hour|weekend|days|weeks|months|years)\b|"
    rf"(?:on |by |in |until |since )?(?:{_DAY}|{_MONTH})\b|"
    r"(?:today|tonight|tomorrow|yesterday|now that|midnight|noon|dawn|dusk|morning|evening|night|christmas)\b|"
    rf"(?:it(?:'d| had|'s| has|) (?:been|was|were) |after |within |in |for )(?:\w+ )?{_NUMBER} {_UNIT}|"
    rf"it (?:was|is) (?:\w+ )?(?:\w+ )?(?:{_PART}|{_DAY}|{_MONTH}|o'clock|past|after|before|nearly|almost|late|early|dark|dawn|dusk|midnight|noon)\b)",
    re.I,
)
"""A paragraph that opens with a time ('Three weeks later', 'That night,', "It'd been a week")."""

TIME_WITHIN = re.compile(
    rf"\b(?:{_NUMBER} {_UNIT} (?:later|after|before|ago|had passed|passed)|(?:the )?(?:next|following) {_PART}|"
    rf"(?:the next|next|following) {_DAY}|that (?:morning|afternoon|evening|night)|{_UNIT} later|"
    rf"(?:in|by|since|until|towards?|before|after) (?:the )?(?:morning|afternoon|evening|noon|dawn|dusk|midnight|breakfast|lunch|luncheon|dinner|supper|tea)\b|"
    rf"for (?:{_NUMBER}|the past|the last) (?:\w+ )?{_UNIT}|(?:had|'d) been \w+ing|all (?:day|night|morning|afternoon)|o'clock|"
    r"sometime after|by now|by this time|by then|at last|woke|awoke|dawn|sunrise|sunset|midnight|sunlight|moonlight)\b",
    re.I,
)
"""A time said within the first words of a paragraph."""

PLACE_OPENING = re.compile(
    r"^\W*(?:(?:back|down|up|out|over|far|deep|high|somewhere|elsewhere|outside|inside|upstairs|downstairs|across|beyond|"
    r"behind|beneath|below|above|beside|near|around|along)\b|(?:in|at|on|within|from|through|into|under) (?:the|a|an|his|her|their|our|my|one|[A-Z]))",
    re.I,
)
"""A paragraph that opens with a place ('In the hall', 'Outside', 'Back at the tower')."""

SETTING = frozenset(
    [
        "sun",
        "sunlight",
        "sunshine",
        "moon",
        "moonlight",
        "stars",
        "sky",
        "rain",
        "snow",
        "wind",
        "morning",
        "afternoon",
        "evening",
        "night",
        "dawn",
        "dusk",
        "room",
        "house",
        "street",
        "streets",
        "city",
        "town",
        "village",
        "door",
        "window",
        "windows",
        "bed",
        "forest",
        "road",
        "hall",
        "kitchen",
        "office",
        "garden",
        "ship",
        "train",
        "car",
        "station",
        "hotel",
        "river",
        "sea",
        "hill",
        "castle",
        "tower",
        "camp",
        "breakfast",
        "dinner",
        "lunch",
        "supper",
        "lay",
        "sat",
        "stood",
        "woke",
        "awoke",
        "arrived",
        "returned",
        "entered",
        "walked",
        "waited",
        "sitting",
        "standing",
        "lying",
        "walking",
    ]
)
"""Words that set a scene."""

CLOSING = frozenset(
    [
        "left",
        "leave",
        "leaving",
        "leaves",
        "gone",
        "away",
        "home",
        "asleep",
        "sleep",
        "slept",
        "bed",
        "night",
        "goodnight",
        "goodbye",
        "bye",
        "farewell",
        "door",
        "closed",
        "shut",
        "disappeared",
        "vanished",
        "departed",
        "walked",
        "turned",
        "smiled",
        "smile",
        "slowly",
        "silence",
        "silent",
        "darkness",
        "dark",
        "again",
        "forever",
        "alone",
        "finally",
        "followed",
        "ran",
        "drove",
        "rode",
        "dead",
        "died",
        "last",
        "end",
        "tomorrow",
    ]
)
"""Words on which scenes close."""

CARRY_ON = frozenset(
    ["and", "but", "or", "so", "then", "because", "cause", "nor", "yet", "for", "still", "besides", "anyway", "only"]
)
"""Words that carry a sentence on: a paragraph opening with one rarely opens a scene."""

REPLY = frozenset(
    [
        "yes",
        "no",
        "yeah",
        "yep",
        "nope",
        "nah",
        "well",
        "oh",
        "ah",
        "hmm",
        "hm",
        "um",
        "uh",
        "okay",
        "ok",
        "sure",
        "why",
        "what",
        "who",
        "how",
        "really",
        "because",
        "of",
        "course",
        "indeed",
        "exactly",
        "never",
        "nothing",
        "maybe",
        "perhaps",
        "you",
        "i'm",
        "it's",
        "that's",
        "don't",
        "sorry",
        "thanks",
        "thank",
        "please",
        "hai",
        "not",
    ]
)
"""First words of a line that answers another."""

SPEECH_VERBS = (
    "said|says|asked|asks|replied|replies|answered|answers|cried|cries|whispered|whispers|muttered|mutters|murmured|"
    "shouted|yelled|exclaimed|called|growled|snapped|sighed|laughed|smiled|demanded|explained|continued|added|began|"
    "returned|remarked|observed|repeated|insisted|agreed|admitted|declared|inquired|enquired|suggested|screamed|"
    "hissed|groaned|moaned|mumbled|stammered|stuttered|thought|wondered|went on|nodded|grinned|chuckled|responded|"
    "protested|retorted|grumbled|commented|announced|ordered|begged|pleaded|sobbed|interrupted|told"
)

HE = frozenset(["he", "him", "his", "himself"])
SHE = frozenset(["she", "her", "hers", "herself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
FIRST = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours"])
SECOND = frozenset(["you", "your", "yours", "yourself"])

PAST = frozenset(
    [
        "was",
        "were",
        "had",
        "did",
        "said",
        "went",
        "came",
        "saw",
        "looked",
        "asked",
        "took",
        "made",
        "knew",
        "thought",
        "stood",
        "sat",
        "felt",
        "turned",
        "got",
        "gave",
        "heard",
        "found",
        "told",
        "left",
        "began",
        "kept",
        "held",
        "ran",
        "walked",
        "seemed",
    ]
)
PRESENT = frozenset(
    [
        "is",
        "are",
        "has",
        "does",
        "says",
        "goes",
        "comes",
        "sees",
        "looks",
        "asks",
        "takes",
        "makes",
        "knows",
        "thinks",
        "stands",
        "sits",
        "feels",
        "turns",
        "gets",
        "gives",
        "hears",
        "finds",
        "tells",
        "leaves",
        "begins",
        "keeps",
        "holds",
        "runs",
        "walks",
        "seems",
    ]
)

COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "as",
        "into",
        "about",
        "after",
        "before",
        "over",
        "under",
        "up",
        "down",
        "out",
        "off",
        "then",
        "than",
        "that",
        "this",
        "these",
        "those",
        "there",
        "here",
        "it",
        "its",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "did",
        "done",
        "have",
        "has",
        "had",
        "having",
        "will",
        "would",
        "shall",
        "should",
        "can",
        "could",
        "may",
        "might",
        "must",
        "not",
        "no",
        "nor",
        "so",
        "if",
        "when",
        "while",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "why",
        "how",
        "all",
        "any",
        "some",
        "each",
        "every",
        "much",
        "many",
        "more",
        "most",
        "other",
        "another",
        "such",
        "only",
        "own",
        "same",
        "too",
        "very",
        "just",
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "we",
        "us",
        "our",
        "ours",
        "you",
        "your",
        "yours",
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "they",
        "them",
        "their",
        "said",
        "say",
        "says",
        "asked",
        "one",
        "two",
        "like",
        "back",
        "now",
        "even",
        "never",
        "again",
        "still",
        "well",
        "yes",
        "oh",
        "get",
        "got",
        "go",
        "went",
        "come",
        "came",
        "know",
        "think",
        "thought",
        "see",
        "saw",
        "look",
        "looked",
        "don't",
        "i'm",
        "it's",
        "that's",
        "didn't",
        "wasn't",
        "couldn't",
        "i'll",
        "you're",
        "can't",
        "i've",
    ]
)
"""Words that tell nothing about what a passage is about."""
