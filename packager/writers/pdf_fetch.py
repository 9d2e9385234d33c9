"""What WeasyPrint may open: pictures and fonts held in memory, nothing else.

By default HTML can attach `/etc/passwd` and fetches every http, file and data address in stylesheets, images,
objects and SVG, also nested ones. A book is built from strangers' pages, so the fetcher knows one scheme of its own
and refuses the rest; nothing touches the disk or the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "book"
BASE = f"{SCHEME}:/"


class Shelf(URLFetcher):  # type: ignore[misc]
    """Serves `book:/NAME` from memory: (bytes, media type) by name."""

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols={SCHEME}, allow_redirects=False)
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(BASE).split("#")[0].split("?")[0].lstrip("/")
        if not url.startswith(BASE) or name not in self._files:
            self.refused.append(url)
            raise ValueError(f"{url[:80]} is not part of the book")
        data, media_type = self._files[name]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})
