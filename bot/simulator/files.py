"""Files that were sent, kept in memory under the ids by which they are asked for again."""

import itertools
import mimetypes
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.simulator.wire import Json, Upload, malformed, refused

if TYPE_CHECKING:  # the simulator holds the files
    from bot.simulator.simulator import Simulator

MOST_BYTES = 50 * 1024 * 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
_NO_FILE = "wrong file identifier/HTTP URL specified"
_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    name: str
    mime_type: str
    content: bytes
    path: str
    fields: Json

    def as_json(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": f"U{self.file_id}", "file_size": len(self.content)}


class FileShelf:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = itertools.count(1)

    def keep(self, kind: str, upload: Upload, fields: Json) -> StoredFile:
        """Keep a file; `fields` are what its message says beside id and size."""
        number = next(self._numbers)
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        kept = StoredFile(
            f"{kind}-{number}", upload.name, upload.mime_type, upload.content, f"{kind}s/file_{number}.{suffix}", fields
        )
        self._by_id[kept.file_id] = kept
        self._by_path[kept.path] = kept
        return kept

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def find_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def photo(self, given: Upload | str) -> Json:
        """The `photo` of a message: one size. Raises Refusal where it is no picture, or too big."""
        if isinstance(given, str):
            return {"photo": [self._again(given, "photo")]}
        size = measure_picture(given.content)
        if size is None:
            raise malformed("IMAGE_PROCESS_FAILED")
        if len(given.content) > MOST_PHOTO_BYTES or sum(size) > 10_000 or max(size) > 20 * min(size):
            raise malformed("PHOTO_INVALID_DIMENSIONS")
        kept = self.keep("photo", given, {"width": size[0], "height": size[1]})
        return {"photo": [kept.as_json() | kept.fields]}

    def document(self, given: Upload | str) -> Json:
        if isinstance(given, str):
            return {"document": self._again(given, "document")}
        if not given.content:
            raise malformed("file must be non-empty")
        mime_type = mimetypes.guess_type(given.name)[0] or given.mime_type
        kept = self.keep("document", given, {"file_name": given.name, "mime_type": mime_type})
        return {"document": kept.as_json() | kept.fields}

    def _again(self, file_id: str, kind: str) -> Json:
        kept = self.find(file_id)
        if kept is None or not file_id.startswith(f"{kind}-"):
            raise malformed(_NO_FILE)
        return kept.as_json() | kept.fields


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    return _measure_jpeg(content) if content.startswith(b"\xff\xd8") else None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _MARKERS:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + size
    return None


def get_file(simulator: "Simulator", arguments: Json) -> Json:
    kept = simulator.files.find(arguments["file_id"])
    if kept is None:
        raise refused("invalid file_id")
    return kept.as_json() | {"file_path": kept.path}
