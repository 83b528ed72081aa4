"""From what came over the wire to typed arguments, or a refusal that names the parameter."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.simulator.methods import METHODS
from bot.simulator.shapes import Exactly, ListOf, OneOf, Plain, Shape, Type
from bot.simulator.wire import Json, Refusal, Upload, malformed

_INTEGER = re.compile(r"-?\d{1,20}")
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def read_arguments(method: str, given: Mapping[str, object], files: Mapping[str, Upload]) -> Json:
    """The arguments of a method that is served. Empty strings of forms count as not given, as Telegram has it.

    Raises Refusal: 404 for an unknown method, 400 for an unknown, missing or mistyped parameter.
    """
    known = METHODS.get(method)
    if known is None:
        raise Refusal(404, "Not Found: method not found", malformed=True)
    arguments: Json = {}
    for name, value in {**given, **files}.items():
        if name in known.parameters:
            arguments[name] = _read(name, value, known.parameters[name], files)
        elif not (isinstance(value, Upload) and _is_attached(name, given)):
            raise malformed(f'parameter "{name}" is not known to {method}')
    for name in sorted(known.required - {name for name, value in arguments.items() if value is not None}):
        raise malformed(_MISSING.get(name, f'parameter "{name}" is required'))
    return {name: value for name, value in arguments.items() if value is not None}


_MISSING = {"chat_id": "chat_id is empty", "text": "message text is empty"}


def _is_attached(name: str, given: Mapping[str, object]) -> bool:
    return any(isinstance(value, str) and f"attach://{name}" in value for value in given.values())


def _read(name: str, value: object, wanted: Type, files: Mapping[str, Upload]) -> Any:
    if value is None:
        return None
    if isinstance(wanted, Plain):
        return _read_plain(name, value, wanted, files)
    if isinstance(wanted, Exactly):
        if value != wanted.value:
            raise _mistyped(name, repr(wanted.value))
        return value
    parsed = _parse_json(name, value) if isinstance(value, str) else value
    if isinstance(wanted, ListOf):
        if not isinstance(parsed, list):
            raise _mistyped(name, "an array")
        return [_read(f"{name}[{index}]", item, wanted.item, files) for index, item in enumerate(parsed)]
    if not isinstance(parsed, dict):
        raise _mistyped(name, "an object")
    return _read_object(name, parsed, wanted if isinstance(wanted, Shape) else _choose(name, parsed, wanted), files)


def _parse_json(name: str, value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise malformed(f"can't parse {name} JSON object") from None


def _read_object(name: str, value: Json, wanted: Shape, files: Mapping[str, Upload]) -> Json:
    for missing in sorted(wanted.required - value.keys()):
        raise malformed(f'can\'t parse {name}: field "{missing}" must be there')
    for unknown in sorted(value.keys() - wanted.fields.keys()):
        raise malformed(f'can\'t parse {name}: {wanted.name} has no field "{unknown}"')
    return {field: _read(f"{name}.{field}", item, wanted.fields[field], files) for field, item in value.items()}


def _choose(name: str, value: Json, wanted: OneOf) -> Shape:
    for candidate in wanted.shapes:
        literals = {key: kind.value for key, kind in candidate.fields.items() if isinstance(kind, Exactly)}
        if candidate.required <= value.keys() and all(value.get(key) == literal for key, literal in literals.items()):
            return candidate
    raise _mistyped(name, " or ".join(candidate.name for candidate in wanted.shapes))


def _read_plain(name: str, value: object, wanted: Plain, files: Mapping[str, Upload]) -> object:
    match wanted:
        case Plain.INT:
            return _read_integer(name, value)
        case Plain.BOOL:
            return _read_truth(name, value)
        case Plain.STR if isinstance(value, str):
            return value
        case Plain.CHAT:
            return value if isinstance(value, str) and value.startswith("@") else _read_integer(name, value)
        case Plain.FILE | Plain.UPLOAD:
            return _read_file(name, value, files)
    raise _mistyped(name, wanted.value)


def _read_integer(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    raise _mistyped(name, "an integer")


def _read_truth(name: str, value: object) -> bool:
    truth = value if isinstance(value, bool) else _TRUTH.get(str(value).lower())
    if truth is None:
        raise _mistyped(name, "a boolean")
    return truth


def _read_file(name: str, value: object, files: Mapping[str, Upload]) -> Upload | str:
    if isinstance(value, str) and value.startswith("attach://"):
        attached = files.get(value.removeprefix("attach://"))
        if attached is None:
            raise malformed(f'there is no attached file for "{name}"')
        return attached
    if isinstance(value, Upload | str):
        return value
    raise _mistyped(name, "a file")


def _mistyped(name: str, wanted: str) -> Refusal:
    return malformed(f'parameter "{name}" must be {wanted}')
