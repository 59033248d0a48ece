"""Copies of the database, which only its operator may read: they hold the chats of subscribers."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError
from bot.store.database import libpq, sqlite_file


def backup(address: str, target: Path) -> None:
    """Write a whole copy of the database to *target*, while others may go on using it."""
    if target.exists():
        raise StoreError(f"{target} exists already; nothing was written")
    target.parent.mkdir(parents=True, exist_ok=True)
    if file := sqlite_file(address):
        if not file.exists():
            raise StoreError(f"there is no database at {file}")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    run("pg_dump", "--format=custom", f"--file={target}", f"--dbname={libpq(address)}")


def copies_of(address: str) -> Path:
    """Return the folder of the copies that are made by themselves: beside the database."""
    file = sqlite_file(address)
    return (file.parent if file else Path("data")) / "copies"


def suffix(address: str) -> str:
    """Return how the name of a copy ends."""
    return ".db" if sqlite_file(address) else ".dump"


def run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs and return what it wrote; raise StoreError if it failed."""
    path = shutil.which(program)
    if not path:
        raise StoreError(f"{program} is not installed; it makes and restores copies of PostgreSQL")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 (fixed programs, no shell)
    if done.returncode:
        raise StoreError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout
