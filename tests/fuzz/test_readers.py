"""Readers under damaged input: a short run of the fuzzer, and what it has found before."""

from __future__ import annotations

import contextlib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from packager.problems import FanpackError, Report
from packager.readers.base import Source
from packager.readers.table import read
from tests.readers import samples

ROOT = Path(__file__).resolve().parents[2]


def _fuzzer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_readers", ROOT / "tools" / "fuzz_readers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    """Three hundred damaged files are read or refused in one line, in time, without a file opened."""
    said: list[str] = []
    assert _fuzzer().run(None, 300, 7, 20.0, tmp_path, said.append) == 0, said


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
