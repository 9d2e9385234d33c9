"""Pictures of the web, for those who ask for them (`--fetch-images`): fetched once, kept, the same ever after.

What was fetched lies beside `fanpack.toml` in the folder `fanpack-pictures` (without a manifest: in the user's
cache), one file an address. A later build takes it from there, so the book stays the same though the web changes;
beside a manifest that holds without the option too, for then nothing is fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from packager import limits
from packager.fetch_http import RefusedError, Rules, get
from packager.files import complete
from packager.problems import FanpackError
from packager.progress import Progress, silent
from packager.readers.images import checked

ENDINGS = ("jpg", "png", "gif")


def user_folder() -> Path:
    """Where pictures are kept for builds without a manifest: in the user's cache, or below FANPACK_CACHE."""
    import platformdirs

    named = os.environ.get("FANPACK_CACHE")
    return (Path(named) if named else Path(platformdirs.user_cache_dir("fanpack", appauthor=False))) / "pictures"


@dataclass(slots=True)
class Fetcher:
    """Gives the pictures behind addresses, from what is kept in `folder` or, where `on`, from the web.

    One serves all sources of a build; the limits on count, bytes and time are for all of them together.
    """

    folder: Path
    on: bool = False
    rules: Rules = field(default_factory=Rules)
    progress: Progress = silent
    asked: int = 0
    size: int = 0
    spent: float = 0.0
    refused: dict[str, str] = field(default_factory=dict)  # address -> why

    def __call__(self, url: str) -> bytes | None:
        """The bytes of a picture, None where there is none; `refused` says why then, if it was tried."""
        address = f"https:{url}" if url.startswith("//") else url
        kept = self._kept(address)
        if kept is not None or not self.on or url in self.refused:
            return kept
        try:
            return self._fetch(address)
        except RefusedError as error:
            self.refused[url] = str(error)
            return None

    def _path(self, url: str, ending: str) -> Path:
        """Named by server and address: a person sees whence it came, no two addresses share a file."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
        host = re.sub(r"[^a-z0-9.-]+", "-", host.lower())[:60].strip("-.")
        key = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:24]
        return self.folder / f"{host or 'web'}-{key}.{ending}"

    def _kept(self, url: str) -> bytes | None:
        for ending in ENDINGS:
            path = self._path(url, ending)
            try:
                if path.is_file() and path.stat().st_size <= limits.PICTURE:
                    return path.read_bytes()
            except OSError:
                continue
        return None

    def _fetch(self, url: str) -> bytes:
        if self.asked >= limits.FETCH_PICTURES:
            raise RefusedError(f"fanpack asks for {limits.FETCH_PICTURES:,} pictures a build; build again to go on")
        if self.size >= limits.FETCH_TOTAL:
            raise RefusedError(f"fanpack fetches {limits.FETCH_TOTAL // limits.MB} MB a build; build again to go on")
        if self.spent >= limits.FETCH_ALL_SECONDS:
            raise RefusedError(f"fetching took {limits.FETCH_ALL_SECONDS // 60} minutes already; build again to go on")
        self.asked += 1
        self.progress("fetching pictures", self.asked, 0)
        began = time.monotonic()
        try:
            data = get(url, self.rules)
        finally:
            self.spent += time.monotonic() - began
        self.size += len(data)
        picture = checked(data)
        if picture is None:
            raise RefusedError("what the server gave is no picture that a book can show")
        try:
            with complete(self._path(url, picture.ending)) as temporary:
                temporary.write_bytes(picture.data)
        except FanpackError as error:
            raise RefusedError(f"it cannot be kept in {self.folder} ({error.message})") from error
        return picture.data
