"""Scenes to open; databases that are made once and copied."""

import asyncio

import pytest

from tests.chaos.places import Empty, Place, server_is_there
from tests.chaos.scene import Scene
from tests.chaos.telegram import Telegram


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    made = Empty(tmp_path_factory.mktemp("empty"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def server():
    """Whether a PostgreSQL server answers."""
    return server_is_there()


@pytest.fixture
async def scene(tmp_path, empty, server):
    """Open a scene: people who wait for a bulletin on a database of that kind."""
    opened = []

    async def open_scene(kind, *, people, rule, due=True):
        if kind == "postgresql" and not server:
            pytest.skip("no PostgreSQL server answers")
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        address = await asyncio.to_thread(empty.copy, kind, folder)
        place = Place(address)
        await place.fill(people)
        if due:
            await place.hand_in(rule)
        telegram = Telegram()
        await telegram.start()
        it = Scene(folder, place=place, telegram=telegram, people=people, rule=rule)
        opened.append(it)
        return it

    yield open_scene
    for it in opened:
        await it.close()
