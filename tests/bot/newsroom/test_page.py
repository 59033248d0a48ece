"""The newsroom on the page, at phone width: nothing is clipped, Uyghur begins on the right."""

import pytest
from playwright.async_api import async_playwright

from tests.bot.demo.test_browser import CHROMIUM, FLAGS
from tests.bot.newsroom.newsroom import speak
from tests.bot.town import EDITOR, buttons

TEXTS = {"en": "Water is off on Friday", "zh": "周五停水", "ug": "جۈمە كۈنى سۇ توختايدۇ"}
CLIPPED = """keys => keys.filter(key => key.scrollWidth > key.clientWidth + 1
  || key.getBoundingClientRect().right > innerWidth + 1 || key.offsetHeight > 70).map(key => key.textContent)"""
LEFT_TO_RIGHT = """lines => lines.filter(line => /^[^\\u0600-\\u06ff]*[\\u0600-\\u06ff]/u.test(line.textContent)
  && getComputedStyle(line).direction === 'ltr').map(line => line.textContent)"""


@pytest.fixture
async def look():
    """Open the page as the editor, and return what is wrong with what it shows."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        async def at(town, language):
            page = await running.new_page(viewport={"width": 360, "height": 740})
            await page.goto(town.chat.url)
            await page.get_by_test_id(f"person-{EDITOR}").click()
            await page.get_by_test_id("message").last.wait_for()
            assert await page.locator(".line").count()
            wrong = await page.locator(".key").evaluate_all(CLIPPED)
            if language == "ug":
                wrong += await page.locator(".line").evaluate_all(LEFT_TO_RIGHT)
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            await page.close()
            return [*wrong, *(["the page is too wide"] if wide else [])]

        yield at
        await running.close()


async def press(town, data):
    """Press the newest button whose data begins with *data*."""
    for message in reversed(await town.heard(EDITOR)):
        for button in buttons(message):
            if button.get("callback_data", "").startswith(data):
                await town.press_data(EDITOR, message["message_id"], button["callback_data"])
                return
    raise AssertionError(f"no button {data!r}")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "ug", "en"])
async def test_no_screen_of_the_newsroom_is_clipped_or_runs_the_wrong_way(town, look, language):
    await speak(town, EDITOR, language)
    for command in ("/team", "/audit", "/stats", "/inbox"):
        await town.say(EDITOR, command)
    assert await look(town, language) == []
    await town.say(EDITOR, "/post")
    await town.say(EDITOR, TEXTS[language], answers=2)
    assert await look(town, language) == []
    for steps in (
        ["aud:show", "post:show", "part:section", "post:show", "test:ask", "post:show"],
        ["when:ask", "when:month", "when:day", "when:hour"],
        [
            "when:ask",
            "when:repeat",
            "when:days",
            "when:ask",
            "when:repeat",
            "when:rule:1:1:weekdays",
        ],
    ):
        for data in steps:
            await press(town, data)
            assert await look(town, language) == []
    await press(town, "when:hour")
    await press(town, "when:at")
    await press(town, "when:yes")
    assert await look(town, language) == []
    await town.say(EDITOR, "/queue")
    await press(town, "queue:card")
    assert await look(town, language) == []
    await town.say(EDITOR, "/queue")
    await press(town, "week:show")
    assert await look(town, language) == []
