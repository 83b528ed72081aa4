"""A thousand made-up feeds, served on loopback by a process of its own, each at an address of its own."""

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection

FEEDS = 1000
ENTRIES = 10
WORDS = 90
_ELSEWHERE = (
    "The city council of {place} voted on {day} to widen the road along the river, and the mayor thanked all who had "
    "written letters about it."
)
_HERE = (
    "Police in {place}, Kyrgyzstan, detained the activist {person} on {day} during a protest outside the court, and a "
    "lawyer said that she had not been let in."
)
_FILL = (
    "Residents said that the matter had been talked about since spring",
    "a second hearing is to follow before the end of the month",
    "the office did not answer questions that were sent to it by letter",
    "several newspapers printed what each side had to say",
    "an earlier decision had been set aside for want of a signature",
    "neighbours brought tea and waited outside until the evening",
    "the committee will look at the figures again in autumn",
)
_PLACES = ("Aldermoor", "Brennfeld", "Castrova", "Delmarin", "Estrand", "Fjordhavn")
_HOME = ("Bishkek", "Osh", "Karakol", "Naryn", "Talas", "Batken")
_GIVEN = ("Aida", "Nurlan", "Gulnara", "Timur", "Asel", "Bakyt")
_SURNAMES = ("Asanova", "Toktogulov", "Sydykova", "Mamatov", "Isakova", "Jumabaev")


def address_of(number: int, port: int) -> str:
    """The address of one feed, on a loopback address of its own."""
    return f"http://127.{1 + number // 250}.{number // 25 % 10}.{1 + number % 250}:{port}/feed/{number}"


@contextmanager
def feed_town(*, about_home: int, feeds: int = FEEDS) -> Iterator[int]:
    """Serve the feeds while the block runs; gives the port. One entry in `about_home` is about Kyrgyzstan."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs, about_home, feeds), daemon=True)
    process.start()
    try:
        if not ours.poll(60):
            raise SystemExit("the process that serves the feeds did not start")
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _run(ready: Connection, about_home: int, feeds: int) -> None:
    bodies = [_feed(number, about_home) for number in range(feeds)]
    asyncio.run(_serve(ready, bodies))


async def _serve(ready: Connection, bodies: list[bytes]) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(bodies), "0.0.0.0", 0, backlog=2048)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Answering(asyncio.Protocol):
    """Answers requests as they come, with 304 where the ETag is known."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            number = int(head.split(b" ", 2)[1].rsplit(b"/", 1)[1])
            if b"if-none-match" in head.lower():
                self._transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n')
                continue
            body = self._bodies[number]
            self._transport.write(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: "one"\r\n'
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )


def _feed(number: int, about_home: int) -> bytes:
    rng = random.Random(number)
    base = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    items = [
        _item(rng, f"https://news{number}.example/{n}", base - timedelta(hours=n), (number + n) % about_home == 0)
        for n in range(ENTRIES)
    ]
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News {number}</title>'
        f"<link>https://news{number}.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def _item(rng: random.Random, url: str, when: datetime, about_home: bool) -> str:
    template, places = (_HERE, _HOME) if about_home else (_ELSEWHERE, _PLACES)
    first = template.format(
        place=rng.choice(places),
        person=f"{rng.choice(_GIVEN)} {rng.choice(_SURNAMES)}",
        day=rng.choice(("Monday", "Tuesday", "Friday")),
    )
    sentences = [first]
    while sum(len(sentence.split()) for sentence in sentences) < WORDS:
        sentences.append(f"{rng.choice(_FILL).capitalize()}, and {rng.choice(_FILL)}.")
    text = f"&lt;p&gt;{'&lt;/p&gt;&lt;p&gt;'.join(sentences)}&lt;/p&gt;"
    title = f"{' '.join(first.split()[:9])} {rng.randrange(10**6)}"
    return (
        f"<item><guid>{url}</guid><link>{url}</link><title>{title}</title><pubDate>{format_datetime(when)}</pubDate>"
        f"<description>{text}</description></item>"
    )
