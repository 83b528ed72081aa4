"""The text of a message from what the bot sent: parsed, trimmed, measured."""

from bot.simulator.entities import KINDS, Entity, add_found, clean, trim, utf16_length
from bot.simulator.markup import Formatted, Malformed, parse_html
from bot.simulator.wire import Json, malformed

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_RAW_BYTES = 32_768


def read_text(raw: str, parse_mode: str | None, entities: list[Json] | None = None) -> Formatted:
    """Raises Refusal where Telegram would: unparsable, empty, longer than 4,096 (UTF-16 units) after parsing."""
    return _read(raw, parse_mode, entities, MOST_TEXT, "message is too long")


def read_caption(raw: str, parse_mode: str | None, entities: list[Json] | None = None) -> Formatted:
    """As `read_text`, but at most 1,024, and empty is fine."""
    return _read(raw, parse_mode, entities, MOST_CAPTION, "message caption is too long") if raw else Formatted("")


def _read(raw: str, parse_mode: str | None, given: list[Json] | None, most: int, too_long: str) -> Formatted:
    if len(raw.encode("utf-8", "surrogatepass")) > MOST_RAW_BYTES:
        raise malformed(too_long)
    parsed = _parse(clean(raw), parse_mode, given)
    text, entities = trim(parsed.text, parsed.entities)
    if not text and most == MOST_TEXT:
        raise malformed("message text is empty" if not raw.strip() else "text must be non-empty")
    if utf16_length(text) > most:
        raise malformed(too_long)
    return Formatted(text, add_found(text, entities))


def _read_entity(given: Json, text: str) -> Entity:
    entity = Entity.from_json(given)
    if entity.kind not in KINDS:
        raise malformed(f'can\'t parse MessageEntity: "{entity.kind}" is no type of entity')
    if entity.offset < 0 or entity.length <= 0 or entity.offset + entity.length > utf16_length(text):
        raise malformed("ENTITY_BOUNDS_INVALID")
    return entity


def _parse(text: str, parse_mode: str | None, given: list[Json] | None) -> Formatted:
    if not parse_mode:
        return Formatted(text, tuple(_read_entity(each, text) for each in given or ()))
    if parse_mode.lower() != "html":
        raise malformed(f"unsupported parse_mode: this simulator reads HTML alone, not {parse_mode}")
    parsed = parse_html(text)
    if isinstance(parsed, Malformed):
        raise malformed(parsed.description.removeprefix("Bad Request: "))
    return parsed
