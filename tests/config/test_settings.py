"""Settings as an operator writes them, and as the documentation tells of them."""

from pathlib import Path

import pytest

from config.settings import PREFIX, Settings, SettingsError, read_settings

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's own, and no .env."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.mark.parametrize(
    ("text", "ids"), [("1,2", (1, 2)), ("1", (1,)), (" 1 , 2 ", (1, 2)), ("[1, 2]", (1, 2)), ("", ())]
)
def test_lists_are_written_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch, text: str, ids: tuple[int, ...]
) -> None:
    monkeypatch.setenv("JARCHY_ADMINS", text)
    assert read_settings().admins == ids


def test_a_dotenv_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JARCHY_ADMINS=7\nJARCHY_FETCH_ALLOW=10.0.0.0/8,news.lan:8080\n", encoding="utf-8")
    settings = read_settings()
    assert settings.admins == (7,)
    assert settings.fetch_allow == ("10.0.0.0/8", "news.lan:8080")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMINS", "aida"),
        ("ADMINS", "[1,"),
        ("API_URL", "api.telegram.org"),
        ("DATABASE_URL", "postgres://here"),
        ("DATABASE_URL", "sqlite:///"),
        ("LANGUAGE", "fr"),
        ("BACKUP_DAYS", "0"),
        ("CONFIRM_BROADCASTS", "perhaps"),
        ("POLL_INTERVAL", "0"),
        ("POLL_INTERVAL", "soon"),
        ("HTTP_BIND", "9464"),
        ("HTTP_BIND", "127.0.0.1:99999"),
        ("WEBHOOK_URL", "http://example.org/hook"),
        ("WEBHOOK_URL", "example.org"),
        ("WEBHOOK_BIND", "8090"),
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "a secret with spaces in it"),
        ("TIMEZONE", "Asia/Nowhere"),
        ("TIMEZONE", "../../etc/passwd"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_with_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"JARCHY_{name}", value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    told = str(error.value)
    assert told.startswith(f"JARCHY_{name} is wrong: it takes ")
    assert "\n" not in told


def test_the_token_is_read_from_its_file_and_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123456:secret-secret-secret\n", encoding="utf-8")
    settings = read_settings(bot_token_file=tmp_path / "token")
    assert settings.read_token() == "123456:secret-secret-secret"
    assert "secret-secret" not in repr(read_settings(bot_token="123456:secret-secret-secret"))


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_token_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    with pytest.raises(SettingsError, match="BOT_TOKEN_FILE"):
        read_settings(bot_token_file=tmp_path / "token").read_token()


def test_a_missing_token_says_where_one_comes_from() -> None:
    with pytest.raises(SettingsError, match=r"BOT_TOKEN is not set.*BotFather"):
        read_settings().read_token()


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="give one"):
        read_settings(bot_token="1:x", bot_token_file=tmp_path)


def test_a_database_key_is_one_and_is_shown_nowhere(tmp_path: Path) -> None:
    key = "0123456789abcdefABCDEF" * 2 + "0" * 20
    (tmp_path / "key").write_text(f"{key}\n", encoding="utf-8")
    assert read_settings().read_database_key() == ""
    assert read_settings(database_key_file=tmp_path / "key").read_database_key() == key
    assert key not in repr(read_settings(database_key=key))
    with pytest.raises(SettingsError, match=r"DATABASE_KEY is wrong.*openssl") as error:
        read_settings(database_key="my own secret").read_database_key()
    assert "own secret" not in str(error.value)
    with pytest.raises(SettingsError, match="give one"):
        read_settings(database_key=key, database_key_file=tmp_path / "key")


def test_every_setting_is_documented_with_its_default_and_what_it_takes() -> None:
    rows = [line for line in OPERATIONS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{PREFIX}")]
    documented = {cells[1].strip(" `"): cells[2:4] for cells in (row.split("|") for row in rows)}
    assert set(documented) == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default, takes = (cell.strip() for cell in documented[f"{PREFIX}{name.upper()}"])
        assert takes == field.description
        assert default.strip("`") == (
            ""
            if field.default in (None, (), "")
            else f"{field.default:g}"
            if isinstance(field.default, float)
            else str(field.default).lower()
            if isinstance(field.default, bool)
            else str(field.default)
        )
