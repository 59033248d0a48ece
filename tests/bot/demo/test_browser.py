"""The page in a real browser: somebody writes, the bot answers, a button is tapped."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.bot.demo.conftest import Line
from tests.bot.demo.pictures import png

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


CHANNEL, FORUM = -1001000000001, -1002000000001


def file(name: str, mime: str, data: bytes) -> dict:
    return {"name": name, "mimeType": mime, "buffer": data}


async def fits(page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.slow
async def test_several_pictures_and_a_video_are_sent_and_shown_as_one_album(line: Line, page):
    await page.goto(line.server.url)
    await page.get_by_test_id("person-2001").click()
    await page.get_by_test_id("text").fill("يەتتىنچى قورو")
    files = [file(f"{n}.png", "image/png", png(60, 40)) for n in (1, 2)]
    await page.get_by_test_id("file").set_input_files(
        [*files, file("a.mp4", "video/mp4", b"no real video")]
    )
    album = page.get_by_test_id("album")
    await album.locator("video").wait_for()
    heard = [each["message"] for each in await line.updates()]

    assert await page.get_by_test_id("message").count() == 1
    assert await album.locator("> *").count() == 3
    assert len({each["media_group_id"] for each in heard}) == 1
    assert heard[0]["caption"] == "يەتتىنچى قورو"
    assert await fits(page)


@pytest.mark.slow
async def test_a_poll_is_written_in_a_form_and_voted_in_with_a_tap(line: Line, page):
    await page.goto(line.server.url)
    await page.get_by_test_id("person-2003").click()
    await page.get_by_test_id("attach").click()
    await page.get_by_test_id("attach-poll").click()
    await page.get_by_test_id("poll-question").fill("Which day?")
    for number, answer in enumerate(("Friday", "Saturday", "Sunday"), start=1):
        await page.get_by_test_id(f"poll-option-{number}").fill(answer)
    await page.get_by_test_id("poll-send").click()
    option = page.get_by_test_id("option-1")
    await option.click()
    await page.locator("[data-testid='option-1'][aria-pressed='true']").wait_for()
    asked = (await line.updates())[0]["message"]["poll"]

    assert [each["text"] for each in asked["options"]] == ["Friday", "Saturday", "Sunday"]
    assert "100%" in await option.inner_text()
    assert (await option.bounding_box())["height"] >= 40
    assert "1 vote" in await page.get_by_test_id("poll-total").inner_text()
    assert await fits(page)


@pytest.mark.slow
async def test_a_person_chooses_the_topic_and_sees_whose_a_message_is(line: Line, page):
    await page.goto(line.server.url)
    await page.get_by_test_id("person-2001").click()
    await page.get_by_test_id(f"chat-{FORUM}").click()
    await page.get_by_test_id("topic").select_option("3")
    await page.get_by_test_id("text").fill("/today")
    await page.get_by_test_id("send").click()
    tag = page.get_by_test_id("topic-tag")
    await tag.wait_for()

    assert "سوئاللار" in await tag.inner_text()
    assert (await line.updates())[0]["message"]["message_thread_id"] == 3
    assert await page.locator("#topic option[value='4']").is_disabled()
    assert await fits(page)


@pytest.mark.slow
async def test_a_subscriber_of_a_channel_reads_taps_links_and_cannot_write(line: Line, page):
    link = {"inline_keyboard": [[{"text": "Notice", "url": "https://example.org/"}]]}
    await line.bot("sendMessage", chat_id=CHANNEL, text="Water is off", reply_markup=link)
    await page.goto(line.server.url)
    await page.get_by_test_id("person-2003").click()
    await page.get_by_test_id(f"chat-{CHANNEL}").click()
    await page.get_by_text("Water is off").last.wait_for()
    key = page.get_by_role("link", name="Notice")

    assert await key.get_attribute("target") == "_blank"
    assert "noopener" in await key.get_attribute("rel")
    assert not await page.get_by_test_id("composer").is_visible()
    await page.get_by_test_id("person-1001").click()
    await page.get_by_test_id(f"chat-{CHANNEL}").click()
    await page.get_by_test_id("text").fill("Water is back")
    await page.get_by_test_id("send").click()
    await page.get_by_text("Water is back").last.wait_for()
    assert (await line.updates())[-1]["channel_post"]["text"] == "Water is back"
