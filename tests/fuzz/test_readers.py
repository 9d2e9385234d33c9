"""Readers under damaged input: what fuzzing has found before."""

from __future__ import annotations

import contextlib

import pytest

from packager.problems import FanpackError, Report
from packager.readers.base import Source
from packager.readers.table import read
from tests.readers import samples

FINDS = {
    "a tag name lxml will not write": "<p>one<ÿA[é>two</p><p>three</p><p>four</p>".encode(),
    "an unknown marked section, nested deep": b"<div>" * 3000 + b"<p>one<![CDITA[two]]></p>",
    "a style sheet of braces": b"<style>p" + b"{" * 5000 + b"</style><p>one</p><p>two</p><p>three</p>",
    "a zip member without a name": samples.zipped({"a.txt": "text", "": "nothing"}),
}


@pytest.mark.parametrize("data", FINDS.values(), ids=FINDS.keys())
def test_finds_stay_mended(data: bytes) -> None:
    """What the fuzzer found once is read, or refused in one line."""
    with contextlib.suppress(FanpackError):
        read(Source("find", data), Report())
