"""Small facts in sources: languages by name, dates in any form, names without tricks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from packager.languages import language_tag
from packager.readers.parsing import legal

# The names archives use (AO3's language list, FanFiction.net's) to BCP 47.
_LANGUAGES = {
    "english": "en", "deutsch": "de", "german": "de", "français": "fr", "french": "fr", "español": "es",
    "spanish": "es", "italiano": "it", "italian": "it", "português brasileiro": "pt-BR",
    "português europeu": "pt-PT", "português": "pt", "portuguese": "pt", "nederlands": "nl", "dutch": "nl",
    "polski": "pl", "polish": "pl", "русский": "ru", "russian": "ru", "українська": "uk", "ukrainian": "uk",
    "čeština": "cs", "czech": "cs", "magyar": "hu", "hungarian": "hu", "svenska": "sv", "swedish": "sv",
    "norsk": "no", "norwegian": "no", "dansk": "da", "danish": "da", "suomi": "fi", "finnish": "fi",
    "türkçe": "tr", "turkish": "tr", "ελληνικά": "el", "greek": "el", "română": "ro", "romanian": "ro",
    "български": "bg", "bulgarian": "bg", "hrvatski": "hr", "croatian": "hr", "српски": "sr", "serbian": "sr",
    "slovenčina": "sk", "slovenščina": "sl", "eesti": "et", "latviešu valoda": "lv", "lietuvių kalba": "lt",
    "català": "ca", "catalan": "ca", "euskara": "eu", "galego": "gl", "cymraeg": "cy", "gaeilge": "ga",
    "gàidhlig": "gd", "íslenska": "is", "esperanto": "eo", "lingua latina": "la", "latin": "la",
    "中文-普通话 國語": "zh", "中文-广东话 粵語": "yue", "中文": "zh", "chinese": "zh", "简体中文": "zh-Hans",
    "繁體中文": "zh-Hant", "日本語": "ja", "japanese": "ja", "한국어": "ko", "korean": "ko",
    "العربية": "ar", "arabic": "ar", "עברית": "he", "hebrew": "he", "فارسی": "fa", "persian": "fa",
    "اردو": "ur", "hindi": "hi", "हिन्दी": "hi", "bahasa indonesia": "id", "indonesian": "id",
    "bahasa malaysia": "ms", "filipino": "fil", "wikang filipino": "fil", "tiếng việt": "vi",
    "vietnamese": "vi", "ไทย": "th", "thai": "th",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MONTHS = {name: index for index, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_WORDED = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b"
)
# Controls that turn the direction of text around: in names they only deceive.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def language(name: str) -> str:
    """The BCP 47 tag of a language's name or tag; '' if unknown."""
    name = name.strip()
    if found := _LANGUAGES.get(name.lower()):
        return found
    return language_tag(name) if _TAG.fullmatch(name) and (len(name) <= 3 or "-" in name or "_" in name) else ""


def iso_date(text: str) -> str:
    """The first date in a text as YYYY-MM-DD; '' if there is none. '7/12/2018' is read the American way."""
    if match := _ISO.search(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.search(text):
        return _date(int(match[3]), int(match[1]), int(match[2]))
    if (match := _WORDED.search(text)) and (month := _MONTHS.get(match[2][:3].lower())):
        day = match[1] or match[3]
        return _date(int(match[4]), month, int(day)) if day else ""
    return ""


def _date(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return ""


def epoch_date(seconds: str) -> str:
    """The day (UTC) of a Unix time; '' if it is none."""
    seconds = seconds.strip()
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def name(text: str) -> str:
    """A title or a person's name on one line, without controls or direction tricks."""
    return " ".join(_DIRECTIONS.sub("", legal(text)).split())


def listed(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list."""
    return tuple(item for item in (part.strip() for part in text.split(",")) if item)
