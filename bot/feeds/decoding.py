"""Bytes to text: what a document says of its encoding is heard, but its bytes are believed."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<?xml" or "<x" begins where a character takes more than a byte, or in EBCDIC.
_OPENINGS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
# A zero alone may be a spoilt byte: at least so many first bytes must be zeros every other time.
_OPENING = 8
_EBCDIC_OPENING = b"\x4c\x6f\xa7\x94"
_SNIFFED = 4_096
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,300}?encoding\s*=\s*[\"']\s*([\w.:-]{2,40})|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "utf-8"})
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_BROADER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254"}
_MULTIBYTE = re.compile(r"gb18030|big5|cp9\d\d|euc|hz|iso2022|utf-7")
_NATURAL_WORD = re.compile(r"(?<![A-Za-zА-Яа-яЁё])[А-ЯЁ]?[а-яё]+(?![A-Za-zА-Яа-яЁё])")
_CAPITALS = re.compile(r"(?<![A-Za-zА-Яа-яЁё])[А-ЯЁ]{2,}(?![A-Za-zА-Яа-яЁё])")
_FREQUENT = re.compile(r"[оеаинтсрвлк]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 60_000
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\?xml|!DOCTYPE|rss|feed|rdf:RDF)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def decode(body: bytes, *, charset: str | None = None) -> str:
    """The text of a document, without BOM; never fails.

    UTF-8 wins wherever the bytes are UTF-8 but for a few; then the document's own word, then HTTP's `charset`, unless
    the bytes are plainly Cyrillic in another encoding than those say. What cannot be read becomes U+FFFD.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for opening, encoding in _OPENINGS:
        if body.startswith(opening) and body[:_OPENING].count(0) >= _OPENING // 2:
            return body.decode(encoding, "replace")
    if body.startswith(_EBCDIC_OPENING):
        return body.decode(_declared(body[:_SNIFFED].decode("cp037").encode("latin-1")) or "cp037", "replace")
    hints = [name for name in (_declared(body), _known(charset)) if name]
    stateful = next((name for name in hints if name.startswith(("iso2022", "hz", "utf-7"))), None)
    if stateful:
        return body.decode(stateful, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, hints)


def strip_declaration(text: str) -> str:
    """XML ready for a parser that is handed UTF-8: no declaration, no characters that XML forbids, no junk in front."""
    text = text.lstrip("\ufeff \t\r\n")
    # What a broken server prints in front may look like anything, even like tags; a proper root stands first.
    start = _ROOT.search(text[:_SNIFFED]) if not text.startswith("<") else _DECLARATION.search(text[:_SNIFFED])
    text = text[start.start() :] if start else text
    if match := _XML_DECLARATION.match(text):
        text = text[match.end() :]
    return _NOT_XML.sub("", text)


def _declared(body: bytes) -> str | None:
    match = _DECLARED.search(body[:_SNIFFED])
    return _known((match[1] or match[2]).decode("ascii", "replace")) if match else None


def _known(name: str | None) -> str | None:
    """Python's own name of a text encoding; None when there is no such."""
    if not name:
        return None
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if found.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"):
        return None
    return _BROADER.get(found.name, found.name)


def _decode_other(body: bytes, hints: list[str]) -> str:
    text = body.decode("utf-8", "replace")
    sample = text[:_SAMPLE]
    broken = sample.count("\ufffd")
    sound = len(_NOT_ASCII.findall(sample)) - broken
    if broken * 10 <= sound or broken + sound == 0:
        return text
    for name in hints:
        if (_MULTIBYTE.match(name) or (name not in _WESTERN and name not in _CYRILLIC)) and _reads(body, name):
            return body.decode(name)
    cyrillic = _cyrillic(body, hints)
    if cyrillic:
        return body.decode(cyrillic, "replace")
    honest = next((name for name in hints if name not in _WESTERN and _reads(body, name)), "cp1252")
    return body.decode(honest, "replace")


def _reads(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _cyrillic(body: bytes, hints: list[str]) -> str | None:
    """The Cyrillic encoding in which these bytes look like words, a hinted one before others; None when none does."""
    sample = _dense_sample(body)
    scores = {name: _naturalness(sample.decode(name, "replace")) for name in _CYRILLIC}
    for name in hints:
        if name in scores:
            scores[name] += 0.15
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.5 else None


def _dense_sample(body: bytes) -> bytes:
    """The part of the body from its first byte beyond ASCII on."""
    first = re.search(rb"[\x80-\xff]", body)
    start = first.start() if first else 0
    return body[max(0, start - 50) : start + _SAMPLE]


def _naturalness(text: str) -> float:
    """How much of what is beyond ASCII lies in words of natural case, weighed with how frequent their letters are.

    Words in capitals count less: of the two usual encodings each makes capitals of the other's small letters.
    """
    beyond = len(_NOT_ASCII.findall(text))
    words, capitals = "".join(_NATURAL_WORD.findall(text)), "".join(_CAPITALS.findall(text))
    letters = (words + capitals).lower()
    if not letters:
        return 0.0
    frequent = len(_FREQUENT.findall(letters)) / len(letters)
    return (len(words) + 0.8 * len(capitals)) / beyond * (0.4 + frequent)
