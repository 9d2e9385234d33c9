"""What WeasyPrint has to say, as lines."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Listening(logging.Handler):
    """Collects what WeasyPrint logs while a part is laid out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def listening() -> Iterator[list[str]]:
    """What WeasyPrint has to say meanwhile, as lines."""
    logger = logging.getLogger("weasyprint")
    handler = Listening()
    before = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
