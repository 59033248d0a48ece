"""Logging: lines for a console or JSON, from which the token is always taken out."""

import json
import logging
import sys
from datetime import UTC, datetime

from bot.settings import Log

_CHATTY = ("aiosqlite", "aiohttp.access", "alembic", "telegram", "procrastinate")


def set_up_logging(settings: Log, *, secrets: tuple[str, ...]) -> None:
    """Log to standard error; every secret is replaced by *** wherever it stands."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=settings.format == "json", secrets=secrets))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that takes long is no news
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


class _Formatter(logging.Formatter):
    def __init__(self, *, as_json: bool, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._as_json = as_json
        self._secrets = tuple(filter(None, secrets))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, redacted after everything is in it, tracebacks too."""
        line = self._json(record) if self._as_json else super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line

    def _json(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
