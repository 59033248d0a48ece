"""config.yaml, validated once: an unknown key, a wrong type or an unset variable is refused."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from content.errors import ContentErrors
from content.languages import LANGUAGES, Language
from content.strict_yaml import Document, Loc, read_document
from scheduler.lateness import LatePolicy
from scheduler.times import known_zones

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(f"{name} is not a time zone; write one like Asia/Urumqi")
    return name


def _clock(text: object) -> time:
    if isinstance(text, time):
        return text
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError('write a time of day like "19:30"')
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _database(address: str) -> str:
    if not address.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("write sqlite:///FILE or postgresql://user@host/name")
    return address


Zone = Annotated[str, AfterValidator(_zone)]
ClockTime = Annotated[time, BeforeValidator(_clock)]


class Webhook(_Keys):
    """Where Telegram reaches this bot, and the secret that proves it is Telegram."""

    public_url: str = ""
    secret: Annotated[str, Field(max_length=256, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class Telegram(_Keys):
    """The bot's token, its server and the people who own it."""

    token: Annotated[str, Field(repr=False)] = ""
    token_file: Path | None = None
    api_url: Annotated[str, Field(pattern=r"^https?://")] = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()
    owners: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "Telegram":
        if bool(self.token) == bool(self.token_file):
            raise ValueError("give either token or token_file")
        if self.mode == "webhook" and not (self.webhook.public_url and self.webhook.secret):
            raise ValueError("the webhook mode needs webhook.public_url and webhook.secret")
        return self


class Content(_Keys):
    """
    Folders of reports and decks, and of what is made from them.

    *strokes* holds the optional data of hanzi-writer, one JSON file a character. With
    *computer_voice* words without a recording can be heard, if the extra "voice" is installed.
    """

    reports: tuple[Path, ...] = (Path("content/library/reports"),)
    lessons: tuple[Path, ...] = (Path("content/library/lessons"),)
    cache: Path = Path("data/cache")
    strokes: Path | None = None
    computer_voice: bool = False


class Delivery(_Keys):
    """How fast to send, and what to do with a bulletin that is overdue."""

    messages_per_second: Annotated[int, Field(ge=1, le=1000)] = 28
    paid_broadcast: bool = False
    late: LatePolicy = "hold"


class Learning(_Keys):
    """The daily card's defaults; each subscriber may choose other days and another time."""

    per_week: Annotated[int, Field(ge=1, le=7)] = 3
    at: ClockTime = time(19, 30)
    retention: Annotated[float, Field(ge=0.7, le=0.97)] = 0.9
    new_per_day: Annotated[int, Field(ge=0, le=5)] = 1


class Privacy(_Keys):
    """How long delivery rows live, and the smallest count that is shown."""

    keep_delivery_days: Annotated[int, Field(ge=1, le=365)] = 30
    smallest_count: Annotated[int, Field(ge=1)] = 5


class Web(_Keys):
    """Where health, metrics and the webhook are served."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


class Log(_Keys):
    """What is logged, and how a line looks."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(_Keys):
    """The whole configuration, each key with its default."""

    telegram: Telegram
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///data/littlehands.db"
    content: Content = Content()
    timezone: Zone = "Asia/Urumqi"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = LANGUAGES
    delivery: Delivery = Delivery()
    approvals: Annotated[int, Field(ge=0, le=10)] = 1
    learning: Learning = Learning()
    privacy: Privacy = Privacy()
    web: Web = Web()
    log: Log = Log()

    def token(self) -> str:
        """Return the bot's token, from its file if it has one."""
        if self.telegram.token_file is None:
            return self.telegram.token
        return self.telegram.token_file.read_text(encoding="utf-8").strip()


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read a configuration file; raise ContentErrors that name each fault by line and key."""
    document = read_document(path)
    data, unset = _expanded(document.data, environment)
    errors = [
        document.error(f"the environment variable {name} is not set", loc)
        for loc, name in unset
        if not _unused(loc, data)
    ]
    if errors:
        raise ContentErrors(errors)
    settings = Document(path=path, data=data, lines=document.lines).validate(Settings)
    secret = settings.telegram.token_file
    if secret and not secret.is_file():
        problem = f"there is no file {secret}"
        raise ContentErrors([document.error(problem, ("telegram", "token_file"))])
    return settings


def _unused(loc: Loc, data: object) -> bool:
    """Tell whether a key is of no effect: the webhook's, while the mode is polling."""
    telegram = data.get("telegram") if isinstance(data, dict) else None
    mode = telegram.get("mode", "polling") if isinstance(telegram, dict) else None
    return loc[:2] == ("telegram", "webhook") and mode == "polling"


def _expanded(data: object, environment: Mapping[str, str]) -> tuple[Any, list[tuple[Loc, str]]]:
    """Return *data* with its variables in place, and those that are not set."""
    unset: list[tuple[Loc, str]] = []

    def expand(value: object, loc: Loc) -> object:
        if isinstance(value, dict):
            return {key: expand(entry, (*loc, key)) for key, entry in value.items()}
        if isinstance(value, list):
            return [expand(entry, (*loc, n)) for n, entry in enumerate(value)]
        if not isinstance(value, str):
            return value
        unset.extend((loc, name) for name in _names(value) if name not in environment)
        return _VARIABLE.sub(lambda found: environment.get(found[1], ""), value)

    return expand(data, ()), unset


def _names(text: str) -> Iterator[str]:
    return (found[1] for found in _VARIABLE.finditer(text))
