"""A book by e-mail, as Send to Kindle takes it, through the user's own mail server.

The server stands in `mail.toml` in fanpack's configuration folder (`~/.config/fanpack/` on Linux):

    host = "smtp.example.org"
    port = 587                  # 465 with security = "tls"
    security = "starttls"       # "tls", "starttls" or "none"
    user = "me@example.org"
    from = "me@example.org"     # must be on the list of senders that Amazon accepts for you

The password is never written there: it is asked for, or comes from FANPACK_MAIL_PASSWORD.
"""

from __future__ import annotations

import smtplib
import ssl
import tomllib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from packager.problems import ExitCode, FanpackError
from packager.send import ENDINGS, Sent, read_book

LARGEST = 50_000_000  # bytes; Send to Kindle's own limit for mail
TIMEOUT = 60  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str = ""


def config_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("fanpack", appauthor=False) / "mail.toml"


def read_server(path: Path) -> Server:
    """The mail server in `path`. Raises `FanpackError` (manifest) that says what to write where."""
    where = str(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FanpackError(
            ExitCode.MANIFEST, where, 'is not there; write host = "...", user = "..." and from = "..." into it'
        ) from None
    except (OSError, ValueError) as error:
        raise FanpackError(ExitCode.MANIFEST, where, f"cannot be used: {error}; mend that place") from None
    known = {"host", "port", "security", "user", "from"}
    for key in table:
        if key not in known:
            raise FanpackError(ExitCode.MANIFEST, where, f"{key} is no setting; known are {', '.join(sorted(known))}")
    for key in ("host", "from"):
        if not isinstance(table.get(key), str) or not table[key]:
            raise FanpackError(ExitCode.MANIFEST, where, f'says no {key}; add {key} = "..."')
    security = table.get("security", "starttls")
    if security not in {"tls", "starttls", "none"}:
        raise FanpackError(ExitCode.MANIFEST, where, 'security must be "tls", "starttls" or "none"')
    port = table.get("port", 465 if security == "tls" else 587)
    if not isinstance(port, int):
        raise FanpackError(ExitCode.MANIFEST, where, "port must be a number, such as 465 or 587")
    return Server(table["host"], table["from"], port, security, str(table.get("user", "")))


def mail(book: Path, address: str, server: Server, password: str) -> Sent:
    """Mail one book to a Send to Kindle address (or any other).

    Raises `FanpackError`: input (no book that can be mailed), output (the server does not take it).
    """
    if not book.is_file():
        raise FanpackError(ExitCode.INPUT, str(book), "is no file; build the book first")
    if book.suffix.lower() not in ENDINGS or book.name.endswith(".kepub.epub"):
        raise FanpackError(ExitCode.INPUT, str(book), "Send to Kindle takes EPUB and PDF; name one of those")
    if book.stat().st_size > LARGEST:
        raise FanpackError(ExitCode.INPUT, str(book), "is over 50 MB; drop it on amazon.com/sendtokindle instead")
    message = EmailMessage()
    message["Subject"] = book.stem
    message["From"] = server.sender
    message["To"] = address
    message.set_content("A book made with fanpack.\n")
    kind = ("application", "epub+zip") if book.suffix.lower() == ".epub" else ("application", "pdf")
    message.add_attachment(read_book(book), maintype=kind[0], subtype=kind[1], filename=book.name)
    where = f"{server.host}:{server.port}"
    try:
        _deliver(message, server, password)
    except smtplib.SMTPAuthenticationError:
        raise FanpackError(
            ExitCode.OUTPUT, where, "the mail server refused user or password; check both and try again"
        ) from None
    except UnicodeEncodeError:  # smtplib signs in with ASCII alone
        raise FanpackError(
            ExitCode.OUTPUT, where, "user or password holds letters beyond ASCII, which can't be sent; choose others"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise FanpackError(
            ExitCode.OUTPUT, where, f"the mail could not be sent: {error}; check host and port, and that you are online"
        ) from None
    return Sent(book, address, "mailed")


def _deliver(message: EmailMessage, server: Server, password: str) -> None:
    secure = ssl.create_default_context()
    if server.security == "tls":
        with smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=secure) as line:
            _hand_over(line, message, server, password)
        return
    with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as line:
        if server.security == "starttls":
            line.starttls(context=secure)
        _hand_over(line, message, server, password)


def _hand_over(line: smtplib.SMTP, message: EmailMessage, server: Server, password: str) -> None:
    if server.user:
        line.login(server.user, password)
    line.send_message(message)
