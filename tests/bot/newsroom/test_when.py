"""When a bulletin goes out: by buttons and in words, in three languages; series; whose clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.newsroom.newsroom import data_of, draft, heard, labels, last, waits_for
from tests.bot.town import EDITOR, NEIGHBOUR, PARENT, until

URUMQI = ZoneInfo("Asia/Urumqi")


async def at_when(town, text="Text", language="en"):
    await draft(town, text, language=language)
    await town.press(EDITOR, "🕗")


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "tomorrow 8:00", "08:00 (Ürümqi time, UTC+06), in"),
        ("zh", "明天早上8点", "08:00"),
        ("ug", "ئەتە 8:00", "08:00"),
    ],
)
async def test_a_time_is_typed_as_one_says_it_and_echoed_with_its_zone(town, language, typed, said):
    await at_when(town, language=language)
    answer = await town.say(EDITOR, typed)
    assert said in answer
    local = town.clock.now().astimezone(URUMQI)
    it = await town.app.parts.bulletins.get(1)
    assert it.at.astimezone(URUMQI).date() == local.date() + timedelta(days=1)
    assert (it.state, it.at.astimezone(URUMQI).hour) == ("scheduled", 8)


async def test_a_day_an_hour_and_a_minute_are_chosen_from_a_calendar(town):
    await at_when(town)
    await town.press(EDITOR, "📅")
    await town.press(EDITOR, "›")
    await town.press(EDITOR, "15")
    await town.press(EDITOR, "10")
    assert "Bulletin 1 is scheduled" in await town.press(EDITOR, "10:30")
    it = await town.app.parts.bulletins.get(1)
    local = it.at.astimezone(URUMQI)
    now = town.clock.now().astimezone(URUMQI)
    assert (local.day, local.hour, local.minute) == (15, 10, 30)
    assert (local.month - now.month) % 12 == 1


async def test_a_day_that_is_past_cannot_be_chosen(town):
    await at_when(town)
    message, data = await data_of(town, EDITOR, "📅")
    version = data.split(":")[3]
    past = (town.clock.now() - timedelta(days=40)).strftime("%Y%m%d%H%M")
    assert "is past" in await town.press_data(EDITOR, message, f"when:at:1:{version}:{past}")


@pytest.mark.parametrize(
    ("language", "typed", "word"),
    [
        ("en", "every monday 9:00", "Monday"),
        ("zh", "每周一9点", "周一"),
        ("ug", "ھەر دۈشەنبە 9:00", "دۈشەنبە"),
    ],
)
async def test_a_series_is_typed_and_confirmed_with_its_next_three_instants(
    town, language, typed, word
):
    await at_when(town, language=language)
    shown = await town.say(EDITOR, typed)
    assert word in shown
    assert shown.count("•") == 3
    assert (await town.app.parts.bulletins.get(1)).state == "draft"
    await town.press(EDITOR, "when:yes:1:" + str((await town.app.parts.bulletins.get(1)).version))
    it = await town.app.parts.bulletins.get(1)
    assert it.state == "scheduled"
    assert it.at.astimezone(URUMQI).weekday() == 0


async def test_a_series_by_buttons_goes_out_each_day_as_a_bulletin_of_its_own_and_ends(town):
    await town.subscribe(NEIGHBOUR)
    await at_when(town, "Every day anew")
    await town.press(EDITOR, "🔁")
    await town.press(EDITOR, "Every day")
    await town.press(EDITOR, "10")
    await town.press(EDITOR, "10:00")
    assert "3 times in all" in await town.press(EDITOR, "3×")
    await town.press(EDITOR, "✅ Confirm the series")
    for sent in (1, 2, 3, 3, 3):
        await town.push(hours=24)
        await until(lambda n=sent: _count(town, NEIGHBOUR, "Every day anew", n))
    series = await town.app.parts.bulletins.get(1)
    assert series.state == "ended"
    own = [await town.app.parts.bulletins.get(n) for n in (2, 3, 4)]
    assert {it.series for it in own} == {1}


async def test_what_repeats_is_chosen_and_its_time_typed(town):
    await at_when(town)
    await town.press(EDITOR, "🔁")
    await town.press(EDITOR, "Monday to Friday")
    shown = await town.say(EDITOR, "7:45")
    assert "every day from Monday to Friday at 07:45" in shown
    assert shown.count("•") == 3


async def _count(town, who, text, n):
    return len(await heard(town, who, text)) == n


async def test_a_series_by_weekdays_and_until_a_day_is_put_together_by_buttons_and_typing(town):
    await at_when(town)
    await town.press(EDITOR, "🔁")
    await town.press(EDITOR, "On chosen days")
    await town.press(EDITOR, "Tuesday")
    await town.press(EDITOR, "Friday")
    await town.press(EDITOR, "Continue")
    await town.press(EDITOR, "14")
    shown = await town.press(EDITOR, "14:15")
    assert "Tuesday, Friday" in shown
    year = town.clock.now().year + 1
    assert f"until 31 Jan {year}" in await town.say(EDITOR, f"until {year}-01-31")
    await town.press(EDITOR, "✅ Confirm")
    rule = (await town.app.parts.bulletins.get(1)).recurrence
    assert sorted(rule.repeats.days) == [1, 4]
    assert rule.until.isoformat() == f"{year}-01-31"


async def test_at_local_time_each_reader_gets_it_when_the_own_clock_shows_it(town):
    await town.subscribe(NEIGHBOUR)
    await town.subscribe(PARENT)
    await town.say(PARENT, "/settings")
    await town.press_data(
        PARENT, (await last(town, PARENT))["message_id"], "set:zone:Asia/Shanghai"
    )
    await at_when(town, "At eleven")
    await town.press(EDITOR, "🌍 Local time")
    answer = await town.say(EDITOR, "tomorrow 11:00")
    assert "each reader's own clock" in answer
    now = town.clock.now().astimezone(URUMQI)
    nine = (now + timedelta(days=1)).replace(hour=9, minute=1, second=0)
    await town.push(seconds=(nine - now).total_seconds())
    await waits_for(town, PARENT, "At eleven")
    assert not await heard(town, NEIGHBOUR, "At eleven")
    await town.push(hours=2)
    await waits_for(town, NEIGHBOUR, "At eleven")


async def test_quiet_hours_hold_a_bulletin_back_as_the_impact_said(town_with):
    town = await town_with(privacy={"smallest_count": 1})
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    at = (await last(town, NEIGHBOUR))["message_id"]
    await town.press_data(NEIGHBOUR, at, "set:quiet:2200:0700")
    await draft(town, "Late")
    await town.press(EDITOR, "🕗")
    assert "In quiet hours then: 1, until 07:00." in await town.say(EDITOR, "tomorrow 23:00")


async def test_readers_where_the_clocks_change_are_counted(town_with):
    town = await town_with(privacy={"smallest_count": 1}, timezone="Europe/Berlin")
    await town.subscribe(NEIGHBOUR)
    now = town.clock.now().astimezone(ZoneInfo("Europe/Berlin"))
    target = datetime(
        now.year + (now.month > 3), 4 if now.month < 4 or now.month > 10 else 11, 5, 8
    )
    await _in_zone(town, NEIGHBOUR, "Europe/Berlin")
    await at_when(town)
    shown = await town.say(EDITOR, f"{target:%Y-%m-%d %H:%M}")
    assert "With a clock change before then: 1." in shown


async def _in_zone(town, who, zone):
    """No button offers this zone; the store takes any."""
    from dataclasses import replace

    subscribers = town.app.parts.subscribers
    mine = await subscribers.get(who)
    await subscribers.change(
        who, lambda it: replace(it, zone=zone), fresh=mine, now=town.clock.now()
    )


async def test_a_correction_cannot_be_a_series(town):
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Wrong")
    await town.press(EDITOR, "Send now")
    await until(lambda: heard(town, EDITOR, "is out"))
    await town.press(EDITOR, "Correct everywhere")
    await waits_for(town, EDITOR, "It corrects bulletin 1")
    await town.say(EDITOR, "Right", answers=2)
    await town.press(EDITOR, "🕗")
    assert "🔁 Repeat" not in labels(await last(town, EDITOR))
    assert "goes out once" in await town.say(EDITOR, "every monday 9:00")
