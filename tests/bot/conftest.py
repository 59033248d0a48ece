"""The town, open for a test. An empty database is made once and copied."""

import asyncio
import shutil
from datetime import UTC, datetime

import pytest

from bot.store.upgrade import upgrade
from tests.bot.town import Town


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    file = tmp_path_factory.mktemp("store") / "bot.db"
    asyncio.run(upgrade(f"sqlite:///{file}", copies=None, now=datetime.now(UTC)))
    return file


@pytest.fixture
async def town(town_with):
    return await town_with()


@pytest.fixture
async def town_with(tmp_path, empty_database):
    """Open a town with other settings."""
    opened = []

    async def open_town(**changes):
        if "database" not in changes:
            shutil.copy(empty_database, tmp_path / "bot.db")
        it = Town(tmp_path, **changes)
        await it.open()
        opened.append(it)
        return it

    yield open_town
    for it in opened:
        await it.close()
