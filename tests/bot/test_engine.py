"""The engine of one machine: it ends when it is told to, at whatever moment."""

import asyncio

from bot.engine.local import LocalEngine


class IdleDelivery:
    async def deliver_open(self):
        await asyncio.sleep(0)

    async def mend(self):
        await asyncio.sleep(0)


async def test_it_ends_though_news_come_in_the_same_moment():
    """Python 3.11's wait_for swallowed the cancellation, and a stop waited for ever."""
    engine = LocalEngine(IdleDelivery())
    running = asyncio.create_task(engine.run())
    await asyncio.sleep(0.05)
    engine.wake()
    await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait({running}, timeout=2)
    assert done == {running}
    assert running.cancelled()
