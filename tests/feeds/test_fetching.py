"""Fetching from servers of every temper: the result says what happened, and nothing is ever raised."""

import asyncio
import gzip
import shutil
import ssl
import subprocess
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.addresses import check_url, redirect_target
from bot.feeds.failing import FetchError
from bot.feeds.fetching import FailureKind, Fetched, Fetcher, FetchFailed, FetchRequest, FetchResult, NotModified
from bot.feeds.guard import FetchRules, parse_allow
from tests.feeds.sites import Handler, Request, answering, redirecting, serve, write

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MIB = 1024 * 1024


def now() -> datetime:
    return NOW


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(now=now, rules=FetchRules((parse_allow("127.0.0.0/8"),)), time_limit=2) as fetcher:
        yield fetcher


async def fetch_from(handler: Handler, fetcher: Fetcher) -> FetchResult:
    async with serve(handler) as site:
        return await fetcher.fetch(FetchRequest(site.url()))


def kind_of(result: FetchResult) -> FailureKind | None:
    return result.kind if isinstance(result, FetchFailed) else None


async def test_a_body_comes_with_what_its_headers_say(fetcher: Fetcher) -> None:
    headers = {
        "Content-Type": 'application/rss+xml; charset="Windows-1251"',
        "ETag": '"abc"',
        "Last-Modified": "Wed, 25 Nov 2026 10:00:00 GMT",
        "Cache-Control": "public, max-age=600",
        "Age": "100",
    }
    result = await fetch_from(answering(b"<rss/>", headers=headers), fetcher)
    assert isinstance(result, Fetched)
    assert (result.body, result.content_type, result.charset) == (b"<rss/>", "application/rss+xml", "windows-1251")
    assert (result.etag, result.last_modified) == ('"abc"', "Wed, 25 Nov 2026 10:00:00 GMT")
    assert result.max_age == timedelta(seconds=500)


async def test_validators_are_sent_and_304_is_understood(fetcher: Fetcher) -> None:
    async with serve(answering(status=304)) as site:
        request = FetchRequest(site.url(), etag='"abc"', last_modified="Wed, 25 Nov 2026 10:00:00 GMT")
        result = await fetcher.fetch(request)
    assert isinstance(result, NotModified)
    assert (result.etag, result.last_modified) == (request.etag, request.last_modified)
    sent = site.requests[0].headers
    assert sent["if-none-match"] == '"abc"'
    assert sent["if-modified-since"] == "Wed, 25 Nov 2026 10:00:00 GMT"
    assert sent["accept-encoding"] == "gzip"
    assert "feed reader" in sent["user-agent"]


async def test_304_out_of_the_blue_is_a_failure(fetcher: Fetcher) -> None:
    assert kind_of(await fetch_from(answering(status=304), fetcher)) is FailureKind.STATUS


async def test_no_cookie_is_kept(fetcher: Fetcher) -> None:
    async with serve(answering(b"<rss/>", headers={"Set-Cookie": "id=1"})) as site:
        await fetcher.fetch(FetchRequest(site.url()))
        await fetcher.fetch(FetchRequest(site.url()))
    assert all("cookie" not in request.headers for request in site.requests)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Wed, 25 Nov 2026 12:05:00 GMT", 300), ("Tue, 24 Nov 2026 12:00:00 GMT", 0), ("soon", None)],
)
async def test_retry_after_is_read_as_seconds_or_date(fetcher: Fetcher, value: str, seconds: int | None) -> None:
    result = await fetch_from(answering(status=503, headers={"Retry-After": value}), fetcher)
    assert isinstance(result, FetchFailed)
    assert (result.kind, result.status) == (FailureKind.STATUS, 503)
    assert result.retry_after == (None if seconds is None else timedelta(seconds=seconds))


async def test_a_chain_of_permanent_redirects_is_reported(fetcher: Fetcher) -> None:
    async with serve(redirecting({"/feed": (301, "/new"), "/new": (308, "/newest")})) as site:
        result = await fetcher.fetch(FetchRequest(site.url()))
    assert isinstance(result, Fetched)
    assert result.permanent_url == result.url_final == site.url("/newest")


async def test_what_follows_a_temporary_redirect_is_not_permanent(fetcher: Fetcher) -> None:
    async with serve(redirecting({"/feed": (301, "/new"), "/new": (302, "/a"), "/a": (301, "/b")})) as site:
        result = await fetcher.fetch(FetchRequest(site.url()))
    assert isinstance(result, Fetched)
    assert result.permanent_url == site.url("/new")
    assert result.url_final == site.url("/b")


async def test_five_redirects_are_followed_and_no_more(fetcher: Fetcher) -> None:
    routes = {f"/{step}": (302, f"/{step + 1}") for step in range(1, 7)}
    async with serve(redirecting(routes)) as site:
        assert isinstance(await fetcher.fetch(FetchRequest(site.url("/2"))), Fetched)
        assert kind_of(await fetcher.fetch(FetchRequest(site.url("/1")))) is FailureKind.REDIRECTS


@pytest.mark.parametrize("target", ["/feed", "http://[", ""])
async def test_redirects_that_lead_nowhere_end(fetcher: Fetcher, target: str) -> None:
    result = await fetch_from(redirecting({"/feed": (302, target)}), fetcher)
    assert kind_of(result) in (FailureKind.REDIRECTS, FailureKind.STATUS, FailureKind.REFUSED, FailureKind.DNS)


async def test_redirects_without_end_end(fetcher: Fetcher) -> None:
    async def further(request: Request, writer: asyncio.StreamWriter) -> None:
        write(writer, status=302, headers={"Location": request.path + "x"})

    assert kind_of(await fetch_from(further, fetcher)) is FailureKind.REDIRECTS


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 429, 500])
async def test_a_status_is_named(fetcher: Fetcher, status: int) -> None:
    result = await fetch_from(answering(b"", status=status), fetcher)
    assert isinstance(result, FetchFailed)
    assert (result.kind, result.status) == (FailureKind.STATUS, status)
    assert str(status) in result.detail


async def test_a_challenge_page_is_recognised_by_its_header(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"<html>", status=403, headers={"cf-mitigated": "challenge"}), fetcher)
    assert isinstance(result, FetchFailed)
    assert "challenge" in result.detail


# Packed bodies


@pytest.mark.parametrize("label", ["gzip", "x-gzip", "identity", ""])
async def test_gzip_is_unpacked_whatever_it_is_called(fetcher: Fetcher, label: str) -> None:
    body = gzip.compress(b"<rss>" + b"x" * 100_000 + b"</rss>")
    result = await fetch_from(answering(body, headers={"Content-Encoding": label} if label else {}), fetcher)
    assert isinstance(result, Fetched)
    assert result.body == b"<rss>" + b"x" * 100_000 + b"</rss>"


async def test_a_body_called_gzip_that_is_not_is_taken_as_it_is(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"<rss/>", headers={"Content-Encoding": "gzip"}), fetcher)
    assert isinstance(result, Fetched)
    assert result.body == b"<rss/>"


async def test_gzip_within_gzip_is_opened_once_more(fetcher: Fetcher) -> None:
    body = gzip.compress(gzip.compress(b"<rss/>"))
    result = await fetch_from(answering(body, headers={"Content-Encoding": "gzip, gzip"}), fetcher)
    assert isinstance(result, Fetched)
    assert result.body == b"<rss/>"


async def test_several_gzip_members_are_one_body(fetcher: Fetcher) -> None:
    body = gzip.compress(b"<rss>") + gzip.compress(b"</rss>") + b"\0" * 20
    result = await fetch_from(answering(body, headers={"Content-Encoding": "gzip"}), fetcher)
    assert isinstance(result, Fetched)
    assert result.body == b"<rss></rss>"


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(size // MIB)) + packer.flush()


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_gzip_bomb_ends_early(fetcher: Fetcher, layers: int) -> None:
    body = bomb(200 * MIB)
    for _ in range(layers - 1):
        body = gzip.compress(body)
    loop = asyncio.get_running_loop()
    began = loop.time()
    result = await fetch_from(answering(body, headers={"Content-Encoding": "gzip"}), fetcher)
    assert kind_of(result) is FailureKind.TOO_LARGE
    assert loop.time() - began < 1.5


async def test_endless_gzip_that_holds_nothing_is_left() -> None:
    async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        while True:
            writer.write(gzip.compress(b"") * 3_000)
            await writer.drain()

    async with Fetcher(now=now, rules=FetchRules((parse_allow("127.0.0.0/8"),)), time_limit=30) as patient:
        assert kind_of(await fetch_from(endless, patient)) is FailureKind.TOO_LARGE


async def test_a_cut_gzip_body_is_cut_short(fetcher: Fetcher) -> None:
    body = gzip.compress(bytes(range(256)) * 100)[:-20]
    assert kind_of(await fetch_from(answering(body), fetcher)) is FailureKind.CUT_SHORT


async def test_broken_gzip_is_a_failure(fetcher: Fetcher) -> None:
    assert kind_of(await fetch_from(answering(b"\x1f\x8b\x08" + b"nonsense" * 20), fetcher)) is FailureKind.PROTOCOL


async def test_an_encoding_nobody_asked_for_is_a_failure(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"\x8b\x00\x80" * 9, headers={"Content-Encoding": "br"}), fetcher)
    assert kind_of(result) is FailureKind.PROTOCOL


# Bodies that do not end as they should


async def test_a_body_of_just_the_limit_is_whole(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"<" * (5 * MIB)), fetcher)
    assert isinstance(result, Fetched)
    assert len(result.body) == 5 * MIB


async def test_a_larger_body_is_refused(fetcher: Fetcher) -> None:
    assert kind_of(await fetch_from(answering(b"<" * (5 * MIB + 1)), fetcher)) is FailureKind.TOO_LARGE


async def test_an_endless_body_is_left(fetcher: Fetcher) -> None:
    async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<item/>" * 10_000)
            await writer.drain()

    assert kind_of(await fetch_from(endless, fetcher)) is FailureKind.TOO_LARGE


async def test_a_slow_drip_ends_in_time() -> None:
    async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            writer.write(b"<")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with Fetcher(now=now, rules=FetchRules((parse_allow("127.0.0.1"),)), time_limit=0.3) as fetcher:
        assert kind_of(await fetch_from(drip, fetcher)) is FailureKind.TIMEOUT


async def test_silence_ends_in_time() -> None:
    async def silent(_: Request, writer: asyncio.StreamWriter) -> None:
        await writer.wait_closed()

    async with Fetcher(now=now, rules=FetchRules((parse_allow("127.0.0.1"),)), time_limit=0.2) as fetcher:
        assert kind_of(await fetch_from(silent, fetcher)) is FailureKind.TIMEOUT


async def test_fewer_bytes_than_announced_are_cut_short(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"<rss>", headers={"Content-Length": "1000"}), fetcher)
    assert kind_of(result) is FailureKind.CUT_SHORT


async def test_a_chunked_body_without_its_end_is_cut_short(fetcher: Fetcher) -> None:
    async def chunked(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n")

    assert kind_of(await fetch_from(chunked, fetcher)) is FailureKind.CUT_SHORT


async def test_a_reset_is_a_failure(fetcher: Fetcher) -> None:
    async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    assert kind_of(await fetch_from(reset, fetcher)) in (FailureKind.CONNECT, FailureKind.PROTOCOL)


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH\r\n\r\n", b"\x00" * 100, b"HTTP/1.1 abc\r\n\r\n", b""])
async def test_what_is_not_http_is_a_failure(fetcher: Fetcher, raw: bytes) -> None:
    async def other(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    assert kind_of(await fetch_from(other, fetcher)) is FailureKind.PROTOCOL


async def test_headers_without_end_are_left(fetcher: Fetcher) -> None:
    async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-More: " + b"x" * 10_000 + b"\r\n")
            await writer.drain()

    assert kind_of(await fetch_from(endless, fetcher)) is FailureKind.PROTOCOL


async def test_a_validator_that_could_not_be_sent_back_is_dropped(fetcher: Fetcher) -> None:
    result = await fetch_from(answering(b"<rss/>", headers={"ETag": '"' + "x" * 5_000 + '"'}), fetcher)
    assert isinstance(result, Fetched)
    assert result.etag is None


async def test_a_closed_port_and_an_unknown_name_are_told_apart(fetcher: Fetcher) -> None:
    async with serve(answering()) as site:
        pass
    assert kind_of(await fetcher.fetch(FetchRequest(site.url()))) is FailureKind.CONNECT
    assert kind_of(await fetcher.fetch(FetchRequest("http://no-such-name.invalid/"))) is FailureKind.DNS


@pytest.mark.parametrize(
    "url",
    ["", "feed", "http://", "http://[", "ftp://example.org/", "javascript:alert(1)", "http://me:secret@127.0.0.1/",
     "http://me@127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1/" + "x" * 9_000, "http://a\x00b/"],
)  # fmt: skip
async def test_an_address_that_is_none_is_refused_without_showing_secrets(fetcher: Fetcher, url: str) -> None:
    result = await fetcher.fetch(FetchRequest(url))
    assert isinstance(result, FetchFailed)
    assert "secret" not in result.detail
    assert kind_of(result) in (FailureKind.REFUSED, FailureKind.DNS)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for the name `feed.test`, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=feed.test".split()
        + f"-addext subjectAltName=DNS:feed.test -keyout {key} -out {chain}".split(),
        check=True,
        capture_output=True,
    )
    return chain, key


async def loopback(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


async def fetch_over_tls(certificate: tuple[Path, Path], host: str, ca_file: str | None) -> FetchResult:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    rules = FetchRules((parse_allow("127.0.0.0/8"),))
    async with (
        serve(answering(b"<rss/>"), tls=context) as site,
        Fetcher(now=now, rules=rules, resolver=loopback, time_limit=5) as fetcher,
    ):
        return await fetcher.fetch(FetchRequest(site.url(host=host), ca_file=ca_file))


async def test_a_certificate_nobody_vouches_for_is_refused(certificate: tuple[Path, Path]) -> None:
    result = await fetch_over_tls(certificate, "feed.test", None)
    assert kind_of(result) is FailureKind.TLS


async def test_a_ca_file_of_the_feeds_own_vouches_for_it(certificate: tuple[Path, Path]) -> None:
    assert isinstance(await fetch_over_tls(certificate, "feed.test", str(certificate[0])), Fetched)


async def test_a_certificate_for_another_name_is_refused(certificate: tuple[Path, Path]) -> None:
    result = await fetch_over_tls(certificate, "other.test", str(certificate[0]))
    assert isinstance(result, FetchFailed)
    assert result.kind is FailureKind.TLS
    assert "certificate" in result.detail


async def test_a_ca_file_that_is_not_there_is_a_failure(certificate: tuple[Path, Path]) -> None:
    assert kind_of(await fetch_over_tls(certificate, "feed.test", "/nowhere/ca.pem")) is FailureKind.TLS


async def test_tls_with_a_server_that_speaks_none_is_a_failure() -> None:
    rules = FetchRules((parse_allow("127.0.0.1"),))
    async with serve(answering(b"<rss/>")) as site, Fetcher(now=now, rules=rules, time_limit=0.3) as fetcher:
        result = await fetcher.fetch(FetchRequest(site.url().replace("http:", "https:")))
    assert kind_of(result) in (FailureKind.TLS, FailureKind.CONNECT, FailureKind.TIMEOUT)


ODD = st.lists(
    st.sampled_from(["http://", "https://", "a", ".", "..", "@", ":", "80", "[", "]", "::1", "%00", "/", "?", "#", "é",
                     "\u202e", "xn--", "-", " ", "\n", "\x00", "１", "。", "99999", "\ud800"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(ODD, ODD)
def test_an_address_is_good_or_refused(text: str, location: str) -> None:
    try:
        url = check_url("http://" + text)
        target = redirect_target(url, {"location": location}, 301)
    except FetchError:
        return
    assert target.scheme in ("http", "https")
    assert not target.userinfo
