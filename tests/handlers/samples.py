"""Entries with what outlets really send, and worse."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from store.entry import About, Entry, Origin, Period

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
NASTY = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/=ab \n", max_size=300),
    st.sampled_from(
        [
            "<b>bold</b> & <script>alert(1)</script>",
            "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp;",
            "\u202eright to left\u202c \u2067שלום\u2069 عربى",
            "x" * 4000,
            "слово " * 700,
            "🇰🇬👨‍👩‍👧‍👦" * 700,
            "\ud83d lone \udfff",
            "\x00\x07\ufffe",
            "https://example.org/?a=1&b=<2>",
            "@name /command #tag +996555123456",
            "",
            "   \n\n ",
        ]
    ),
)
NASTY_URLS = st.one_of(
    NASTY,
    st.sampled_from(
        [
            "https://example.org/a?b=1&c=%22",
            "javascript:alert(1)",
            "http://",
            "https:///path",
            "https://localhost/x",
            "https://user:pass@example.org/",
            "https://example.org:99999999/",
            "https://[::1]/",
            "https://example.org/?" + "&" * 900,
            "https://example.org/?" + "a&" * 250,
            "https://пример.рф/статья",
            "https://example.org/" + "я" * 3000,
            "https://monitor.civicus.org/country/kyrgyzstan/",
            "ftp://example.org/",
            'https://example.org/"><b>',
        ]
    ),
)
URLS = st.none() | NASTY_URLS


def entry(
    title: str = "A court in Bishkek frees a reporter",
    text: str = "She had spent ten days in custody. Her lawyer called the case political.",
    *,
    url: str | None = "https://example.org/news/1",
    outlet: str = "Example Monitor",
    language: str = "en",
    published_at: datetime | None = datetime(2026, 1, 5, 5, 55, tzinfo=UTC),
    edited_at: datetime | None = None,
    period: Period | None = None,
    origin: Origin = Origin.FEED,
    topics: tuple[str, ...] = (),
    also_at: tuple[str, ...] = (),
    demonstration: bool = False,
) -> Entry:
    return Entry(
        id=12,
        external_id=None,
        origin=origin,
        outlet=outlet,
        url=url,
        title=title,
        text=text,
        language=language,
        country="kg",
        about=About.PRIMARY,
        civic=True,
        topics=topics,
        places=(),
        published_at=published_at,
        period=period,
        read_at=NOW,
        edited_at=edited_at,
        incident_id=12,
        also_at=also_at,
        demonstration=demonstration,
    )


NASTY_ENTRIES = st.builds(
    entry,
    title=NASTY,
    text=NASTY,
    url=URLS,
    outlet=NASTY,
    language=st.sampled_from(["en", "ru", "ky", "und", "uz", "xx-odd"]),
    published_at=st.sampled_from([None, NOW, datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)]),
    edited_at=st.sampled_from([None, NOW]),
    origin=st.sampled_from(list(Origin)),
    topics=st.lists(NASTY, max_size=3).map(tuple),
    also_at=st.lists(NASTY_URLS, max_size=4).map(tuple),
    demonstration=st.booleans(),
)
