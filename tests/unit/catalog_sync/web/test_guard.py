import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from catalog_sync.rows import SyncStopped
from catalog_sync.web.guard import AddressRefused, AllowedHosts, is_public, public_socket


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_whole_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104  refused, not bound
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2001::1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "localhost",
        "",
    ],
)
def test_private_addresses_are_told_in_every_disguise(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_mapped_into_the_newer_protocol_an_address_stays_what_it_is(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


def test_a_socket_is_made_for_a_public_address_only() -> None:
    kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")

    public_socket((*kind, ("8.8.8.8", 443))).close()

    with pytest.raises(AddressRefused):
        public_socket((*kind, ("10.0.0.1", 443)))


@pytest.mark.parametrize(
    ("setting", "address", "allowed"),
    [
        ("shop.internal", "http://shop.internal/feed", True),
        ("shop.internal", "https://SHOP.internal.:8443/feed", True),
        ("shop.internal", "http://evil.shop.internal/feed", False),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/feed", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/feed", False),
        ("a.example, [::1]:8080", "http://[::1]:8080/", True),
        ("::1", "http://[::1]/", True),
        ("", "http://127.0.0.1/", False),
    ],
)
def test_only_the_named_hosts_may_be_private(setting: str, address: str, allowed: bool) -> None:
    assert (URL(address) in AllowedHosts.parse(setting)) is allowed


@pytest.mark.parametrize("setting", ["http://shop.internal/", "shop.internal/feed", "shop:port", "a@b", ":80"])
def test_what_is_no_host_is_told_with_the_fix(setting: str) -> None:
    with pytest.raises(SyncStopped, match=r"ALLOW_HOSTS.*as in shop\.internal"):
        AllowedHosts.parse(setting)
