"""Drafts as the files of office programs: Word, OpenDocument, RTF."""

from __future__ import annotations

import html
import random

from tests.readers import samples
from tools.fuzzing.drafts import Piece, said_in_xml, sentence


def as_docx(pieces: list[Piece], rng: random.Random) -> bytes:
    body: list[str] = []
    notes = ""
    for number, (kind, text) in enumerate(pieces, 1):
        said = said_in_xml(text)
        style = {"title": "Title", "chapter": "heading1", "head": "heading2", "quote": "Quote"}.get(kind, "")
        run = rng.choice(
            (
                "",
                "",
                "<w:i/>",
                "<w:b/>",
                "<w:u w:val='single'/>",
                "<w:strike/>",
                "<w:vertAlign w:val='superscript'/>",
                "<w:smallCaps/>",
                "<w:rtl/>",
                "<w:vanish/>",
            )
        )
        if kind == "table":
            cell = f"<w:tc>{samples.word_paragraph(said)}</w:tc>"
            body.append(f"<w:tbl><w:tr>{cell * 2}</w:tr><w:tr>{cell}</w:tr></w:tbl>")
        elif kind == "footnote":
            notes += f"<w:footnote w:id='{number}'>{samples.word_paragraph(said)}</w:footnote>"
            body.append(f"<w:p><w:r><w:t>Mud</w:t></w:r><w:r><w:footnoteReference w:id='{number}'/></w:r></w:p>")
        elif kind in ("gap", "empty"):
            body.append("<w:p/>")
        else:
            body.append(samples.word_paragraph(said, style, run, rng.choice(("", "", "center", "right"))))
    return samples.docx("".join(body), notes=notes, core=f"<dc:title>{html.escape(sentence(rng, 4))}</dc:title>")


def as_odt(pieces: list[Piece], rng: random.Random) -> bytes:
    body: list[str] = []
    for kind, text in pieces:
        said = said_in_xml(text)
        match kind:
            case "title" | "chapter" | "head":
                body.append(f'<text:h text:outline-level="{rng.randint(0, 7)}">{said}</text:h>')
            case "footnote":
                body.append(
                    f"<text:p>{said}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{said}</text:p></text:note-body></text:note></text:p>"
                )
            case "list":
                body.append(f"<text:list><text:list-item><text:p>{said}</text:p></text:list-item></text:list>")
            case "table":
                body.append(
                    f"<table:table><table:table-row><table:table-cell><text:p>{said}</text:p></table:table-cell></table:table-row></table:table>"
                )
            case "image":
                body.append(
                    f'<text:p><draw:frame><draw:image xlink:href="{rng.choice(("Pictures/boat.png", "Pictures/no.png", "../x"))}"/><svg:desc>{said}</svg:desc></draw:frame></text:p>'
                )
            case "verse":
                body.append(f"<text:p>{said.replace(' ', '<text:line-break/>')}</text:p>")
            case _:
                body.append(
                    f'<text:p><text:span text:style-name="T">{said}</text:span><text:s text:c="{rng.choice((1, 3, 99))}"/><text:tab/></text:p>'
                )
    return samples.odt(
        "".join(body),
        styles='<style:style style:name="T"><style:text-properties fo:font-style="italic"/></style:style>',
    )


def as_rtf(pieces: list[Piece], rng: random.Random) -> bytes:
    out = [
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times;}}{\info{\title "
        + sentence(rng, 3).encode("ascii", "ignore").decode()
        + "}}"
    ]
    for kind, text in pieces:
        said = "".join(_rtf_letter(c) for c in text)
        match kind:
            case "chapter" | "title" | "head" | "centre":
                out.append(rf"\pard\qc\b {said}\b0\par\pard\ql ")
            case "footnote":
                out.append(rf"mud{{\footnote\pard {said}\par}}\par ")
            case "table":
                out.append(rf"\trowd\cellx100\cellx200\intbl {said}\cell {said}\cell\row\pard ")
            case "hidden":
                out.append(rf"{{\v {said}}}{{\*\unknown {said}}}\par ")
            case "verse":
                out.append(said.replace(" ", r"\line ") + r"\par ")
            case _:
                out.append(rng.choice((r"{}\par ", r"{{\i {}}}\par ", r"\ul {}\ul0\par ", r"{}\par\par ")).format(said))
    return ("".join(out) + "}").encode("ascii", "replace")


def _rtf_letter(letter: str) -> str:
    if letter in "\\{}":
        return "\\" + letter
    if ord(letter) < 128:
        return letter
    units = letter.encode("utf-16-le", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2))
