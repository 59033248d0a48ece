"""A state machine of hypothesis over a real SQLite file; an empty one is made once and copied."""

import asyncio
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine

from bot.store.database import Database
from bot.store.upgrade import upgrade

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MACHINE = settings(stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def empty_file():
    file = Path(tempfile.mkdtemp()) / "empty.db"
    asyncio.run(upgrade(f"sqlite:///{file}", copies=None, now=START))
    return file


class StoreMachine(RuleBasedStateMachine):
    """Has a database of its own as `db`, and runs coroutines on a loop of its own."""

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(empty_file(), f"{self.folder.name}/x.db")
        self.db = Database(f"sqlite:///{self.folder.name}/x.db")
        self.now = START

    def teardown(self):
        self.do(self.db.close())
        self.loop.close()
        self.folder.cleanup()

    def do(self, doing):
        return self.loop.run_until_complete(doing)
