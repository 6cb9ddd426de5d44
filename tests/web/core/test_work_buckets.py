"""Networks are counted within the hour, in memory, and nothing of an address stays."""

from __future__ import annotations

import pickle
from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from detente.web.core.addresses import client_network
from detente.web.core.buckets import Buckets


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_full_bucket_raises_the_work_and_never_blocks() -> None:
    buckets = Buckets(each=20, steps=4)
    levels = [buckets.enter(b"a") for _ in range(2000)]
    assert levels == sorted(levels)
    assert [levels.index(level) for level in range(5)] == [0, 20, 40, 80, 160]
    assert levels[-1] == 4
    assert buckets.enter(b"b") == 0


def test_an_hour_later_everything_is_forgotten() -> None:
    clock = Clock()
    buckets = Buckets(each=1, clock=clock)
    assert [buckets.enter(b"a") for _ in range(3)] == [0, 1, 2]
    key, names = buckets._key, set(buckets._counts)
    clock.seconds = 3599
    assert buckets.enter(b"a") == 2
    clock.seconds = 3600
    assert buckets.enter(b"a") == 0
    assert buckets._key != key
    assert not names & set(buckets._counts)


def test_many_networks_cannot_fill_the_memory() -> None:
    buckets = Buckets(each=10, most=50)
    levels = [buckets.enter(str(number).encode()) for number in range(5000)]
    assert len(buckets._counts) == 51
    assert levels[-1] == 4
    assert buckets.enter(b"0") == 0


def test_the_memory_holds_no_network() -> None:
    buckets = Buckets()
    buckets.enter(b"\xcb\x00\x71")
    assert b"\xcb\x00\x71" not in pickle.dumps((buckets._counts, buckets._key))


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.77", None, (), b"\xcb\x00\x71"),
        ("203.0.113.99", None, (), b"\xcb\x00\x71"),
        ("2001:db8:1:2:3:4:5:6", None, (), bytes.fromhex("20010db800010002")),
        ("::ffff:203.0.113.77", None, (), b"\xcb\x00\x71"),
        ("", None, (), b""),
        ("unix:", None, (), b""),
        # A header from somebody who is no proxy of ours says nothing.
        ("203.0.113.77", "198.51.100.1", (), b"\xcb\x00\x71"),
        ("203.0.113.77", "198.51.100.1", ("127.0.0.1/32",), b"\xcb\x00\x71"),
        ("127.0.0.1", "198.51.100.1", ("127.0.0.1/32",), b"\xc6\x33\x64"),
        # What stands before the last hop may be invented.
        ("127.0.0.1", "192.0.2.1, 198.51.100.1", ("127.0.0.1/32",), b"\xc6\x33\x64"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.1, 10.0.0.7", ("127.0.0.1/32", "10.0.0.0/8"), b"\xc6\x33\x64"),
        ("127.0.0.1", "198.51.100.1, unknown", ("127.0.0.1/32",), b"\x7f\x00\x00"),
        ("127.0.0.1", "", ("127.0.0.1/32",), b"\x7f\x00\x00"),
        ("127.0.0.1", "10.0.0.7", ("127.0.0.1/32", "10.0.0.0/8"), b"\x7f\x00\x00"),
        ("::1", "2001:db8::1", ("::1/128",), bytes.fromhex("20010db800000000")),
    ],
)
def test_the_network_of_a_request(
    remote: str,
    forwarded: str | None,
    trusted: tuple[str, ...],
    expected: bytes,
    settings: Settings,
    rf: RequestFactory,
) -> None:
    settings.CONFIG = replace(settings.CONFIG, trusted_proxies=tuple(ip_network(text) for text in trusted))
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_network(rf.get("/", headers=headers, REMOTE_ADDR=remote)) == expected
