"""The table of served methods, beside the Bot API's own description where that is at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.dispatch import ANSWERS
from bot.simulator.methods import METHODS
from bot.simulator.shapes import Exactly, ListOf, OneOf, Plain, Shape, Type

SPEC = Path(__file__).parents[2].parent / "shared" / "botapi-spec.json"
needs_spec = pytest.mark.skipif(not SPEC.exists(), reason="../shared/botapi-spec.json is not beside this repository")
_PLAIN = {
    Plain.INT: ["num"],
    Plain.STR: ["str"],
    Plain.BOOL: ["bool"],
    Plain.CHAT: ["num", "str"],
    Plain.FILE: ["InputFile", "str"],
    Plain.UPLOAD: ["InputFile"],
}
_PRIMITIVES = {"num", "str", "bool", "InputFile"}
OPEN_ENDED = {"SuggestedPostParameters", "InputRichMessage"}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SPEC.read_text())
    return loaded


def test_each_method_of_the_table_has_an_answer() -> None:
    assert METHODS.keys() - {"getUpdates"} == ANSWERS.keys()


@needs_spec
@pytest.mark.parametrize("method", sorted(METHODS))
def test_parameters_are_the_bot_apis(method: str, spec: dict[str, Any]) -> None:
    described = spec["methods"][method]

    assert METHODS[method].parameters.keys() == described.keys()
    assert METHODS[method].required == {name for name, each in described.items() if each.get("req")}


@needs_spec
@pytest.mark.parametrize("method", sorted(METHODS))
def test_types_are_the_bot_apis(method: str, spec: dict[str, Any]) -> None:
    for name, wanted in METHODS[method].parameters.items():
        compare(f"{method}.{name}", wanted, spec["methods"][method][name]["t"], spec)


def compare(where: str, ours: Type, theirs: Any, spec: dict[str, Any]) -> None:
    if isinstance(theirs, dict) and "array" in theirs:
        assert isinstance(ours, ListOf), where
        compare(f"{where}[]", ours.item, theirs["array"], spec)
        return
    names = alternatives(theirs, spec)
    if isinstance(ours, Shape | OneOf):
        for shape in ours.shapes if isinstance(ours, OneOf) else (ours,):
            assert shape.name in names, where
            compare_shape(shape, spec)
    elif isinstance(ours, Exactly):
        assert names in ([ours.value], ["str"]), where
    elif isinstance(ours, Plain) and _PRIMITIVES.issuperset(names):
        assert names == _PLAIN[ours], where
    else:
        assert ours is Plain.STR, where


def alternatives(theirs: Any, spec: dict[str, Any]) -> list[Any]:
    """The names or literals of a described type, aliases looked through."""
    if isinstance(theirs, str):
        return [theirs]
    if "lit" in theirs:
        return [theirs["lit"]]
    if "union" in theirs:
        return [name for each in theirs["union"] for name in alternatives(each, spec)]
    named = theirs["ref"]
    alias = spec["types"][named].get("alias")
    is_union = isinstance(alias, dict) and "union" in alias
    return alternatives(alias, spec) if is_union else [named]


def compare_shape(shape: Shape, spec: dict[str, Any]) -> None:
    if shape.name in OPEN_ENDED:
        return
    described = spec["types"][shape.name]["fields"]
    assert shape.fields.keys() <= described.keys(), shape.name
    assert shape.required == {name for name, each in described.items() if each.get("req")}, shape.name
    for name, wanted in shape.fields.items():
        compare(f"{shape.name}.{name}", wanted, described[name]["t"], spec)
