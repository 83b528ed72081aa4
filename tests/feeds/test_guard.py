"""Nothing but public addresses is fetched, whatever a name, a number or a redirect says."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.feeds.fetching import FailureKind, Fetched, Fetcher, FetchFailed, FetchRequest, FetchResult
from bot.feeds.guard import AllowRule, FetchRules, parse_allow, refusal_of
from tests.feeds.sites import answering, redirecting, serve


def now() -> datetime:
    return datetime(2026, 11, 25, tzinfo=UTC)


async def fetch(url: str, *allow: str) -> FetchResult:
    async with Fetcher(now=now, rules=FetchRules(tuple(map(parse_allow, allow)))) as fetcher:
        return await fetcher.fetch(FetchRequest(url))


def refused(result: FetchResult) -> bool:
    return isinstance(result, FetchFailed) and result.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1",
        "0.0.0.0", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "::1", "::", "fe80::1", "fc00::1",
        "ff02::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1",
        "2001::1", "::7f00:1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal_of(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "212.42.96.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_let_through(address: str) -> None:
    assert refusal_of(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"],
)
async def test_loopback_is_refused_by_every_name_it_has(host: str) -> None:
    async with serve(answering(b"secret")) as site:
        assert refused(await fetch(site.url(host=host)))
        assert site.requests == []


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://2130706433/", "http://[::1]/",
     "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "http://user:pass@127.0.0.1/"],
)  # fmt: skip
async def test_a_redirect_is_guarded_like_the_first_address(target: str) -> None:
    async with serve(redirecting({"/feed": (302, target)})) as site:
        result = await fetch(site.url(), f"127.0.0.1:{site.port}")
    assert refused(result)


async def test_a_name_whose_answer_changes_is_checked_at_each_connection() -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    asked: list[str] = []

    async def resolver(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    rules = FetchRules((parse_allow("127.0.0.1/32"),))
    async with serve(answering(b"<rss/>")) as site, Fetcher(now=now, rules=rules, resolver=resolver) as fetcher:
        first = await fetcher.fetch(FetchRequest(site.url(host="rebinding.example")))
        second = await fetcher.fetch(FetchRequest(site.url(host="rebinding.example")))
    assert isinstance(first, Fetched)
    assert refused(second)
    assert asked == ["rebinding.example", "rebinding.example"]
    assert len(site.requests) == 1


async def test_of_several_addresses_only_the_good_ones_are_tried() -> None:
    async def resolver(_host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.1", "127.0.0.1"]

    rules = FetchRules((parse_allow("127.0.0.1"), parse_allow("127.0.0.0/30")))
    async with serve(answering(b"<rss/>")) as site, Fetcher(now=now, rules=rules, resolver=resolver) as fetcher:
        assert isinstance(await fetcher.fetch(FetchRequest(site.url(host="two.example"))), Fetched)


async def test_a_public_address_is_asked_on_usual_ports_only() -> None:
    result = await fetch("http://8.8.8.8:22/feed")
    assert refused(result)
    assert isinstance(result, FetchFailed)
    assert "port 22" in result.detail


@pytest.mark.parametrize("allow", ["127.0.0.1", "127.0.0.0/8", "localhost"])
async def test_what_the_operator_allows_may_be_private_and_on_any_port(allow: str) -> None:
    host = allow if allow == "localhost" else "127.0.0.1"
    async with serve(answering(b"<rss/>")) as site:
        assert isinstance(await fetch(site.url(host=host), allow), Fetched)


async def test_an_allowed_port_allows_no_other() -> None:
    async with serve(answering(b"<rss/>")) as site, serve(answering(b"secret")) as other:
        assert isinstance(await fetch(site.url(), f"127.0.0.1:{site.port}"), Fetched)
        assert refused(await fetch(other.url(), f"127.0.0.1:{site.port}"))


def test_rules_are_read() -> None:
    assert parse_allow(" Feeds.Local:8081 ") == AllowRule(host="feeds.local", port=8081)
    assert parse_allow("feeds.local") == AllowRule(host="feeds.local")
    assert parse_allow("10.0.0.0/8") == AllowRule(network=ipaddress.ip_network("10.0.0.0/8"))
    assert parse_allow("127.0.0.1") == AllowRule(network=ipaddress.ip_network("127.0.0.1/32"))
    assert parse_allow("[::1]:8080") == AllowRule(host="::1", port=8080)


@pytest.mark.parametrize("text", ["", "http://feeds.local/", "10.0.0.0/99", "host:0", "host:99999", "a b", "[zz]:80"])
def test_a_rule_that_means_nothing_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"host|port"):
        parse_allow(text)
