"""Text comes out right whatever the document, the server or nobody says about its encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.decoding import decode, strip_declaration

RUSSIAN = "В Бишкеке задержали журналиста, сообщили в пресс-службе. Суд рассмотрит дело в понедельник."
KYRGYZ = "Бишкекте журналист кармалды, өкүлдөрү үйүнө барган. Түнкү сот болуп өттү."
FRENCH = "Un journaliste a été arrêté à Bichkek, a déclaré le ministère de l’Intérieur."


def feed(text: str, declared: str | None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><channel><item><title>{text}</title></item></channel></rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "utf-16", "utf-32"])
def test_a_truthful_declaration_is_believed(encoding: str) -> None:
    assert RUSSIAN in decode(feed(RUSSIAN, encoding).encode(encoding))


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "us-ascii", "no-such-encoding", "rot13", None])
@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_cyrillic_is_recognised_under_a_lying_declaration(encoding: str, declared: str | None) -> None:
    assert RUSSIAN in decode(feed(RUSSIAN, declared).encode(encoding))


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "iso-8859-1", "utf-16", None])
def test_utf_8_is_recognised_under_a_lying_declaration(declared: str | None) -> None:
    assert KYRGYZ in decode(feed(KYRGYZ, declared).encode("utf-8"))


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "iso-8859-5"])
@pytest.mark.parametrize("text", ["НОВОСТИ КЫРГЫЗСТАНА", "Погода", "Суд"])
def test_a_truthful_declaration_helps_where_there_is_little_to_go_by(encoding: str, text: str) -> None:
    assert text in decode(feed(text, encoding).encode(encoding))


def test_windows_1251_declared_as_koi8_is_corrected() -> None:
    assert RUSSIAN in decode(feed(RUSSIAN, "koi8-r").encode("windows-1251"))


def test_the_http_charset_is_heard_where_the_document_says_nothing() -> None:
    assert "Αθήνα η πρωτεύουσα" in decode(feed("Αθήνα η πρωτεύουσα", None).encode("iso-8859-7"), charset="iso-8859-7")


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-15"])
@pytest.mark.parametrize("declared", [True, False])
def test_western_text_is_not_taken_for_cyrillic(encoding: str, *, declared: bool) -> None:
    text = FRENCH.replace("’", "'")
    assert text in decode(feed(text, encoding if declared else None).encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gb2312", "吉尔吉斯斯坦记者被捕"), ("big5", "記者被捕"), ("shift_jis", "キルギスの記者"),
     ("euc-kr", "키르기스스탄 기자"), ("iso-2022-jp", "キルギスの記者"),
     ("windows-1254", "Kırgızistan'da gazeteci gözaltına alındı"),
     ("iso-8859-7", "Δημοσιογράφος συνελήφθη"), ("windows-1255", "עיתונאי נעצר"), ("windows-1256", "اعتقال صحفي")],
)  # fmt: skip
def test_other_scripts_are_read_as_declared(encoding: str, text: str) -> None:
    assert text in decode(feed(text, encoding).encode(encoding))


def test_ebcdic_is_read() -> None:
    assert "<title>news</title>" in decode(feed("news", "cp037").encode("cp037"))


@pytest.mark.parametrize("bad", [b"\xff", b"\x80", b"\xd0"])
def test_one_bad_byte_spoils_nothing_else(bad: bytes) -> None:
    body = feed(f"{RUSSIAN} | {RUSSIAN}", "utf-8").encode()
    read = decode(body.replace(b"|", bad))
    assert read.count(RUSSIAN) == 2


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbf<rss/>") == "<rss/>"


def test_a_page_says_its_charset_in_a_meta_tag() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>да'
    assert decode(page.encode("windows-1251")).endswith("да")


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "windows-1251", "zlib", "idna", "utf-7", "\x00", "gb2312"])
)
def test_any_bytes_give_some_text(body: bytes, charset: str | None) -> None:
    assert isinstance(decode(body, charset=charset), str)


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    body = b"<x>" + text.encode("utf-8", "replace")
    assert decode(body) == body.decode()


def test_xml_is_made_ready_for_a_parser() -> None:
    text = '\n Warning: something in line 3\n<?xml version="1.0" encoding="windows-1251"?>\n<rss>a\x00\x0b\ufffeb</rss>'
    assert strip_declaration(text).strip() == "<rss>ab</rss>"


def test_a_stray_zero_byte_does_not_make_a_feed_utf_16() -> None:
    assert RUSSIAN in decode(b"<\x00xml version='1.0'?>" + feed(RUSSIAN, None).encode())
    assert RUSSIAN in decode(feed(RUSSIAN, None).encode("utf-16-le"))
