"""Gzip unpacked piece by piece, never beyond a bound."""

import zlib
from enum import Enum

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_LAYERS = 2


class Verdict(Enum):
    """How unpacking ended: all there, past the bound, ended too early, or not gzip after its first bytes."""

    WHOLE = "whole"
    TOO_LARGE = "too large"
    CUT_SHORT = "cut short"
    BROKEN = "broken"


class Unpacker:
    """Takes a body as it arrives and keeps at most `limit` bytes of what it unpacks to.

    Whether a body is gzip is told by its first bytes, for Content-Encoding is often wrong both ways. Gzip within gzip
    is opened once more under the same bound.
    """

    def __init__(self, limit: int, layers: int = _LAYERS) -> None:
        self._limit = limit
        self._layers = layers
        self._held = bytearray()
        self._inflate: zlib._Decompress | None = None
        self._packed: bool | None = None
        self._head = b""
        self._verdict: Verdict | None = None
        self._taken = 0

    def feed(self, piece: bytes) -> bool:
        """Take a piece; False when there is no use in reading on."""
        self._taken += len(piece)
        if self._taken > self._limit:
            # Also where it unpacks to nothing at all, as endless empty members do.
            self._verdict = Verdict.TOO_LARGE
            return False
        if self._packed is None:
            self._head += piece
            if len(self._head) < len(GZIP_MAGIC):
                return True
            piece, self._packed = self._head, self._layers > 0 and self._head.startswith(GZIP_MAGIC)
        if self._packed:
            self._unpack(piece)
        else:
            self._keep(piece)
        return self._verdict is None

    def finish(self) -> tuple[bytes, Verdict]:
        """What was unpacked, and whether it is all there."""
        if self._packed is None:
            self._held += self._head
        if self._verdict is None and self._inflate is not None and not self._inflate.eof:
            self._verdict = Verdict.CUT_SHORT
        body, verdict = bytes(self._held), self._verdict or Verdict.WHOLE
        if verdict is Verdict.WHOLE and self._packed and body.startswith(GZIP_MAGIC) and self._layers > 1:
            inner = Unpacker(self._limit, self._layers - 1)
            inner.feed(body)
            return inner.finish()
        return body, verdict

    def _unpack(self, piece: bytes) -> None:
        while piece and self._verdict is None:
            if self._inflate is None or self._inflate.eof:
                # Only another gzip member may follow the end of one; servers pad with zeros, which end it as well.
                if self._inflate is not None and not piece.startswith(GZIP_MAGIC):
                    return
                self._inflate = zlib.decompressobj(_GZIP_WINDOW)
            try:
                self._keep(self._inflate.decompress(piece, self._limit - len(self._held) + 1))
            except zlib.error:
                self._verdict = Verdict.BROKEN
                return
            piece = self._inflate.unconsumed_tail or (self._inflate.unused_data if self._inflate.eof else b"")

    def _keep(self, piece: bytes) -> None:
        self._held += piece
        if len(self._held) > self._limit:
            del self._held[self._limit :]
            self._verdict = Verdict.TOO_LARGE
