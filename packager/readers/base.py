"""What a reader is: a name, a way to recognise its files by content, and `read`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from packager.limits import Budget
from packager.model import Manuscript
from packager.problems import Report


@dataclass(frozen=True, slots=True)
class Source:
    """A file the user named: its path as given (for messages) and its bytes.

    `inner` is the member's name when the bytes come out of an archive. Readers work on the bytes alone
    and open no file; `beside` gives them what a saved page carries beside it (its picture folder), by the
    address the page uses, None for anything else. `budget` counts what the book's sources hold together.
    """

    path: str
    data: bytes = field(repr=False)
    inner: str = ""
    beside: Callable[[str], bytes | None] | None = field(default=None, repr=False, compare=False)
    budget: Budget = field(default_factory=Budget, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file name without folders: evidence for a title, never for the kind of file."""
        return (self.inner or self.path).replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def label(self) -> str:
        """How messages name it: 'stories.zip!a.txt'."""
        return f"{self.path}!{self.inner}" if self.inner else self.path


class Reader(Protocol):
    """One format. `read` gives a manuscript per story the source holds (an EPUB can hold several).

    It raises `FanpackError(ExitCode.INPUT, ...)` with one line where the file cannot be used at all;
    lesser findings go to the report.
    """

    name: str

    def recognises(self, source: Source) -> bool: ...

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]: ...


_PAGE = re.compile(rb"^[^\S\n]*(?:<!doctype[^\S\n]+html|<html(?:\s[^<>]{0,500})?>\s*<(?:head|body)\b)", re.I | re.M)


def holds_page(head: bytes) -> bool:
    """Whether an HTML page begins in this beginning of a file, maybe behind something else. Prose that speaks of HTML
    names it within a line or in a fence."""
    page = _PAGE.search(head)
    return page is not None and not re.search(rb"^(?:```|~~~)", head[: page.start()], re.M)
