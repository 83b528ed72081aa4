"""Where fetching may connect to: a name is resolved once, its addresses checked, the connection pinned to them."""

import asyncio
import contextlib
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

USUAL_PORTS = frozenset({80, 443, 8080, 8443})

# Ranges that `ipaddress` counts as global, though nothing public answers there or they only wrap another address.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in ("100.64.0.0/10", "192.88.99.0/24", "2001::/32", "2002::/16", "fec0::/10", "::/96", "100::/64")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?", re.IGNORECASE)


class AddressRefused(httpcore.ConnectError):
    """The guard does not let this connection be made; the message says why."""


class NameUnknown(httpcore.ConnectError):
    """The host's name has no address."""


@dataclass(frozen=True, slots=True)
class AllowRule:
    """What may be private and on any port: a `host` (at `port`, or at every port), or a `network`."""

    host: str = ""
    port: int | None = None
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class FetchRules:
    """The operator's exceptions from the guard."""

    allow: tuple[AllowRule, ...] = ()

    def names(self, host: str, port: int) -> bool:
        """Whether a rule lets this host and port be anything at all."""
        wanted = host.strip("[]").rstrip(".").lower()
        return any(rule.host == wanted and rule.port in (None, port) for rule in self.allow if rule.host)

    def covers(self, address: Address) -> bool:
        """Whether a network of the rules holds this address."""
        return any(address in rule.network for rule in self.allow if rule.network is not None)


def parse_allow(text: str) -> AllowRule:
    """Read `host`, `host:port`, `[IPv6]:port` or a CIDR; ValueError says what is accepted."""
    cleaned = text.strip()
    try:
        network = ipaddress.ip_network(cleaned, strict=False)
    except ValueError:
        return _parse_host(cleaned)
    return AllowRule(network=network)


def _parse_host(text: str) -> AllowRule:
    host, port = text, None
    if match := re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d{1,5})", text):
        host, port = match[1], int(match[2])
    if port is not None and not 0 < port < 65536:
        raise ValueError(f"{text!r}: a port is a number from 1 to 65535")
    if host.startswith("[") and host.endswith("]"):
        try:
            return AllowRule(host=str(ipaddress.IPv6Address(host[1:-1])), port=port)
        except ValueError:
            pass
    elif _HOST.fullmatch(host):
        return AllowRule(host=host.lower(), port=port)
    raise ValueError(f"{text!r} is neither a host, nor host:port, nor a network such as 10.0.0.0/8")


def refusal_of(address: Address) -> str | None:
    """Why an address is no place for a public feed, in words; None when it is one."""
    unwrapped = _unwrap(address)
    if unwrapped is None:
        return "an address that wraps another"
    reasons = (
        (unwrapped.is_loopback, "a loopback address"),
        (unwrapped.is_link_local, "a link-local address"),
        (unwrapped.is_multicast, "a multicast address"),
        (unwrapped.is_unspecified, "an unspecified address"),
        (unwrapped.is_private or not unwrapped.is_global, "a private address"),
        (unwrapped.is_reserved, "a reserved address"),
        (any(unwrapped in network for network in _NEVER), "a reserved address"),
    )
    return next((words for found, words in reasons if found), None)


def _unwrap(address: Address) -> Address | None:
    """The address meant: behind NAT64 the IPv4 one inside; None for mapped ones, which no honest DNS publishes."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


async def resolve(host: str, port: int) -> list[str]:
    """The system's resolver, in a thread of its own: one that hangs must not hold up the end of the process."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: Exception | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(addresses)
        else:
            answer.set_exception(error)

    def look_up() -> None:
        addresses: list[str] = []
        failure: Exception | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
        except (OSError, UnicodeError) as error:
            failure = error
        # The loop may be gone by now, and with it whoever asked.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, addresses, failure)

    threading.Thread(target=look_up, daemon=True).start()
    return await answer


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when its TLS handshake is cancelled, which httpcore forgets."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 (the base class's signature)
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 (the base class's signature)
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (the base class's signature)
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._inner.aclose()
            raise


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only where the rules let it, to the very address that was checked."""

    def __init__(self, rules: FetchRules, resolver: Resolver = resolve) -> None:
        self._rules = rules
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the base class's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._checked(host, port)
        failure: Exception = NameUnknown("the host's name has no address")
        for address in addresses:
            try:
                stream = await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
                return _Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _checked(self, host: str, port: int) -> list[str]:
        named = self._rules.names(host, port)
        addresses = [_read_address(text) for text in await self._resolve(host, port)]
        allowed = [address for address in addresses if named or self._lets(address, port)]
        if not allowed:
            raise AddressRefused(_reason(addresses, port))
        return [str(address) for address in allowed]

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        with contextlib.suppress(ValueError):
            return [str(ipaddress.ip_address(host.strip("[]")))]
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise NameUnknown("the host's name has no address") from error
        if not addresses:
            raise NameUnknown("the host's name has no address")
        return addresses

    def _lets(self, address: Address, port: int) -> bool:
        return self._rules.covers(address) or (port in USUAL_PORTS and refusal_of(address) is None)


def _read_address(text: str) -> Address:
    # A scope ("fe80::1%eth0") is dropped: what has one is link-local and refused, or allowed by its network.
    return ipaddress.ip_address(text.partition("%")[0])


def _reason(addresses: Sequence[Address], port: int) -> str:
    words = next((reason for reason in map(refusal_of, addresses) if reason), None)
    return f"leads to {words}" if words else f"port {port} is not one that feeds use"
