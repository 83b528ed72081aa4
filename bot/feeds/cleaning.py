"""What feeds write, HTML or not, to clean plain text."""

import html
import re
import unicodedata

import nh3

TEXT_LIMIT = 200_000
TITLE_LIMIT = 1_000

_ROUNDS = 8
# Beyond this no writer goes, and a proper HTML parser takes minutes over tags that never close.
_MOST_TAGS = 10_000
_TAG = re.compile(r"<[^<>]*>")
_TAGS = (
    "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|bdo|big|blink|blockquote|body|br|button|canvas|caption|"
    "center|cite|code|col|colgroup|data|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|"
    "footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|map|mark|"
    "marquee|math|meta|nav|nobr|noembed|noframes|noscript|object|ol|option|p|param|picture|pre|q|rp|rt|ruby|s|samp|"
    "script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|"
    "tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr"
)
_MARKUP = re.compile(rf"<(?:/?(?:{_TAGS})(?=[\s/>])|!--|!\[CDATA\[|!doctype)", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tr|ul)[\s/>])",
    re.IGNORECASE,
)
_CELL = re.compile(r"<(?=t[dh][\s/>])", re.IGNORECASE)
_DROPPED_WITH_CONTENT = {
    "script", "style", "template", "iframe", "svg", "textarea", "select", "button",
}  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Zero-width and joining marks, soft hyphen, bidi controls, tag characters, controls, surrogates, noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef"
    "\U000e0000-\U000e0fff]"
)
_MORE = (
    r"read (?:the )?(?:more|full (?:article|story|report|statement)|on)|continue reading|learn more|see more|"
    r"full story|more details|читать (?:далее|дальше|полностью|больше|ещё|еще)|читайте (?:далее|полностью)|"
    r"подробнее|далее|"
    r"толугу менен(?: окуу| окуңуз)?|толук окуу|кененирээк|уландысын окуу|улантып окуу"
)
_ONLY_MORE = re.compile(rf"(?:{_MORE})[\s:.…>»→›\]]*", re.IGNORECASE)
# Where a tail may begin: on a line of its own, after a sentence, or with a capital where no sentence has ended.
_GLUED = r"(?:^|\n|(?<=[.!?…»”\"')\]])\s?|(?<=\s)(?=(?-i:[A-ZА-ЯӨҮҢ])))"
_TAIL = re.compile(
    rf"{_GLUED}(?:(?:{_MORE})[\s:.…>»→›\]]*"
    r"|the post [^\n]{1,400}? (?:first )?appeared (?:first )?on [^\n]{1,200}"
    r"|запись [^\n]{1,400}? впервые появилась [^\n]{1,200}"
    r"|(?:continue reading|читать далее)[^\n]{0,300}?(?:→|»|›)\s*)\Z",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\))\s*\Z")
_TAIL_REACH = 700
_TAIL_WORDS = 60
_TAIL_SIGNS = (
    "more",
    "read",
    "full",
    "дал",
    "чита",
    "подробнее",
    "толу",
    "толук",
    "кенен",
    "оку",
    "…",
    "...",
    "»",
    "›",
)
_PICTURE = re.compile(r"<img\b[^<>]{0,1000}?\salt\s*=\s*([\"'])(.{1,500}?)\1", re.IGNORECASE)
_PICTURE_REACH = 20_000
_TITLE_GAP = " \t\n.:;,–—|-…"


def clean_text(raw: str, *, limit: int = TEXT_LIMIT) -> str:
    """Plain text of at most `limit` characters: NFC, one space between words, one newline between paragraphs.

    No tags, entities, control, zero-width or bidi characters. Cleaning twice changes nothing more. Never raises.
    """
    # Markup weighs several times what it says; past this bound nothing would be kept anyway.
    text = _UNSEEN.sub("", raw[: limit * 8])
    for _ in range(_ROUNDS):
        before = text
        text = _tidy(_unescape(_strip_markup(text)))
        if text == before or not ("<" in text or "&" in text):
            break
    else:
        text = _tidy(_MARKUP.sub(" ", text).replace("<", " ").replace("&", " "))
    return text if len(text) <= limit else _tidy(text[:limit])


def clean_title(raw: str) -> str:
    """A title on one line."""
    return clean_text(raw.replace("\n", " "), limit=TITLE_LIMIT).replace("\n", " ")


def picture_words(raw: str) -> str:
    """The words that stand for the first picture of a text which has any."""
    found = (clean_title(match[2]) for match in _PICTURE.finditer(raw[:_PICTURE_REACH]))
    return next((words for words in found if words), "")


def trim_text(text: str, title: str) -> str:
    """Clean text without what feeds glue to it: the title again at its start, "Read more" and its like at its end."""
    return _drop_title(_drop_tails(text), title)


def _strip_markup(text: str) -> str:
    if not _MARKUP.search(text):
        return text
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    flat = " ".join(text.split())
    if flat.count("<") > _MOST_TAGS:
        return _TAG.sub(" ", flat)
    marked = _CELL.sub(" <", _BLOCK.sub("\n<", flat))
    plain = nh3.clean(marked, tags=set(), clean_content_tags=_DROPPED_WITH_CONTENT, strip_comments=True)
    # The four that nh3 writes; `&amp;` last, so that what was escaped twice is not opened twice here.
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _tidy(text: str) -> str:
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _drop_tails(text: str) -> str:
    head, tail = text[:-_TAIL_REACH], text[-_TAIL_REACH:]
    if not head:
        head, tail = "", text
    if not _may_have_tail(tail.lower()):
        return text
    while True:
        shorter = _ELLIPSIS.sub("…", _TAIL.sub("", tail)).rstrip()
        if shorter == tail:
            return (head + tail).rstrip()
        tail = shorter


def _may_have_tail(lower: str) -> bool:
    """A quick look before the slow one."""
    end = lower[-_TAIL_WORDS:]
    return any(sign in end for sign in _TAIL_SIGNS) or "appeared" in lower or "появилась" in lower or "→" in end


def _drop_title(text: str, title: str) -> str:
    """Drop the title where it opens the text as a heading: alone on its line, or set off by punctuation."""
    if not title or text[: len(title)].casefold() != title.casefold():
        return text
    rest = text[len(title) :]
    if not rest:
        return ""
    stripped = rest.lstrip(_TITLE_GAP)
    set_off = "\n" in rest[: len(rest) - len(stripped)] or title[-1:] in ".!?…" or rest[0] in ".:|–—"
    return stripped if set_off and stripped else text


def is_more_link(text: str) -> bool:
    """Whether a link's words only say "Read more" in some language, or nothing."""
    words = clean_title(text)
    return not words or bool(_ONLY_MORE.fullmatch(words))
