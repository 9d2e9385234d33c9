"""Addresses of the web as a book may hold them: escaped, with a host that can be one."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

SCHEMES = frozenset(("http", "https", "mailto"))
LONGEST = 2000  # characters
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\ud800-\udfff\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[^\s\x00-\x20\x7f#%/:<>?@\[\]\\^|\"`{}]+")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.I | re.A)


def web_address(said: str) -> str:
    """An absolute http, https or mailto address, escaped; '' for any other and for what epubcheck calls no URL."""
    said = re.sub(r"[\t\r\n]", "", said.strip())
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES or len(said) > LONGEST:
        return ""
    start, colon, rest = said.partition(":")
    if parts.scheme.lower() == "mailto":
        return f"{start}{colon}{_escaped(rest)}" if rest.strip() else ""
    if not rest.startswith("//") or not _is_host(parts.netloc, port):
        return ""
    return f"{start}://{parts.netloc}{_escaped(rest[2 + len(parts.netloc) :])}"


def _is_host(netloc: str, port: int | None) -> bool:
    """Whether the part between '//' and the path is a host, with a port or without. Nobody's password is taken."""
    name = netloc if port is None else netloc.rpartition(":")[0]
    name = name.removesuffix(":")
    if name.startswith("["):
        try:
            ipaddress.IPv6Address(name[1:-1])
        except ValueError:
            return False
        return name.endswith("]")
    if not _HOST.fullmatch(name):
        return False
    last = name.rstrip(".").rpartition(".")[2]
    try:
        if _NUMBER.fullmatch(last):  # what ends in a number is an IPv4 address or none
            ipaddress.IPv4Address(name.rstrip("."))
        name.encode("idna")
    except ValueError:
        return False
    return True


def _escaped(text: str) -> str:
    def code(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "replace"))

    return _LONE_PERCENT.sub("%25", _UNSAFE.sub(code, text)).replace("[", "%5B").replace("]", "%5D")
