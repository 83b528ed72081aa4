"""Text as it may be typed, for trying whether anything breaks."""

from hypothesis import strategies as st

SNIPPETS = (
    *('"', "«", "»", "“", "-", "−", "from:", "to:", "место:", "topic:", "outlet:", "lang:", "person:", "тема: "),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/2", "*", "^", "(", ")", "{title text} :", "title:", "+", "'", ";", "--", "\\"),
    *("\0", "\u202e", "مرحبا", "שלום", "🙂", "👩‍👩‍👧", "é", "ё", "ү", "½", "ﬁ", "\ud7ff", "漢字", "\u200b"),
    *("Аскаров", "askarov", "закон", "об", "ош", "2024", "last week", "Кемпир-Абад", "fcrfhjd", "a", "в"),
)


def typed_text() -> st.SearchStrategy[str]:
    """Pieces of queries and any characters, up to well above 4,096 of them."""
    mixed = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=40).map(" ".join)
    glued = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=4), max_size=20).map("".join)
    long = st.builds(
        lambda piece, times: (piece * times)[:5000],
        st.sampled_from(SNIPPETS) | st.text(min_size=1),
        st.integers(1, 3000),
    )
    return mixed | glued | long
