"""Names of months and zones as feeds and pages write them, in English, Russian and Kyrgyz."""

_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_CYRILLIC = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MAY = ("мая", "маю", "мае", "маем")
# The months' older Kyrgyz names.
_KYRGYZ = {
    "үчтүн айы": 1, "бирдин айы": 2, "жалган куран": 3, "чын куран": 4, "бугу": 5, "кулжа": 6, "теке": 7,
    "баш оона": 8, "аяк оона": 9, "тогуздун айы": 10, "жетинин айы": 11, "бештин айы": 12,
}  # fmt: skip

# Hours east of Greenwich. Names that mean several zones stand for the one that feeds mean: American, then European.
ZONES = {
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0,
    "akst": -9.0, "hst": -10.0, "ast": -4.0, "wet": 0.0, "west": 1.0, "bst": 1.0, "cet": 1.0, "met": 1.0, "cest": 2.0,
    "eet": 2.0, "eest": 3.0, "msk": 3.0, "мск": 3.0, "trt": 3.0, "kgt": 6.0, "almt": 5.0, "uzt": 5.0, "tjt": 5.0,
    "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0,
}  # fmt: skip

# Kyrgyz words of relative time, which dateparser does not know, in English.
RELATIVE_WORDS = {
    "бүгүн": "today", "кечээ": "yesterday", "кечээки": "yesterday", "азыр": "now", "мурун": "ago", "мурда": "ago",
    "мүнөт": "minutes", "саат": "hours", "күн": "days", "апта": "weeks", "жума": "weeks", "ай": "months",
}  # fmt: skip


def month_of(word: str) -> int | None:
    """The month that a word names, in any case form; None when it names none."""
    lower = word.lower()
    if lower in _KYRGYZ:
        return _KYRGYZ[lower]
    first = lower.split(" ")[0]
    if len(first) >= 3 and first.isascii():
        return next(
            (n for n, name in enumerate(_ENGLISH, 1) if name.startswith(first) or (first == "sept" and n == 9)), None
        )
    if first in _MAY:
        return 5
    return next((n for n, stem in enumerate(_CYRILLIC, 1) if first.startswith(stem)), _KYRGYZ.get(first))
