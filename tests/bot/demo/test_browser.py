"""The page in a real browser: somebody writes, the bot answers, a button is tapped."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.bot.demo.conftest import Line

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
UYGHUR = "ياخشىمۇسىز!\n你好 nǐ hǎo\n<b>&lt;script&gt;</b>"


@pytest.fixture
def browser() -> Path:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    return CHROMIUM


@pytest.fixture
async def page(browser: Path):
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=browser, args=FLAGS)
        opened = await running.new_page(viewport={"width": 360, "height": 740})
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda note: note.type == "error" and errors.append(note.text))
        yield opened
        await running.close()
        assert errors == []


@pytest.mark.slow
async def test_a_conversation_is_seen_read_in_its_direction_and_tapped(line: Line, page):
    await page.goto(line.server.url)
    await page.get_by_test_id("person-2001").click()
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("message").nth(0).wait_for()
    assert (await line.updates())[0]["message"]["text"] == "/start"
    keys = {"inline_keyboard": [[{"text": "ھەئە 好", "callback_data": "yes"}]]}
    await line.bot("sendMessage", chat_id=2001, text=UYGHUR, parse_mode="HTML", reply_markup=keys)
    lines = page.get_by_test_id("message").nth(1).locator(".line")

    await lines.nth(2).wait_for()
    directions = [
        await lines.nth(n).evaluate("each => getComputedStyle(each).direction") for n in range(3)
    ]
    assert directions == ["rtl", "ltr", "ltr"]
    assert await lines.nth(2).inner_text() == "<script>"
    assert await page.evaluate("document.documentElement.scrollWidth") == 360

    key = page.locator('[data-callback="yes"]')
    assert (await key.bounding_box())["height"] >= 40
    offset = (await line.updates())[-1]["update_id"] + 1
    await key.click()
    query = (await line.updates(offset=offset, timeout=5))[0]["callback_query"]
    await line.bot("answerCallbackQuery", callback_query_id=query["id"], text="قوبۇل قىلىندى")
    await page.get_by_text("قوبۇل قىلىندى").wait_for()

    await page.get_by_test_id("person-2003").click()
    await line.bot("sendMessage", chat_id=2001, text="for the other person")
    await page.get_by_test_id("person-2001").get_by_test_id("unread").wait_for()
