"""One address of the web, fetched with care: the only place of fanpack that speaks to the network for a book.

The name is resolved once, every address it has is checked, and the connection goes to the checked address: a
name that means another machine a moment later (DNS rebinding) leads nowhere. Redirects are followed by hand and
checked like the first address. No cookie, password, referrer or proxy is used. The standard library is
enough for that; the well-known clients resolve names themselves, out of reach of a check.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from packager import __version__, limits

PORTS = frozenset({80, 443, 8080, 8443})
"""Where web servers listen; a story has no business at any other door."""

REDIRECTS = 5
CHUNK = 65_536

Address = str
Resolve = Callable[[str, int], "list[Address]"]


class RefusedError(Exception):
    """Why an address was not fetched, in words for people; without the address itself."""


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be fetched. `allowed` are hosts ('localhost', 'nas:8000') the user named, wherever they stand."""

    allowed: frozenset[str] = frozenset()
    seconds: float = limits.FETCH_SECONDS
    size: int = limits.PICTURE
    resolve: Resolve = field(default=resolve, repr=False)


def get(url: str, rules: Rules) -> bytes:
    """The bytes at an http or https address. Raises `RefusedError`."""
    deadline = time.monotonic() + rules.seconds
    secure = False
    for _ in range(REDIRECTS + 1):
        parts = checked_url(url, rules)
        if secure and parts.scheme == "http":
            raise RefusedError("it leads from a secure address to an open one (https to http)")
        secure = parts.scheme == "https"
        answer = _ask(parts, rules, deadline)
        if isinstance(answer, bytes):
            return answer
        try:
            url = urljoin(url, answer)
        except ValueError:
            raise RefusedError("it leads on to a malformed address") from None
    raise RefusedError(f"it leads on and on (more than {REDIRECTS} redirects)")


def checked_url(url: str, rules: Rules) -> SplitResult:
    """The parts of an address that may be asked for. Raises `RefusedError`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedError("the address is malformed") from None
    if parts.scheme not in ("http", "https"):
        raise RefusedError(f"only http and https addresses are fetched, not {parts.scheme or 'this kind'}:")
    if not parts.hostname:
        raise RefusedError("the address names no server")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("the address holds a user name; fanpack signs in nowhere")
    if port is not None and port not in PORTS and not _named(parts, rules):
        raise RefusedError(f"port {port} is none that web servers use")
    return parts


def _named(parts: SplitResult, rules: Rules) -> bool:
    """Whether the user allowed this host (at any port) or host and port."""
    host = (parts.hostname or "").lower()
    return host in rules.allowed or f"{host}:{_port(parts)}" in rules.allowed


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def addresses(parts: SplitResult, rules: Rules, deadline: float) -> list[Address]:
    """The checked addresses of a host. Raises `RefusedError` unless every one of them is public (or allowed)."""
    host = parts.hostname or ""
    found: list[list[Address]] = []

    def look() -> None:
        with suppress(OSError, UnicodeError, ValueError):
            found.append(rules.resolve(host, _port(parts)))

    # A resolver can take minutes to give up, and there is no way to stop it but not to wait.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.1, deadline - time.monotonic()))
    if not found or not found[0]:
        raise RefusedError("the server's name is not known (is the machine offline?)")
    if not _named(parts, rules):
        for address in found[0]:
            if not is_public(address):
                raise RefusedError(
                    "the address is in a private network or on this machine; if that is meant, "
                    f"add --fetch-images-from {parts.hostname}"
                )
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is a machine of the open internet: not this one, not the local network, no special range."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if int(ip) >> 32 in (0x0064FF9B << 64, 0):  # NAT64 (64:ff9b::/96) and ::/96 hold an IPv4 address at the end
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(part is not None and not is_public(str(part)) for part in inner):
            return False
    return ip.is_global and not ip.is_multicast


def _ask(parts: SplitResult, rules: Rules, deadline: float) -> bytes | str:
    """The body of the answer, or the address it leads on to."""
    failure: OSError | None = None
    for address in addresses(parts, rules, deadline):
        try:
            connection = _connected(parts, address, deadline)
        except OSError as error:
            failure = error
            continue
        with closing(connection):
            # Timeouts of a socket begin anew with every byte; this one ends a server that drips them.
            watch = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connection.sock])
            watch.daemon = True
            watch.start()
            try:
                found = _answer(connection, parts, rules)
                if time.monotonic() >= deadline:  # hung up on, its end looks like the end of the picture
                    break
                return found
            except (OSError, http.client.HTTPException, ValueError) as error:
                if time.monotonic() >= deadline:
                    break
                raise RefusedError(f"the server's answer is broken ({type(error).__name__})") from error
            finally:
                watch.cancel()
    if time.monotonic() >= deadline:
        raise RefusedError(f"it took more than {rules.seconds:g} seconds")
    if isinstance(failure, ssl.SSLError):
        raise RefusedError("the server's certificate cannot be trusted") from failure
    raise RefusedError(f"the server cannot be reached ({(failure and failure.strerror) or 'no answer'})")


def _connected(parts: SplitResult, address: Address, deadline: float) -> http.client.HTTPConnection:
    """A connection to this very address, whatever the name means by now."""
    left = max(0.1, deadline - time.monotonic())
    host = parts.hostname or ""
    sock = socket.create_connection((address, _port(parts)), timeout=left)
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
    connection = http.client.HTTPConnection(host, _port(parts), timeout=left)
    connection.sock = sock
    return connection


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _answer(connection: http.client.HTTPConnection, parts: SplitResult, rules: Rules) -> bytes | str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_query(parts.query)}" if parts.query else "")
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    host = (parts.hostname or "").encode("idna").decode() if "[" not in parts.netloc else f"[{parts.hostname}]"
    connection.putheader("Host", host if parts.port is None else f"{host}:{parts.port}")
    connection.putheader("User-Agent", f"fanpack/{__version__}")
    connection.putheader("Accept", "image/*")
    connection.putheader("Accept-Encoding", "identity")
    connection.putheader("Connection", "close")
    connection.endheaders()
    answer = connection.getresponse()
    if answer.status in (301, 302, 303, 307, 308):
        place = answer.getheader("Location") or ""
        if not place:
            raise RefusedError("the server leads on to nowhere")
        return re.sub(r"[\x00-\x20]", "", place)
    if answer.status in (401, 403, 407):
        raise RefusedError(f"the server shows it only to those who sign in ({answer.status})")
    if answer.status != 200:
        raise RefusedError(f"the server does not have it ({answer.status})")
    if answer.length is not None and answer.length > rules.size:
        raise RefusedError(f"it is larger than {rules.size // limits.MB} MB")
    data = bytearray()
    while piece := answer.read1(CHUNK):
        data += piece
        if len(data) > rules.size:
            raise RefusedError(f"it is larger than {rules.size // limits.MB} MB")
    if answer.length:
        raise http.client.IncompleteRead(b"")
    return bytes(data)


def _query(text: str) -> str:
    return quote(text, safe="/%:@!$&'()*+,;=~-._?")
