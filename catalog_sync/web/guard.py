"""Where a sync may connect to: anywhere public, and to the private hosts that the merchant names."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from catalog_sync.rows import SyncStopped, shown

if TYPE_CHECKING:
    from aiohttp import AddrInfoType
    from yarl import URL

NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address, and a gateway takes what is sent there to it."""

PORTS = {"http": 80, "https": 443}

Host = tuple[str, int | None]
"""A host's name in small letters, and its port; None stands for all of its ports."""


class AddressRefused(OSError):
    """A name led to a private address."""

    def __init__(self) -> None:
        super().__init__("not a public address")


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Hosts that may be private; without a port, all of theirs."""

    named: frozenset[Host] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "shop.internal, 127.0.0.1:8080, [::1]:8080". Raises SyncStopped for what is no host."""
        fix = "write hosts with or without a port and commas between them, as in shop.internal,127.0.0.1:8080"
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        hosts = {entry: host_and_port(entry) for entry in entries}
        if wrong := next((entry for entry, host in hosts.items() if host is None), None):
            raise SyncStopped("setting_wrong", f"SNAPTAP_SYNC__ALLOW_HOSTS: {shown(wrong)} is no host; {fix}")
        return cls(frozenset(host for host in hosts.values() if host))

    def __contains__(self, address: "URL") -> bool:
        return not self.named.isdisjoint(spellings(address.host, address.port))

    def names(self, address: str) -> bool:
        """Whether the host of an address as it is written, be it none, is one of these."""
        try:
            parts = urlsplit(address)
            port = parts.port or PORTS.get(parts.scheme)
        except ValueError:
            return False
        return not self.named.isdisjoint(spellings(parts.hostname, port))


NO_PRIVATE_HOSTS = AllowedHosts()


def public_socket(address: "AddrInfoType") -> socket.socket:
    """The one door to the network: called for each connection with the very address it goes to.

    The name is looked up before and not again after, so an answer that changes in between changes nothing. Raises
    AddressRefused.
    """
    family, kind, protocol, _, place = address
    if family not in {socket.AF_INET, socket.AF_INET6} or not is_public(str(place[0])):
        raise AddressRefused
    return socket.socket(family, kind, protocol)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the whole internet's, looked at through mappings of IPv4 into IPv6."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _public(address)


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _behind_nat64(address)
        if inner is not None:
            return _public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(address.packed[-4:]) if address in NAT64 else None


def spellings(host: str | None, port: int | None) -> tuple[Host, Host]:
    """How a setting may name an address's host: without its port, and with it."""
    name = (host or "").rstrip(".").lower()
    return (name, None), (name, port)


def host_and_port(entry: str) -> Host | None:
    """As in "shop.internal", "127.0.0.1:8080", "::1" and "[::1]:8080"; None for what is no host."""
    bare_ipv6 = entry.count(":") > 1 and not entry.startswith("[")
    try:
        parts = urlsplit(f"//[{entry}]" if bare_ipv6 else f"//{entry}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return host.rstrip(".").lower(), port
