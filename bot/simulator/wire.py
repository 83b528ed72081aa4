"""What travels over the wire: JSON objects, uploaded files, and refusals in the Bot API's words."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file out of a multipart body."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


class Refusal(Exception):
    """The Bot API's answer `ok: false`.

    `malformed` tells what the bot got wrong itself (markup, limits, unknown parameters) from what merely happened to it
    (blocked, flooded, message gone).
    """

    def __init__(self, code: int, description: str, *, malformed: bool = False, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.malformed = malformed
        self.parameters = parameters

    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def malformed(description: str) -> Refusal:
    """A 400 that is the bot's own mistake."""
    return Refusal(400, f"Bad Request: {description}", malformed=True)


def refused(description: str) -> Refusal:
    """A 400 that a well-made bot may meet too."""
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    return Refusal(403, f"Forbidden: {description}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, ready to be sent."""

    status: int
    body: Json = field(default_factory=dict)


def answer_of(result: object) -> Answer:
    return Answer(200, {"ok": True, "result": result})
