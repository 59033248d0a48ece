"""The week: every bulletin under its day, as text and as a picture."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.days import day
from bot.views.repeats import recurrence
from bot.views.words import words as words_of
from scheduler.bulletins import Bulletin
from scheduler.recurrence import Recurrence
from scheduler.repeats import WORKING_DAYS, Daily, MonthlyLast, MonthlyOn, OnWeekdays
from scheduler.weeks import bounds, instants, monday
from tests.bot.newsroom.newsroom import draft, labels, last, waits_for
from tests.bot.town import EDITOR, NEIGHBOUR, words

ZONE = "Asia/Urumqi"
NINE = datetime.min.time().replace(hour=9)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAYS, DAYS)
def test_a_series_has_in_a_week_what_is_still_to_come_of_it(first, begins):
    """Every day at nine from *begins* on: as many as there are days left of the week."""
    first = monday(first)
    rule = Recurrence(at=NINE, zone=ZONE, start=begins, repeats=Daily())
    at = datetime.combine(begins, NINE, ZoneInfo(ZONE))
    series = Bulletin(id=1, author_id=1, state="scheduled", at=at, recurrence=rule)
    since, until = bounds(first, ZONE)
    assert until - since == timedelta(days=7)
    found = [
        it.astimezone(ZoneInfo(ZONE)).date() for it in instants(series, since=since, until=until)
    ]
    assert found == [d for n in range(7) if (d := first + timedelta(days=n)) >= begins]


RULES = [
    (Daily(), "every day at 09:00", "每天 09:00"),
    (WORKING_DAYS, "every day from Monday to Friday at 09:00", "每个工作日（周一至周五）09:00"),
    (OnWeekdays(frozenset({0, 2})), "every Monday, Wednesday at 09:00", "每周一、周三 09:00"),
    (MonthlyOn(5), "every month on day 5 at 09:00", "每月 5 日 09:00"),
    (MonthlyOn(31), "on the last day of every month at 09:00", "每月最后一天 09:00"),
    (MonthlyLast(4), "on the last Friday of every month at 09:00", "每月最后一个周五 09:00"),
]


@pytest.mark.parametrize(("repeats", "english", "chinese"), RULES)
def test_a_recurrence_is_said_in_words(repeats, english, chinese):
    rule = Recurrence(at=NINE, zone=ZONE, start=date(2026, 11, 23), repeats=repeats)
    assert str(recurrence(words_of("en"), rule)) == english
    assert str(recurrence(words_of("zh"), rule)) == chinese
    assert "09:00" in recurrence(words_of("ug"), rule)


def test_the_end_of_a_recurrence_is_said_too():
    until = Recurrence(
        at=NINE, zone=ZONE, start=date(2026, 11, 23), repeats=Daily(), until=date(2026, 12, 24)
    )
    times = Recurrence(at=NINE, zone=ZONE, start=date(2026, 11, 23), repeats=Daily(), times=3)
    assert str(recurrence(words_of("en"), until)) == "every day at 09:00, until 24 Dec 2026"
    assert str(recurrence(words_of("zh"), times)) == "每天 09:00，共 3 次"


def test_a_day_is_named_in_each_language():
    monday_ = date(2026, 11, 23)
    assert day(words_of("en"), monday_) == "Mon 23 Nov"
    assert day(words_of("zh"), monday_) == "11月23日 周一"
    assert day(words_of("ug"), monday_) == "دۈشەنبە، 23-نويابىر"


async def test_the_week_shows_what_was_sent_what_comes_and_each_instant_of_a_series(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Sent today")
    await waits_for(town, EDITOR, "is out")
    await town.schedule("Tonight", "23:50")
    await draft(town, "Every day")
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "every day 23:55")
    await town.press(EDITOR, "Confirm the series")
    await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "📅 Week")
    shown = await last(town, EDITOR)
    today = town.clock.now().astimezone(ZoneInfo(ZONE)).date()
    assert shown["photo"]
    lines = words(shown).splitlines()
    at = lines.index(day(words_of("en"), today))
    assert lines[at + 1].endswith("“Sent today”: sent")
    assert lines[at + 2 : at + 4] == ["23:50 “Tonight”: scheduled", "23:55 “Every day”: scheduled"]
    assert words(shown).count("“Every day”") == 7 - today.weekday()

    await town.press(EDITOR, "Next week ›")
    following = await last(town, EDITOR)
    assert following["message_id"] == shown["message_id"]
    assert words(following).count("“Every day”") == 7
    assert following["photo"] != shown["photo"]
    await town.press(EDITOR, "‹ Week before")
    assert words(await last(town, EDITOR)) == words(shown)
    await town.press(EDITOR, "🗓 Queue")
    assert "• 🕗 Planned 2" in labels(await last(town, EDITOR))


async def test_a_week_too_full_for_a_caption_follows_its_picture(town):
    for n in range(2):
        await draft(town, f"Number {n} with a title that is rather long, as titles often are")
        await town.press(EDITOR, "At a time")
        await town.say(EDITOR, "every day 23:55")
        await town.press(EDITOR, "Confirm the series")
    await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "📅 Week")
    text = await town.press(EDITOR, "Next week ›")
    picture = (await town.heard(EDITOR))[-2]
    assert picture["photo"]
    assert len(words(picture)) < 100
    assert all(text.count(f"Number {n} ") == 7 for n in range(2))
