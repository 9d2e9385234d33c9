"""The words headings are made of: chapter words, number words and numerals in five languages."""

from __future__ import annotations

import re

CHAPTER = r"chapters?|chapt?|ch|chpt|chp|chappie|chappy|chapitre|cap[íi]tulo|cap|kapitel|kap|capitolo|cap[íi]tol|hoofdstuk|глава|rozdzia[łl]"
PART = r"parts?|pt|partie|parte|teil|livre|libro|buch|books?|bk|volumes?|vol|tome|tomo|band|arc|act|acte|acto|akt|saga|cycle|часть"
LESSER = r"episode|ep|letter|scene|stave|canto|section|verse|entry|day|night|lesson|round|track|stage|step|drabble|prompt|snippet|fic|story|theme|installment|instalment|week|year|lettre|carta|brief|szene"
SPECIAL = (
    r"prologue|prolog|epilogue|epilog|foreword|preface|introduction|interludes?|intermission|omake|afterword|prelude|postlude|coda|intermezzo"
    r"|side ?story|bonus(?: chapter)?|extra|outtakes?|deleted scenes?|opening|finale|conclusion|postscript|author['’]s introduction[\w ]*|appendix|proem|overture"
    r"|pr[óo]logo|ep[íi]logo|interludio|introducci[óo]n|avant-propos|introduction|[ée]pilogue|vorwort|nachwort|zwischenspiel|einleitung|prefacio|pr[ée]face|entr['’]acte"
)
CONTENTS = r"(?:table of )?contents|index of chapters|chapter list|list of chapters|chapters|table des mati[èe]res|sommaire|inhalt(?:sverzeichnis)?|[íi]ndice"

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "last": 9999, "final": 9999,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "premier": 1, "première": 1, "deuxième": 2, "seconde": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6,
    "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10, "dernier": 9999, "onzième": 11, "douzième": 12,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12,
    "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "treinta": 30,
    "primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "tercer": 3, "cuarto": 4, "cuarta": 4,
    "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6, "séptimo": 7, "octavo": 8, "noveno": 9, "décimo": 10,
    "eins": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20,
    "dreißig": 30, "erstes": 1, "erste": 1, "erster": 1, "zweites": 2, "zweite": 2, "zweiter": 2, "drittes": 3, "dritte": 3, "viertes": 4,
    "vierte": 4, "fünftes": 5, "fünfte": 5, "sechstes": 6, "siebtes": 7, "siebentes": 7, "achtes": 8, "neuntes": 9, "zehntes": 10, "elftes": 11,
    "zwölftes": 12, "letztes": 9999,
}  # fmt: skip
_TENS = re.compile(r"^(twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety)[- ]?(\w+)$")
_HUNDRED = re.compile(r"^(?:an?|one|two|three|four) hundred(?:[- ](?:and[- ])?(.+))?$")
_ROMAN = re.compile(r"^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

NUMBER_WORD = (
    r"(?:(?:an?|one|two|three|four)[- ]hundred(?:[- ](?:and[- ])?)?)?(?:(?:twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety)[- ]?)?(?:"
    + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    + r")"
)
NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?(?:st|nd|rd|th|er|e|º|ª)?|[ivxlcIVXLC]+|{NUMBER_WORD})"


def number_value(written: str) -> float | None:
    """The number a heading writes as digits, numeral or word; None where it is none."""
    text = written.strip().lower().rstrip(".")
    if match := re.match(r"^(\d+(?:\.\d+)?)(?:st|nd|rd|th|er|e|º|ª)?$", text):
        return float(match[1])
    if text in _UNITS:
        return float(_UNITS[text])
    if match := _TENS.match(text):
        tens, unit = _UNITS[match[1]], _UNITS.get(match[2])
        return float(tens + unit) if unit and unit < 10 else None
    if match := _HUNDRED.match(text):
        rest = number_value(match[1]) if match[1] else 0.0
        return 100.0 + rest if rest is not None and rest < 100 else None
    if text and _ROMAN.match(text):
        values = [_ROMAN_VALUES[c] for c in text]
        following = [*values[1:], 0]
        return float(sum(-a if a < b else a for a, b in zip(values, following, strict=True)))
    return None
