"""Damage: random changes to files, of their bytes or, for a zip, of the files inside it."""

from __future__ import annotations

import random
import warnings
import zipfile
from io import BytesIO

DICTIONARY = (
    b"<", b">", b"</", b"<p>", b"</p>", b"<div>", b"<table>", b"<tr><td>", b"<ul><li>", b"<blockquote>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"&#99999999;", b"&nbsp;", b"&", b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<script>", b"<style>", b"<svg>", b"<math>",
    b"<ruby><rt>", b"<br>" * 50, b"<i>" * 300, b"<div>" * 3000, b"<hr>", b" id='endnotes'", b" href='#x'",
    b" href='file:///etc/passwd'", b" src='../../../etc/passwd'", b" src='data:image/png;base64,AAAA'",
    b" style='display:none'", b" colspan=999999999", b" start=-1", b" class='phone'", b" class='text'",
    b"{\\rtf1", b"\\u-10179?", b"\\bin999999 ", b"\\'", b"{" * 500, b"\\footnote", b"{\\pict\\pngblip ",
    b"# ", b"```", b"> " * 60, b"- " * 60, b"* " * 60, b"[a](", b"---\n", b"PK\x03\x04", b"PK\x05\x06",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml version='1.0' encoding='utf-16'?>", b"<meta charset=utf-7>",
    b"\xe2\x80\xae", b"A" * 5000,
)  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The data with a few random changes."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        if not out:
            out += rng.choice(DICTIONARY)
        at = rng.randrange(len(out))
        span = min(len(out) - at, rng.choice((1, 2, 8, 64, 1024)))
        match rng.randrange(8):
            case 0:
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                out[at : at + span] = rng.randbytes(span)
            case 2:
                del out[at : at + span]
            case 3:
                out[at:at] = rng.choice(DICTIONARY)
            case 4:
                out[at:at] = out[at : at + span] * rng.choice((1, 2, 50))
            case 5:
                other = rng.randrange(len(out))
                out[at : at + span] = out[other : other + span]
            case 6:
                del out[at:]
            case _:
                out[at : at + span] = rng.choice(DICTIONARY)
    return bytes(out)


def mutated(data: bytes, rng: random.Random, other: bytes) -> bytes:
    """A mutation of a file: of its bytes, or, for a zip, mostly of a file inside it."""
    if rng.random() < 0.03:
        cut = rng.randrange(len(other) + 1)
        return data[: rng.randrange(len(data) + 1)] + other[cut:]
    if data[:2] == b"PK" and rng.random() < 0.8:
        return _member_mutated(data, rng)
    return damaged(data, rng)


def _member_mutated(data: bytes, rng: random.Random) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        infos = old.infolist()
        chosen = rng.randrange(len(infos))
        for number, info in enumerate(infos):
            inside = old.read(info)
            name = info.filename
            if number == chosen:
                choice = rng.random()
                if choice < 0.05:
                    continue
                if choice < 0.1:
                    name = rng.choice(("../" + name, "/" + name, name + "\x07", name.upper(), "a/" * 200 + name))
                elif inside:
                    inside = damaged(inside, rng)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                new.writestr(zipfile.ZipInfo(name), inside, info.compress_type)
    return out.getvalue()
