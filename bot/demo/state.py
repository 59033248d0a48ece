"""
The file that remembers: one SQLite database in the data folder.

Each change is its own committed statement, so a killed process loses nothing
that it had answered for. Callers run on one thread, the event loop's.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Value = Any  # whatever JSON can hold; who uses it checks it

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
  chat INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, extra TEXT NOT NULL,
  PRIMARY KEY (chat, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (chat INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
  chat INTEGER NOT NULL, person INTEGER NOT NULL, message INTEGER NOT NULL,
  PRIMARY KEY (chat, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS standing (chat INTEGER PRIMARY KEY, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS command (
  scope TEXT NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (scope, language)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS poll (
  id TEXT PRIMARY KEY, owner INTEGER NOT NULL, body TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vote (
  poll TEXT NOT NULL, person INTEGER NOT NULL, options TEXT NOT NULL,
  PRIMARY KEY (poll, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS query (
  id TEXT PRIMARY KEY, person INTEGER NOT NULL, asked REAL NOT NULL);
"""


def open_state(path: Path) -> sqlite3.Connection:
    """Open, or create, the state file at *path*; write-ahead, committed at each statement."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(SCHEMA)
    return db


class Settings:
    """Small named values: the clock's offset, the bot's names, allowed updates."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, key: str, default: object = None) -> Value:
        """Return the value kept under *key*, or *default*."""
        row = self._db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else default

    def put(self, key: str, value: object) -> None:
        """Keep *value*, anything JSON can hold, under *key*."""
        self._db.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (key, json.dumps(value)),
        )
