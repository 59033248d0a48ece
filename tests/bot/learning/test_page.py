"""Cards and families on the page, at phone width: nothing is clipped, nothing runs the wrong way."""

import pytest
from playwright.async_api import async_playwright

from tests.bot.demo.test_browser import CHROMIUM, FLAGS
from tests.bot.learning.school import answer
from tests.bot.newsroom.test_page import CLIPPED, LEFT_TO_RIGHT
from tests.bot.town import NEIGHBOUR


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "ug", "en"])
async def test_no_screen_of_a_lesson_is_clipped_or_runs_the_wrong_way(town, language):
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    await town.subscribe(NEIGHBOUR, language)
    await town.say(NEIGHBOUR, "/today")
    await town.press(NEIGHBOUR, "❓")
    await answer(town, NEIGHBOUR)
    for command in ("/family", "/review", "/progress", "/settings"):
        await town.say(NEIGHBOUR, command)
    for page in ("go:themes", "go:settings", "go:level", "go:settings", "go:holiday"):
        await town.press(NEIGHBOUR, page)
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await running.new_page(viewport={"width": 360, "height": 740})
        await page.goto(town.chat.url)
        await page.get_by_test_id(f"person-{NEIGHBOUR}").click()
        await page.get_by_test_id("message").last.wait_for()
        wrong = await page.locator(".key").evaluate_all(CLIPPED)
        if language == "ug":
            wrong += await page.locator(".line").evaluate_all(LEFT_TO_RIGHT)
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        await running.close()
    assert wrong == []
