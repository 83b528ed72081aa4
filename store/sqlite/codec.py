"""Records as JSON and back, checked by pydantic."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


@dataclass(frozen=True)
class Codec(Generic[T]):
    """Encodes one record type; equal records have equal texts when `canonical` sorts what has no order."""

    adapter: TypeAdapter[T]

    def encode(self, record: T) -> str:
        return self.adapter.dump_json(record, exclude_defaults=True).decode()

    def decode(self, text: str) -> T:
        return self.adapter.validate_json(text)


@cache
def codec(of: type[T]) -> Codec[T]:
    """The codec of a record type."""
    adapter: TypeAdapter[Any] = TypeAdapter(of)
    return Codec(adapter)
