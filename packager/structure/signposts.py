"""Lines that steer the reader through the story: points of view, flashback markers, times and places."""

from __future__ import annotations

import re

_WRAP = r"[\W_]*"
_NAME = r"(?:[A-Z][\w'’-]*(?: (?:and|&|of|the|[A-Z][\w'’-]*)){0,4}|Normal|Third Person|3rd Person|First Person|Nobody)"
_POV = re.compile(
    rf"^{_WRAP}(?:(?:back to |switch(?:ing)? to |change to |in )?{_NAME}(?:['’`]s?|s['’])?\s+(?:p\.?o\.?v\.?s?|point of view|perspective)|p\.?o\.?v\.?\s*(?::|-|of)?\s*{_NAME}|(?:p\.?o\.?v\.?|point of view) (?:change|switch|shift))(?: (?:change|start|begins?|ends?))?{_WRAP}$",
    re.I,
)
_FLASH_START = re.compile(
    rf"^{_WRAP}(?:(?:start|begin|beginning)(?: of)?(?: the)? )?flash ?-?(?:back|forward)s?(?: (?:starts?|begins?|start|begin|mode|no jutsu))?{_WRAP}(?:\d+ \w+ (?:ago|earlier|before){_WRAP})?$",
    re.I,
)
_FLASH_END = re.compile(
    rf"^{_WRAP}(?:(?:end(?:s|ing|ed)?|fin|finish|over|close|stop|back)[\s\W]*(?:of[\s\W]*)?(?:the )?(?:to )?flash ?-?(?:back|forward)s?|flash ?-?(?:back|forward)s?[\s\W]*(?:ends?|ended|over|finished|kai|stop|done)|end[\s\W]*flashy?){_WRAP}$",
    re.I,
)
_TIME = re.compile(
    rf"^{_WRAP}(?:(?:about|almost|nearly|around|only|just|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|several|few|many|some|couple|of|half|\d+|the|next|that|following|later|same|minutes?|hours?|days?|nights?|weeks?|months?|years?|moments?|morning|afternoon|evening|night|day|week) )*"
    rf"(?:minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|moments?|morning|afternoon|evening|night|seconds?)(?: (?:later|earlier|ago|before|after|previously))?(?: (?:that|the same|the next) (?:day|night|morning|evening|week))?{_WRAP}$",
    re.I,
)
_MEANWHILE = re.compile(
    rf"^{_WRAP}(?:meanwhile|elsewhere|present day|present time|present|back (?:to|in) (?:the )?present|time skip|timeskip|dream(?: sequence)?|end (?:of )?dream|the past|the present|back to (?:reality|normal)){_WRAP}$",
    re.I,
)
_DECOR = re.compile(r"^[\W_]*[*~_=\-–—#<>\[(+•]|[*~_=#<>\])+•-]\s*$")


def is_pov(text: str) -> bool:
    if len(text) > 60:
        return False
    low = text.casefold()  # a substring is found a hundred times faster than the pattern fails
    return any(sign in low for sign in ("ov", "o.v", "view", "perspective")) and bool(_POV.match(text))


def opens_flashback(text: str) -> bool:
    return len(text) <= 60 and text[:1] not in '"“' and bool(_FLASH_START.match(text)) and not closes_flashback(text)


def closes_flashback(text: str) -> bool:
    return len(text) <= 60 and bool(_FLASH_END.match(text))


def is_signpost(text: str) -> bool:
    """Whether a line steers and tells nothing: it holds no sentence, or stands between signs."""
    line = text.strip()
    if not line or len(line) > 70 or "\n" in line or line[0] in "\"“'‘«":
        return False
    if is_pov(line) or _FLASH_START.match(line) or _FLASH_END.match(line):
        return True
    if not (_TIME.match(line) or _MEANWHILE.match(line)):
        return False
    # 'Later.' and 'That night...' can be prose; between signs, in brackets or bare and capitalised they steer.
    return bool(_DECOR.match(line)) or (
        not line.endswith((".", ",", "!", "?", "…", ":", '"', "”")) and line[0] not in "\"“'‘"
    )
