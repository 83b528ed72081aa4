"""Telegram's HTML: what it accepts, what it makes of it, and the words in which it refuses.

Offsets in refusals count bytes of the UTF-8 text, offsets of entities count UTF-16 code units, as Telegram's do.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.simulator.entities import Entity, utf16_length

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>[a-zA-Z]+));?")
_NAME_TOKEN = re.compile(r"[0-9A-Za-z.-]*")
_SPACE = " \t\r\n\f\v"
_SPACES = re.compile(r"[ \t\r\n\f\v]*")
_PLAIN = re.compile(r"[^&<]*")
_TAG = re.compile(r"[^ \t\r\n\f\v>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\f\v=>]*")
_QUOTED = {"'": re.compile(r"[^&']*"), '"': re.compile(r'[^&"]*')}


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why Telegram would refuse: the whole description, "Bad Request: " and all."""

    description: str


class _UnparsableError(Exception):
    pass


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def skip_space(self) -> None:
        self.take_all(_SPACES)

    def take_all(self, wanted: re.Pattern[str]) -> str:
        """The characters from here on that match, possibly none."""
        found = wanted.match(self.source, self.at)
        start, self.at = self.at, found.end() if found else self.at
        return self.source[start : self.at]

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)

    def bytes_before(self, at: int) -> int:
        return len(self.source[:at].encode())


def parse_html(source: str) -> Formatted | Malformed:
    """Plain text and entities of Telegram HTML, untrimmed; entities in the order of their start, the outer first."""
    reader = _Reader(source)
    try:
        while reader.at < len(source):
            _read_next(reader)
        if reader.stack:
            raise _UnparsableError(f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"')
    except _UnparsableError as why:
        return Malformed(f"Bad Request: can't parse entities: {why}")
    ordered = sorted(reader.entities, key=lambda entity: (entity.offset, -entity.length))
    return Formatted("".join(reader.pieces), tuple(ordered))


def _read_next(reader: _Reader) -> None:
    if reader.peek() == "&":
        reader.write(_read_reference(reader))
    elif reader.peek() != "<":
        reader.write(reader.take_all(_PLAIN))
    elif reader.source.startswith("</", reader.at):
        _read_end_tag(reader)
    else:
        _read_start_tag(reader)


def _read_reference(reader: _Reader) -> str:
    """A character reference, or the "&" itself where Telegram knows none."""
    found = _REFERENCE.match(reader.source, reader.at)
    decoded = _decode(found) if found else None
    if found is None or decoded is None:
        reader.at += 1
        return "&"
    reader.at = found.end()
    return decoded


def _decode(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED.get(found["name"])
    code = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
    if len(found[0].rstrip(";")) >= 10 or not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def _read_start_tag(reader: _Reader) -> None:
    begin = reader.at
    where = reader.bytes_before(begin)
    reader.at += 1
    tag = reader.take_all(_TAG).lower()
    if not reader.peek():
        raise _UnparsableError(f"Unclosed start tag at byte offset {where}")
    if tag not in TAGS:
        raise _UnparsableError(f'Unsupported start tag "{tag}" at byte offset {where}')
    argument = ""
    while True:
        reader.skip_space()
        if reader.peek() == ">":
            break
        argument = _argument(tag, *_read_attribute(reader, tag, where)) or argument
    reader.at += 1
    if tag == "span" and argument != "spoiler":
        raise _UnparsableError(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    reader.stack.append(_Open(tag, argument, reader.length, len(reader.pieces)))


def _read_attribute(reader: _Reader, tag: str, where: int) -> tuple[str, str]:
    name = reader.take_all(_ATTRIBUTE)
    if not name:
        raise _UnparsableError(
            f'Empty attribute name in the tag "{tag}" at byte offset {where}'
            if reader.peek()
            else f"Unclosed start tag at byte offset {where}"
        )
    reader.skip_space()
    if reader.peek() != "=":
        return name, name
    reader.at += 1
    reader.skip_space()
    value = _read_quoted(reader) if reader.peek() in {"'", '"'} else _read_name_token(reader)
    if not reader.peek():
        raise _UnparsableError(f"Unclosed start tag at byte offset {where}")
    return name, value


def _read_quoted(reader: _Reader) -> str:
    quote = reader.peek()
    reader.at += 1
    pieces: list[str] = []
    while reader.peek() and reader.peek() != quote:
        pieces.append(_read_reference(reader) if reader.peek() == "&" else reader.take_all(_QUOTED[quote]))
    reader.at += 1
    return "".join(pieces)


def _read_name_token(reader: _Reader) -> str:
    begin = reader.at
    token = reader.take_all(_NAME_TOKEN)
    if reader.peek() not in {*_SPACE, ">", ""}:
        raise _UnparsableError(f"Unexpected end of name token at byte offset {reader.bytes_before(begin)}")
    return token.lower()


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "expandable"
        case _:
            return ""


def _read_end_tag(reader: _Reader) -> None:
    begin = reader.at
    where = reader.bytes_before(begin)
    if not reader.stack:
        raise _UnparsableError(f"Unexpected end tag at byte offset {where}")
    reader.at += 2
    tag = reader.take_all(_TAG).lower()
    reader.skip_space()
    if reader.peek() != ">":
        raise _UnparsableError(f"Unclosed end tag at byte offset {where}")
    reader.at += 1
    opened = reader.stack.pop()
    if tag and tag != opened.tag:
        raise _UnparsableError(
            f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"'
        )
    if reader.length > opened.offset:
        _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    span = (opened.offset, reader.length - opened.offset)
    last = reader.entities[-1] if reader.entities else None
    inner = last if last is not None and (last.offset, last.length) == span else None
    match opened.tag:
        case "a":
            link = check_link(opened.argument or "".join(reader.pieces[opened.start :]))
            if link:
                reader.entities.append(Entity("text_link", *span, url=link))
        case "pre" if inner is not None and inner.kind == "code" and inner.language:
            reader.entities[-1] = Entity("pre", *span, language=inner.language)
        case "code" if inner is not None and inner.kind == "pre" and opened.argument:
            reader.entities[-1] = Entity("pre", *span, language=opened.argument)
        case "code":
            reader.entities.append(Entity("code", *span, language=opened.argument))
        case "blockquote" if opened.argument:
            reader.entities.append(Entity("expandable_blockquote", *span))
        case "tg-emoji":
            reader.entities.append(Entity("custom_emoji", *span, custom_emoji_id=opened.argument))
        case _:
            reader.entities.append(Entity(TAGS[opened.tag], *span))


def check_link(url: str) -> str:
    """The link as Telegram would keep it, "" where it would drop it: http, https, tg and tonsite with a host."""
    link = url.strip()
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", link) is None or re.match(r"[\w.-]+\.\w+:\d", link):
        link = f"http://{link}"
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme == "tg":
        return link if host else ""
    if scheme not in {"http", "https", "tonsite"} or not _is_host(host):
        return ""
    return link if parts.path else link + "/"


def _is_host(host: str) -> bool:
    if not host or any(character in host for character in _SPACE + "<>\"'"):
        return False
    return "." in host.strip(".") or ":" in host or host == "localhost"
