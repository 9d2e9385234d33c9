"""What reading a damaged zip file raises; an EPUB is one, too."""

from __future__ import annotations

import zipfile
import zlib

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""`zipfile` checks little itself: a member that is cut short or not deflate, encrypted (`RuntimeError`) or packed in a
way that isn't known (`NotImplementedError`, which is one) raises what the layers below say."""
