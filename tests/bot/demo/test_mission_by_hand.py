"""The real bot on the chat page in a real browser: at phone width, right to left too."""

import asyncio
import shutil

import pytest
from playwright.async_api import async_playwright

from tests.bot.town import NEIGHBOUR, PARENT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


@pytest.fixture
async def page(town):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        it = await browser.new_page(viewport={"width": 360, "height": 740})
        faults = []
        it.on("pageerror", lambda error: faults.append(str(error)))
        await it.goto(town.chat.url)
        yield it
        assert not faults
        await browser.close()


async def write(page, text):
    await page.get_by_role("textbox").fill(text)
    await page.get_by_test_id("send").click()


async def test_a_parent_plays_the_whole_mission_on_a_phone(page):
    await page.get_by_test_id(f"person-{PARENT}").click()
    await write(page, "/start")
    for data in ("start:ug", "start:all", "start:0730:Asia/Urumqi"):
        await page.locator(f"[data-callback='{data}']").last.click()
        await asyncio.sleep(0.3)
    await write(page, "/section 3")
    await page.get_by_text("مەنبە").last.wait_for()
    await page.get_by_test_id("push-morning").click()
    await page.locator("[data-callback='leave']").last.click()
    await page.get_by_text("چېكىندىڭىز").last.wait_for()
    root = "document.documentElement"
    assert await page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    clipped = """[...document.querySelectorAll('[data-callback]')].filter(b =>
        b.scrollWidth > b.clientWidth + 1 || b.getBoundingClientRect().right > innerWidth + 1
        || b.getBoundingClientRect().height < 36).map(b => b.textContent)"""
    assert await page.evaluate(clipped) == []


async def test_what_people_write_is_never_run_as_markup(page):
    await page.get_by_test_id(f"person-{NEIGHBOUR}").click()
    await write(page, "/<img src=x onerror=window.hacked=1>")
    await page.get_by_text("/menu").last.wait_for()
    assert await page.evaluate("window.hacked === undefined")
