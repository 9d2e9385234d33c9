"""Starting the catalogue's server, and what addresses it can be reached at."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from packager.problems import ExitCode, FanpackError
from packager.serve.app import app


def addresses(host: str, port: int) -> list[str]:
    """The addresses people on this network can type. Nothing is sent to find them out."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104
        return [f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"]
    found = ["127.0.0.1"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:  # connecting a datagram socket only picks the route
            probe.connect(("192.0.2.1", 9))
            found.insert(0, probe.getsockname()[0])
        except OSError:
            pass
    return [f"http://{address}:{port}/" for address in dict.fromkeys(found)]


def run(folder: Path, host: str, port: int, title: str, user: str, password: str, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `ready` is told each address once it can be reached.

    Raises `FanpackError` where the folder or the port cannot be used.
    """
    if not folder.is_dir():
        raise FanpackError(ExitCode.INPUT, str(folder), "is no folder; build a book first, or name its folder")
    try:
        listening = socket.create_server(
            (host, port),
            family=socket.AF_INET6 if ":" in host else socket.AF_INET,
            backlog=64,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise FanpackError(
            ExitCode.OUTPUT, f"{host}:{port}", f"cannot be listened on: {error.strerror}; try --port"
        ) from error
    for address in addresses(host, port):
        ready(address)
    settings = uvicorn.Config(
        app(folder, title=title, user=user, password=password),
        log_level="warning",
        server_header=False,
        limit_concurrency=100,
        timeout_keep_alive=15,
    )
    with listening, suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
        uvicorn.Server(settings).run(sockets=[listening])
