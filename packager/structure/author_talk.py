"""How an author's talk to readers differs from a story: words that notes hold and stories hardly do."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words that stand in notes and (nearly) never in fiction. Checked on 29 novels and story collections, where
# they hit fewer than 1 paragraph in 500.
_TELLING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:(?:please|pls|plz|and|to|your|my|the|any|no|all|more|leave|got|get|read|reply|replies|last|for|few|\d+) (?:\w+ )?reviews?|reviews? (?:are|make|please|would|and|is|reply|repl\w+|response|the|this|if|or|for|i)|(?:re|p)?review(?:ers?|ed|ing) ?(?:the|this|my|last|so|and|for|it|!|\.|,|i)|reviewers?|r ?& ?r\b|r ?and ?r\b|rnr\b|read (?:and|&|n) review|flam(?:es|ers|ed)\b(?= (?:are|will|me|welcome|this|my)|[.!,]$)|no flames|kudos|favou?rited|fav(?:s|ed)\b|favou?rites? (?:and|&|or) (?:follow|alert|review)|con-?crit|constructive criticism|criticism (?:is|are|and) \w*|review!|comment!|(?<!the )reviews\b(?! of\b)|leave (?:me )?(?:a |some |your )?(?:comments?|reviews?|kudos|feedback)|comments? (?:are|make|and|is|would)|\d+ (?:follow|favou?rite)s|hundred (?:follow|favou?rite|comment)s)",
        r"\b(?:fan ?-?fic(?:s|tions?|lets?|cy)?|fics?\b|ficlets?|one-?shots?|two-?shots?|songfics?|drabbles?|cross-?overs?|headcanons?|fandoms?|mary ?-?sues?|plot ?bunn(?:y|ies)|non-?canon|canon(?:ically|ical)?\b(?! law)|fluff|lemon|smut|slash|yaoi|yuri|hetero pairing|shipp?(?:er|ers|ing)\b|otp|livejournal|tumblr|ao3|ffn|ff\.?net|fanfiction\.net|wattpad|discord|patreon|ko-fi|deviant ?art|facebook|twitter|instagram|you ?tube|spotify|playlist|manga|anime|fanart|trigger warnings?|pairings?|plot holes?|word ?count|[\d,.]+k? words|first fic|(?:my|the) drafts|feeds? (?:the|my) muse|pinterest|hits)\b",
        r"\b(?:beta(?:'?d|ed|'?ed|-?read\w*|s| reader\w*| this| for)|betas?\b|unbeta'?e?d|disclaim(?:er|ers|ed|s)|typos?|spelling (?:and|or|mistakes?|errors?|is)|grammar (?:and|or|mistakes?|errors?|is)|(?:and|or|my) grammar|grammatical (?:and|or|mistakes?|errors?)|mis-?spell\w*|mistakes (?:are|is) (?:all )?(?:mine|my)|proof-?read\w*|un-?edited|fixed (?:some|a few) |translate this|edit(?:ed|ing) (?:this|it|the)|re-?edit\w*)\b",
        r"\b(?:next|new|last|previous|this|first|latest|second|third|final|another|every|each|following|coming|upcoming|future|earlier|longer|shorter|short|long|more|all|the|these|those|later) (?:few |couple |two |three |several )?(?:chapt?ers?|chappies?|chappy|chaps?|updates?|install?ments?)\b|\bchapters? (?:is|are|was|were|will|has|took|up|done|coming|soon|of (?:this|my|the) (?:story|fic))|(?<!^)chapter (?:one|two|three|\d+)(?! ?[:.-])\b|\b(?:up)?dat(?:e|es|ed|ing) (?:soon|again|this|the|it|when|as|on|every|more|once|regularly|schedule|faster|sooner|sporadic\w*|in|will|should|might|may)\b|\bupdates?\b|\b(?:cliff ?-?hang(?:er|ers|ie|y)|hiatus|writer'?s? block|to be continued|sequels?|prequels?|foreshadow\w*|one more (?:chapter|part)|the next one|spoilers?|epilogue|prologue)\b",
        r"\b(?:i'?ll|will|to|finally|just|be|start(?:ed)?|stop(?:ped)?|keep|kept|decided to|going to|gonna|before|i|after|for|not) (?:be )?(?:post(?:ed|ing)?|upload(?:ed|ing)?|re-?post\w*|re-?upload\w*) (?:this|it|the|a|an|another|again|more|soon|here|on|any|my|every|one|chapter|sooner|up|that|them)\b|\b(?:re-?upload\w*|upload(?:ed|ing|s)?|posted this)\b",
        r"\bhope (?:you|y'?all|u|ya|everyone|that you|you guys|you all|it) (?:all |guys |still |will |'ll |really )*(?:like[sd]?|enjoy(?:s|ed)?|love[sd]?|was worth|makes? sense|lives? up)\b|^\W*enjoy\b.{0,40}$|[.!] enjoy[!.~ ]|\b(?:please|and) enjoy\b|\b(?:please|and) (?:review|comment|r&r|be (?:nice|kind|gentle)|bear with|leave (?:a|me|some)|don'?t (?:flame|kill me|hate|sue)|let me know|tell me (?:what|how|if))|\blet me know (?:what|if|how|in)\b|\btell me what (?:you|u|ya|y'all) think\b|\bwhat (?:do |did )?(?:you|u|ya|y'all|you guys) (?:guys |all )?(?:think|thought)(?: of| about|\?|!|\.| so far)",
        r"\b(?:thank(?:s| you|ies)|thanx|thx|arigatou?|merci|danke|gracias)\b[^.!?]{0,60}\b(?:review\w*|reading|read this|read my|follow\w*|favou?rit\w*|comment\w*|support\w*|alert\w*|everyone|everybody|you all|you guys|y'?all|readers?|beta\w*|patience|patient|waiting|sticking|encourag\w*|feedback|stopping by|inspir\w*|prompt\w*|help(?:ing|ed)? (?:me|with))\b|\b(?:big|huge|special|many|lots of) thanks?\b|\bshout ?-?outs?\b|\b(?:this|story|chapter|fic|one) (?:is |was )?(?:is )?(?:dedicated|for my (?:best |dear |online |good )?(?:friend|beta|sister|readers?))\b|\bdedicat(?:ed|e|ion) (?:to|this)\b",
        r"(?-i:\b[A-Z]\w+![A-Z]\w+)|(?-i:\b(?:OCs?|OOC|AU|POVs?|TBC|BTW|FYI|LOL|ROFL|LMAO|XD|IMO|IMHO|NSFW|WIP|PWP|HEA|DON'T OWN|R&R|OMG|WTF)\b)|\b(?:lol|lmao|rofl|hehe+|teehee|mwahaha|muahaha|btw|fyi|imo|tbh|idk|tbc)\b|(?:^|\s)(?::-?\)|:-?\(|;-?\)|:[DPp3]|=\)|=D|[xX]D|\^[_.-]?\^|<3|>[._]<|[oO]_[oO]|-_-['\";]?|\\o/|\^\^)(?=\W|$)|\*(?:glomps?|hides?|hugs?|bows?|sighs?|runs?|ducks?|grins?|waves?|dodges?|sweatdrops?|blush(?:es)?|cough)\b[^*]{0,40}\*",
        r"\b(?:(?:do(?:es)?|did) ?n[o'’]?t (?:\w+ )?own|do not (?:\w+ )?own|dont own|disown|own(?:s)? (?:nothing|none|neither|no rights|any(?:thing)? (?:of|in|you|that)|everything|all rights|the rights)|i own (?:nothing|only|the plot|just)|(?:never|don'?t|not|wish i|if i) owned?(?: it| this| them| \w+,|\b)|copyright\w*|infring\w+|belongs? (?:\w+ )?to (?:\w+ ){0,4}(?:owners?|creators?|authors?|respective)|rightful owners?|respective owners?|(?:not|aren'?t|isn'?t) mine\b(?=[.,!;:]|$| and| but| all)|no (?:money|profit)|don'?t sue|not sue|sue me|for (?:fun|profit)|all rights|trademarks?|intellectual property|(?:claim|no) (?:any |no )?ownership|nothing (?:here |in this )?(?:\w+ )?is mine|property of|are(?:n'?t| not) (?:mine|my (?:property|characters))|characters? (?:belongs?|are (?:the )?property)|(?:you|u|that you|you may|you might) recogni[sz]e)\b",
        r"\b(?:takes place|is set (?:in|after|before|during)|set (?:in|after|during|right after|before|around|post) (?:the )?(?:season|series|war|episode|book|canon|shippuden|time ?skip|manga|movie|game|events|4th|fourth)|alternate (?:universe|ending|reality|timeline)|post-?(?:war|series|canon|time ?skip|hogwarts)|pre-?(?:series|canon|war)|time ?skip|character death|rated? (?:[mtkg]\b|pg|r\b|nc|for|because|teen|mature)|rating|(?:in|through|after|season|episode) \d|out of character|flashbacks?(?= are| in|\.)|(?:is|are|in|means?) (?:italics?|bold)|italics|you have been warned|you'?ve been warned|don'?t like,? don'?t read)\b",
        r"\b(?:my|this|the|a|an|another|first|new|other|short|little|long|of the|that) (?:\w+ )?(?:story|idea|thing|piece|plot) (?:i (?:wrote|'?ve|have|had|came|started|am|'?m|decided|hope|did|was)|came to me|popped|would ?n[o'’]t leave|that (?:popped|came|has been|i|'?s been)|just|is (?:my|a gift|for|based|inspired|set|un)|was (?:inspired|written|based|originally|supposed))|\b(?:my|first|other) (?:first|other|new|newest|latest|second|current|multi-?chapter) (?:story|stories|attempt|piece|work|fan)\b|\bmy (?:profile|muse|readers?|reviewers?|other stories|stories|laptop|computer|beta|exams?|finals?|midterms?)\b|\b(?:wrote|written|writing) (?:this|it) (?:for|in|at|on|while|when|because|during|instead|after|as|story|fic|chapter|one|up)\b|\bthis (?:chapter |story |one |fic )?(?:was|is being) (?:\w+ )?(?:written|typed|posted)\b|\b(?:inspired by|based on|inspiration|(?:the|this|a) (?:prompt|challenge|contest|request)|requested by|bored|boredom|(?:english|school|math|maths|history) (?:class|project|homework|work)|exams?|homework|school|college|university|summer break|vacation)\b.{0,60}\b(?:story|writ\w+|wrote|chapter|updat\w+|post\w*|fic|song|prompt|this)\b",
        r"\b(?:sorry|apolog\w+|gomen\w*|forgive me)\b[^.!?]{0,50}\b(?:wait|delay|late(?:ness)?|short(?:ness)?|long|updat\w+|chapter|errors?|mistakes?|ooc|confus\w+|grammar|spelling|length|cliff\w*|if (?:it|this|the|i|anyone|there|you)|took|taking|for not|so long|absence|hiatus)\b|\b(?:stay tuned|long time no see|(?:hi|hey|hello|welcome)(?:,|!)? (?:everyone|everybody|guys|all|readers|folks|peeps|y'?all)\b|welcome (?:back|to (?:my|the (?:next|first|last|new)))|my rambling|on with the|be nice,? ok|title (?:comes|is|was) (?:from|taken)|until next time|'?til(?:l)? next time|see (?:you|ya|u) (?:next (?:time|chapter|week|update)|guys|all (?:next|soon|in)|in the next)|bear with me|bye ?bye|ja ne|ciao|toodles|peace out|love you (?:all|guys)|happy (?:reading|holidays|new year|birthday)|merry christmas|cookies (?:to|for) |spots? the reference|(?:first|native|second) (?:language|tongue)\b|hang in there|go easy on me|on your way out|without further ado|on with the (?:story|chapter|fic|show)|back to the story|now,? (?:on )?to the (?:story|chapter)|and now,? on (?:to|with)|here (?:is|'s|it is|you go|we go|goes|comes)[^.]{0,30}(?:chapter|part|story|next|fic|one|!))\b",
    )
)
_OWNS = _TELLING[8]
# These three are looked for in lower-cased text: without regard to case a search takes three times as long.
_ADDRESS = re.compile(
    r"\b(?:i|i'm|i've|i'll|i'd|me|my|myself|we|you|your|you're|you've|you'll|u|guys|everyone|everybody|folks|people|y'all)\b"
)
_MEEK = re.compile(
    r"\b(?:story|stories|chapters?|part|readers?|author\w*|writ(?:e|ing|ten|er)|wrote|reviews?|updates?|series|characters?|song|lyrics|plot|idea|ending|scene|read|post|comments?|feedback|suggestions?|hope|enjoy|thanks?|thank you|sorry|please|school|work|exams?|birthday|friend|episode|season|warn\w*|version|title|kinda|gonna|wanna|so+o+|anyways?|okay|ok|well|yay|haha\w*)\b|!{2,}|\?{2,}|~",
)
_NARRATIVE = re.compile(
    r"\b(?:he|she|they|his|her|their|him|them)\b|\b(?:said|asked|replied|whispered|muttered|murmured|shouted|yelled|cried|answered|nodded|smiled|sighed|looked|turned|walked|stood|sat|stared|glanced|felt|knew|saw|heard|watched|reached|grabbed|pulled|opened|closed|was|were|had)\b",
)
_QUOTED = re.compile(r"[\"“][^\"”]{2,}[,.!?…-][\"”]")
LONG = 60  # words: a note of that length names its subject

# A pattern is looked for only where one of its hints stands in the lower-cased text: a substring is found a
# hundred times faster than an alternation, and most paragraphs hold none.
_HINTS: tuple[tuple[str, ...], ...] = (
    ("review", "flam", "kudos", "fav", "crit", "comment", "follow", "r&r", "r & r", "rnr", "r and r"),
    ("fic", "shot", "drabble", "cross", "canon", "fandom", "mary", "bunn", "fluff", "lemon", "smut", "slash", "yaoi", "yuri", "pairing",
     "ship", "otp", "journal", "tumblr", "ao3", "ffn", "ff.net", "ffnet", "wattpad", "discord", "patreon", "ko-fi", "deviant", "facebook",
     "twitter", "instagram", "tube", "spotify", "playlist", "manga", "anime", "fanart", "trigger", "plot", "word", "hits", "draft", "muse", "pinterest"),
    ("beta", "disclaim", "typo", "spell", "gramma", "mistake", "proof", "edit", "fixed", "translate"),
    ("chap", "update", "installment", "instalment", "dating", "date", "cliff", "hiatus", "block", "continued", "sequel", "prequel", "spoiler", "logue", "foreshadow", "more part", "next one"),
    ("post", "upload"),
    ("hope", "enjoy", "review", "comment", "bear with", "leave", "flame", "kill me", "hate", "sue", "let me", "tell me", "think", "thought",
     "r&r", "be nice", "be kind", "be gentle"),
    ("thank", "thanx", "thx", "arigato", "merci", "danke", "gracias", "shout", "dedicat", "for my"),
    (),
    ("own", "is mine", "copyright", "infring", "belong", "mine", "profit", "money", "sue", "rights", "trademark", "propert", "for fun", "recogni", "character"),
    (),
    ("story", "idea", "thing", "piece", "plot", "my ", "first", "other", "wrote", "writ", "inspir", "based on", "prompt", "challenge",
     "contest", "request", "bored", "exam", "school", "homework", "college", "university", "break", "vacation", "typed", "posted"),
    ("sorry", "apolog", "gomen", "forgive", "tuned", "next time", "see y", "see u", "bear with", "bye", "ja ne", "ciao", "toodles",
     "peace out", "love you", "happy", "christmas", "cookies", "reference", "language", "tongue", "hang in", "go easy", "way out", "ado",
     "on with", "long time", "everyone", "everybody", "guys", "readers", "folks", "peeps", "y'all", "hi all", "hello all", "hey all", "hi, all", "welcome", "rambling", "be nice", "title", "back to the", "to the ", "and now", "here"),
)  # fmt: skip


def _kinds(sample: str, low: str) -> int:
    """How many kinds of telling words a text holds; `low` is the text in lower case."""
    found = 0
    for hints, pattern in zip(_HINTS, _TELLING, strict=True):
        if (not hints or any(hint in low for hint in hints)) and pattern.search(sample):
            found += 1
    return found


@dataclass(frozen=True, slots=True)
class Talk:
    """`telling`: kinds of words only notes hold. `meek`: words that notes like and stories know too, a
    hundred words. `address`: share of I and you. `narrative`: share of he, she, said, was. `speech`: quoted lines."""

    telling: int
    meek: float
    address: float
    narrative: float
    speech: int
    words: int
    opens_quote: bool

    @property
    def surely(self) -> bool:
        """Reads as the author's talk wherever it stands at a chapter's edge."""
        if self.opens_quote or self.speech > 1:
            return False
        return self.telling >= (2 if self.words < 120 else 3) and self.narrative < 0.22

    def likely(self, third_person: bool) -> bool:
        """Reads as talk where a note is open already. In a story told of 'he' and 'she' a short paragraph of
        'I' and 'you' is enough; where the story itself says 'I', words of notes are needed."""
        if self.opens_quote and self.telling < 2:
            return False
        if not self.telling and self.words <= 45 and self.narrative <= 0.03 and not self.speech:
            if third_person:
                return self.address > 0 or self.meek >= 12
            return self.address > 0 and self.meek >= 6
        if self.words > 3 * LONG:
            return self.telling >= 3 and self.narrative < 0.2
        return self.telling >= (1 if self.words < LONG else 2) and self.narrative < 0.26 and self.speech < 2

    @property
    def tells(self) -> bool:
        """Reads as story where notes end: no word of talk, neither 'I' nor 'you' outside speech."""
        return self.story or not (self.telling or self.address or self.meek >= 4)

    @property
    def story(self) -> bool:
        """Reads as story: speech, or a long paragraph or a telling of what people did without a word of talk."""
        if self.telling >= 2 or (self.telling and self.words < LONG and not self.opens_quote):
            return False
        if self.opens_quote or self.speech:
            return True
        if self.words >= LONG and not self.telling:
            return True
        return self.words >= 8 and self.narrative > 0.12 and self.narrative > self.address


def talk(text: str) -> Talk:
    """Measure a paragraph (its first 2,500 characters)."""
    sample = text[:2500].replace("’", "'")
    low = sample.lower()
    words = max(1, len(sample.split()))
    return Talk(
        _kinds(sample, low),
        100 * len(_MEEK.findall(low)) / words,
        len(_ADDRESS.findall(low)) / words,
        len(_NARRATIVE.findall(low)) / words,
        len(_QUOTED.findall(sample)),
        words,
        sample.lstrip()[:1] in '"“«' and not sample.lstrip()[1:2].isspace(),
    )


def owns_nothing(text: str) -> bool:
    """Whether a paragraph says that the characters are not the author's."""
    return bool(_OWNS.search(text[:1500].replace("’", "'")))
