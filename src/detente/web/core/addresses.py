"""Where a request comes from: the only place of the site that reads an address, and it gives a network only."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

__all__ = ["client_network"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_network(request: HttpRequest) -> bytes:
    """The client's /24 (IPv4) or /64 (IPv6) as bytes; empty where the server knows none.

    ``X-Forwarded-For`` is read only when the request comes from a proxy of ``DETENTE_TRUSTED_PROXIES``, and then from
    its end: the last hop that is not such a proxy. Whatever stands before it can be invented by the client.
    """
    address = _address(str(request.META.get("REMOTE_ADDR", "")))
    if address is None:
        return b""
    if _trusted(address):
        address = _last_untrusted(reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))) or address
    if isinstance(address, ipaddress.IPv4Address):
        return address.packed[:3]
    return address.packed[:8]


def _last_untrusted(hops: Iterable[str]) -> Address | None:
    for hop in hops:
        address = _address(hop.strip())
        if address is None:
            return None
        if not _trusted(address):
            return address
    return None


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _trusted(address: Address) -> bool:
    return any(address in network for network in settings.CONFIG.trusted_proxies)
