"""Under which names the program answers, and from which pages it is asked.

A page of another host must neither read nor act here, whatever a browser is led to believe. With DNS
rebinding its name leads to this machine, so a name that is not ours is refused; and a request that acts, or
opens the websocket, comes from a page of ours or not at all (OWASP ASVS 5.0, 3.5.1 and 4.4.2).
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

LOOPBACK = ("localhost", "127.0.0.1", "::1")

_HOST = re.compile(r"(?:\[(?P<literal>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::(?P<port>\d{1,5}))?")
_PORTS = {"http": ("http", "80"), "ws": ("http", "80"), "https": ("https", "443"), "wss": ("https", "443")}


@dataclass(frozen=True)
class Hosts:
    """Names of this program.

    Parameters
    ----------
    names
        Host names beside those of the machine itself (`LOOPBACK`) and the address at which a connection
        arrives, which no name of another host can stand for.
    origins
        Origins, scheme and name and port, of pages that a proxy serves under another name or scheme.
    """

    names: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str] = (), origins: Iterable[str] = ()) -> "Hosts":
        return cls(
            frozenset(name.lower().rstrip(".") for name in (*LOOPBACK, *names)),
            frozenset(origin.lower().rstrip("/") for origin in origins),
        )

    def knows(self, scope: Scope) -> bool:
        """Whether a request asks for a name of this program."""
        host = _host(scope)
        return host is not None and (host[0] in self.names or host[0] == _arrival(scope))

    def is_own(self, scope: Scope) -> bool:
        """Whether a request comes from a page of this program: its Origin is there, and is ours."""
        sent = Headers(scope=scope).getlist("origin")
        host = _host(scope)
        if len(sent) != 1 or host is None:
            return False
        origin = sent[0].lower()
        scheme, usual = _PORTS[scope["scheme"]]
        name = f"[{host[0]}]" if ":" in host[0] else host[0]
        port = host[1] if host[1] and host[1] != usual else ""
        return origin in self.origins or origin == f"{scheme}://{name}{port and ':' + port}"


def is_loopback(scope: Scope) -> bool:
    """Whether a request comes from this machine, to its own name, and was passed on by nobody."""
    client, host = scope.get("client"), _host(scope)
    passed_on = any(name == b"forwarded" or name.startswith(b"x-forwarded-") for name, _ in scope["headers"])
    if client is None or host is None or host[0] not in LOOPBACK or passed_on:
        return False
    address = _address(client[0])
    return address is not None and address.is_loopback


def _host(scope: Scope) -> tuple[str, str | None] | None:
    """Name and port of the Host header; None if there is none, several, or none that is a name."""
    sent = Headers(scope=scope).getlist("host")
    parts = _HOST.fullmatch(sent[0].lower()) if len(sent) == 1 else None
    return (parts["literal"] or parts["name"].rstrip("."), parts["port"]) if parts else None


def _arrival(scope: Scope) -> str | None:
    """Address of this machine at which a connection arrived."""
    server = scope.get("server")
    address = _address(server[0]) if server else None
    return str(address) if address else None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
