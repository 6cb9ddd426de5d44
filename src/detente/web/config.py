"""Every setting of the operator, in one place: the variable, what it means, how it is read.

``docs/reference/settings.md`` is made from `VARIABLES`; a test compares them. Nothing else in the site reads the
environment.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

__all__ = ["VARIABLES", "BadSetting", "Config", "load", "secret_of"]

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


class BadSetting(ValueError):
    """A setting that cannot be used; the message says what to set instead."""

    code: ClassVar[str] = "settings.bad"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


@dataclass(frozen=True)
class Variable:
    """One environment variable, its default as shown to a reader, and its meaning."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DETENTE_DATA", "./detente-data", "The data folder: database, secret, static files, backups."),
    Variable(
        "DETENTE_DATABASE_URL",
        "SQLite in the data folder",
        "`postgresql://user:password@host:port/name`, or `postgresql:///name?host=/run/postgresql` for a socket.",
    ),
    Variable(
        "DETENTE_ORIGIN",
        "http://localhost:8000",
        "The address under which people reach the site, scheme and host only. Links, QR codes and the allowed host "
        "follow from it. Off localhost it must be https.",
    ),
    Variable(
        "DETENTE_TRUSTED_PROXIES",
        "none",
        "Addresses or networks, separated by commas, whose `X-Forwarded-For` is believed (`127.0.0.1` for a proxy on "
        "the same machine). It only raises the work of many who join from one network; nothing keeps it.",
    ),
    Variable(
        "DETENTE_SMTP_URL",
        "none",
        "`smtp://user:password@host:587`. Without it nothing is mailed: links are shown to copy.",
    ),
    Variable("DETENTE_MAIL_FROM", "none", "The sender of mails; needed with DETENTE_SMTP_URL."),
    Variable("DETENTE_LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`."),
    Variable(
        "DETENTE_RESULTS_LICENCE",
        "CC BY 4.0",
        "The licence of published results, as it stands on their page and in every download. It speaks for the "
        "convener: have it confirmed before the first consultation opens.",
    ),
)


@dataclass(frozen=True)
class Config:
    """The operator's settings, checked.

    Attributes
    ----------
    data : Path
        The data folder.
    database_url : str
        Empty for SQLite in the data folder.
    origin : str
        Scheme, host and port, without a slash at the end.
    trusted_proxies : tuple of networks
    smtp_url, mail_from : str
        Empty where nothing is mailed.
    log_level : str
    demo : bool
        The demonstration: one-time sign-in links for each role exist, every page says so.
    results_licence : str
        The licence of published results, in the convener's name.
    """

    data: Path
    database_url: str = ""
    origin: str = "http://localhost:8000"
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    smtp_url: str = ""
    mail_from: str = ""
    log_level: str = "info"
    demo: bool = False
    results_licence: str = "CC BY 4.0"

    @property
    def host(self) -> str:
        """The host that requests must name, without port."""
        return urlsplit(self.origin).hostname or "localhost"

    @property
    def local(self) -> bool:
        """Whether the site is reached on this machine only."""
        return self.host in ("localhost", "127.0.0.1", "::1")

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https."""
        return self.origin.startswith("https://")


def load(environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings.

    Raises
    ------
    BadSetting
        The variable at fault and what to set instead.
    """
    given = {k: v.strip() for k, v in (os.environ if environment is None else environment).items()}
    database_url = given.get("DETENTE_DATABASE_URL", "")
    if database_url and urlsplit(database_url).scheme not in ("postgresql", "postgres"):
        raise BadSetting("DETENTE_DATABASE_URL", "must begin with postgresql://. Leave it empty for SQLite.")
    smtp_url, mail_from = given.get("DETENTE_SMTP_URL", ""), given.get("DETENTE_MAIL_FROM", "")
    if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps"):
        raise BadSetting("DETENTE_SMTP_URL", "must begin with smtp:// or smtps://.")
    if smtp_url and "@" not in mail_from:
        raise BadSetting("DETENTE_MAIL_FROM", "name the sender's mail address when DETENTE_SMTP_URL is set.")
    log_level = given.get("DETENTE_LOG_LEVEL", "") or "info"
    if log_level not in ("debug", "info", "warning", "error"):
        raise BadSetting("DETENTE_LOG_LEVEL", "must be debug, info, warning or error.")
    return Config(
        data=Path(given.get("DETENTE_DATA", "") or "detente-data").absolute(),
        database_url=database_url,
        origin=_origin(given.get("DETENTE_ORIGIN", "") or "http://localhost:8000"),
        trusted_proxies=_networks(given.get("DETENTE_TRUSTED_PROXIES", "")),
        smtp_url=smtp_url,
        mail_from=mail_from,
        log_level=log_level,
        demo=given.get("DETENTE_DEMO", "") == "1",
        results_licence=given.get("DETENTE_RESULTS_LICENCE", "") or "CC BY 4.0",
    )


def secret_of(data: Path) -> str:
    """The installation's secret, made at first use; readable by its owner only.

    Codes, cookies and receipts are kept as HMACs under keys derived from it: a database without it resumes nobody.
    """
    path = data / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        fresh = secrets.token_urlsafe(48)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(fresh + "\n")
        return fresh


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadSetting("DETENTE_ORIGIN", "must be a scheme and a host, such as https://dialogue.example.org.")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadSetting(
            "DETENTE_ORIGIN",
            f"a public site needs https, because voting needs secure cookies. Set https://{parts.netloc} and put a "
            "proxy with a certificate in front (docs: how-to/serve-in-public).",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    found = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ipaddress.ip_network(item, strict=False))
        except ValueError:
            raise BadSetting("DETENTE_TRUSTED_PROXIES", f"{item!r} is no address and no network.") from None
    return tuple(found)
