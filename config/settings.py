"""Settings, read from the environment and `.env`, each with the prefix `JARCHY_`."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "JARCHY_"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_KEY = re.compile(r"[0-9A-Fa-f]{64}")  # SQLCipher, "Raw Key Data": 32 bytes in hexadecimal
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")  # Bot API, setWebhook.secret_token, but for the least length


class SettingsError(Exception):
    """Says in one line which setting is wrong and what it takes."""


class Settings(BaseSettings):
    """What an operator decides. Each field's description says what the setting takes, and stands in the docs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr | None = Field(None, description="the bot's token from @BotFather, such as 123456:ABC…")
    bot_token_file: Path | None = Field(None, description="a file that holds the bot's token, instead of BOT_TOKEN")
    api_url: str = Field("https://api.telegram.org", description="the address of a Bot API server, http or https")
    database_url: str = Field("sqlite:///data/jarchy.db", description="sqlite:/// and the path of the database file")
    database_key: SecretStr | None = Field(
        None, description="64 hexadecimal digits with which the database file is encrypted; without them it is not"
    )
    database_key_file: Path | None = Field(None, description="a file that holds them, instead of DATABASE_KEY")
    backup_days: int = Field(
        14, ge=1, le=365, description="days after which backups and replicas are deleted, 1 to 365; /privacy says so"
    )
    feeds_file: Path | None = Field(None, description="a feed catalogue in TOML, instead of the shipped one")
    admins: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram user ids of the owners, with commas between them"
    )
    confirm_broadcasts: bool = Field(
        True, description="true or false: whether a broadcast needs a second admin, once there are two"
    )
    paid_broadcasts: int = Field(
        0,
        ge=0,
        le=1000,
        description="messages a second for which Telegram is paid in Stars (allow_paid_broadcast), 0 to 1000; 0: none",
    )
    language: Literal["en", "ru", "ky"] = Field("en", description="en, ru or ky: the language of new chats")
    poll_interval: float = Field(300.0, ge=1, le=86400, description="seconds between two polls of a feed, 1 to 86400")
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts, host:port pairs or CIDR networks that may be private and on any port, with commas"
    )
    http_bind: str = Field("127.0.0.1:9464", description="host:port for health and metrics")
    webhook_url: str = Field(
        "", description="the https address at which Telegram brings updates; without it they are polled for"
    )
    webhook_bind: str = Field("127.0.0.1:8090", description="host:port for the webhook, behind a proxy that speaks TLS")
    webhook_secret: SecretStr | None = Field(
        None, description="16 to 256 letters, digits, _ or - that Telegram sends along; without it a new one each start"
    )
    timezone: str = Field("Asia/Bishkek", description="an IANA time zone, such as Asia/Bishkek")
    operator: str = Field("", description="who runs this bot, named in /start and /privacy")

    @field_validator("admins", "fetch_allow", mode="before")
    @classmethod
    def _read_list(cls, value: Any) -> Any:
        return _split_list(value)

    @field_validator("api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("no http or https address")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if not value.startswith("sqlite:///") or len(value) <= len("sqlite:///"):
            raise ValueError("no sqlite:/// address")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, value: str) -> str:
        parts = urlsplit(value)
        plain_at_home = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if value and not plain_at_home and not (parts.scheme == "https" and parts.hostname):
            raise ValueError("no https address")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("not such a secret")
        return value

    @field_validator("http_bind", "webhook_bind")
    @classmethod
    def _check_bind(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("not host:port")
        return value

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone") from error
        return value

    @model_validator(mode="after")
    def _check_secrets(self) -> "Settings":
        for name in ("bot_token", "database_key"):
            if getattr(self, name) is not None and getattr(self, f"{name}_file") is not None:
                raise ValueError(f"{name.upper()} and {name.upper()}_FILE are both given: give one")
        return self

    @property
    def database_path(self) -> Path:
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def http_address(self) -> tuple[str, int]:
        return _address(self.http_bind)

    @property
    def webhook_address(self) -> tuple[str, int]:
        return _address(self.webhook_bind)

    def read_webhook_secret(self) -> str:
        """The webhook's secret, empty where none was given."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret else ""

    def read_token(self) -> str:
        """The bot's token. Raises SettingsError when there is none or its file cannot be read."""
        token = _read_secret("bot_token", self.bot_token, self.bot_token_file)
        if not token:
            raise SettingsError(f"{PREFIX}BOT_TOKEN is not set: it takes {_takes('bot_token')}")
        return token

    def read_database_key(self) -> str:
        """The key of the database file, empty where it is not encrypted. Raises SettingsError."""
        key = _read_secret("database_key", self.database_key, self.database_key_file)
        if key and not _KEY.fullmatch(key):
            name = "DATABASE_KEY" if self.database_key_file is None else f"DATABASE_KEY_FILE {self.database_key_file}"
            raise SettingsError(f"{PREFIX}{name} is wrong: `openssl rand -hex 32` makes a key of 64 hexadecimal digits")
        return key


def read_settings(**given: Any) -> Settings:
    """Settings from the environment and `.env`; what is `given` goes before both. Raises SettingsError."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_in_one_line(error)) from None
    except UnicodeDecodeError:
        raise SettingsError("the file .env is not UTF-8 text") from None


def _read_secret(name: str, given: SecretStr | None, file: Path | None) -> str:
    """The secret from the setting or from its file, empty where there is neither."""
    if file is None:
        return given.get_secret_value().strip() if given else ""
    setting = f"{PREFIX}{name.upper()}_FILE {file}"
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise SettingsError(f"{setting} cannot be read: {reason}") from error
    if not secret:
        raise SettingsError(f"{setting} is empty")
    return secret


def _in_one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if not first["loc"]:
        return first["msg"].removeprefix("Value error, ")
    name = str(first["loc"][0])
    return f"{PREFIX}{name.upper()} is wrong: it takes {_takes(name)}"


def _takes(name: str) -> str:
    return Settings.model_fields[name].description or name


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    return host.strip("[]"), int(port)


def _split_list(value: Any) -> Any:
    if isinstance(value, int):
        return (value,)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith("["):
        try:
            return tuple(json.loads(text))
        except ValueError as error:
            raise ValueError("not a JSON list") from error
    return tuple(part.strip() for part in text.split(",") if part.strip())
