"""A page saved as one file (.mhtml, .mht): the page and what it carries, as Chrome, Edge and Opera write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager import limits
from packager.problems import ExitCode, FanpackError
from packager.readers.base import Source

if TYPE_CHECKING:
    from email.message import Message

_SNIFF = 8_192


def is_mhtml(source: Source) -> bool:
    head = source.data[:_SNIFF].lower()
    return b"mime-version:" in head and b"multipart/related" in head and b"boundary=" in head


def page_of(source: Source) -> Source:
    """The page inside, with its pictures beside it. Raises `FanpackError` where there is no page."""
    try:
        import email  # 0.1 s, and every build asks whether a file is one of these
        import email.policy

        message = email.message_from_bytes(source.data, policy=email.policy.compat32)
        parts = list(_leaves(message))[: limits.PARTS]
    except (ValueError, LookupError, RecursionError) as error:
        raise FanpackError(
            ExitCode.INPUT, source.label, f"the saved page is damaged ({error}); save it again"
        ) from error
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise FanpackError(
            ExitCode.INPUT, source.label, "the saved page (.mhtml) holds no page; save it again, as HTML"
        )
    carried: dict[str, Message] = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            carried.setdefault(str(part.get("Content-Location") or ""), part)
            carried.setdefault("cid:" + str(part.get("Content-ID") or "").strip("<> "), part)

    def beside(src: str) -> bytes | None:
        found = carried.get(src)
        return _bytes(found) if found is not None else None

    return Source(source.path, _page(pages[0]), source.inner, beside, source.budget)


def _leaves(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _page(part: Message) -> bytes:
    """The page in UTF-8 where the part names its encoding; else as it is."""
    data = _bytes(part)
    charset = part.get_content_charset()
    if charset:
        try:
            return data.decode(charset).encode("utf-8", "replace")
        except (LookupError, ValueError):  # no codec of such a name, or no name at all (with a NUL)
            pass
    return data
