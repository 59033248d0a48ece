"""/stats: counts of now, over days and by outcome; small ones cannot be worked out."""

import time
from datetime import date, timedelta

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.counted import over_time
from bot.store import tables as t
from bot.store.tallies import ALL, Tallies
from bot.views.counts import total
from bot.views.stats import merged, outcome_counts
from bot.views.words import words as words_of
from content.languages import LANGUAGES
from content.topics import TOPICS
from scheduler.subscribers import KINDS
from tests.bot.newsroom.test_team_roles import heard, join, plain
from tests.bot.test_store import add, address, chat, db
from tests.bot.test_team import english
from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, until, words

__all__ = ["address", "db"]
DAY = date(2026, 11, 24)
SMALLEST = 5


async def people(town, count, *, first=50_000, language="zh", topics=("notices",), kind="private"):
    """Let chats that the embedded chat need not know subscribe."""
    rows = [
        {"chat_id": first + n, "kind": kind, "status": "active", "language": language,
         "learn": "zh", "zone": "Asia/Urumqi", "card_at": "19:30", "card_days": "0",
         "subscribed_on": DAY}
        for n in range(count)
    ]  # fmt: skip
    async with town._store.write() as c:
        await c.execute(sa.insert(t.subscriber), rows)
        mine = sa.select(t.subscriber.c.id).where(
            t.subscriber.c.chat_id.between(first, first + count)
        )
        ids = (await c.scalars(mine)).all()
        found = [{"subscriber_id": each, "topic": topic} for each in ids for topic in topics]
        await c.execute(sa.insert(t.subscription), found)


async def leaves(town, bulletin_id=1):
    async with town._store.read() as c:
        return await c.scalar(sa.select(t.bulletin.c.leaves).where(t.bulletin.c.id == bulletin_id))


async def test_without_subscribers_it_says_so_kindly(town):
    await english(town, EDITOR)
    async with town._store.write() as c:
        await c.execute(sa.update(t.subscriber).values(status="left"))
    assert "Nobody has subscribed yet" in await town.say(EDITOR, "/stats")
    at = (await town.heard(EDITOR))[-1]["message_id"]
    assert "No bulletin has been sent" in await town.press_data(EDITOR, at, "stats:outcomes")
    assert "No bulletin has been sent" in await town.press_data(EDITOR, at, "stats:bulletins")


async def test_it_counts_by_language_topic_and_kind_and_hides_small_counts(town):
    await english(town, EDITOR)
    await people(town, 40, first=50_000, topics=("notices", "work"))
    await people(town, 9, first=60_000, language="ug", kind="group", topics=("notices",))
    await people(town, 2, first=70_000, language="zh", kind="channel", topics=("work",))
    assert "Subscribers by language" in await town.say(EDITOR, "/stats", answers=2)
    text, picture = (await town.heard(EDITOR))[-2:]
    said = plain(words(text))
    assert "Subscribers now: more than 51" in said
    assert "中文: 42" in said
    assert "ئۇيغۇرچە: 9" in said
    assert "English: fewer than 5" in said
    assert "Notices and services: 49" in said
    assert "Jobs and farming: 42" in said
    assert "Private: 40" in said
    assert "Channels, Groups: 11" in said
    assert picture["photo"]


async def test_the_chart_changes_topic_and_length_in_its_place(town):
    await english(town, EDITOR)
    await people(town, 12)
    await town.say(EDITOR, "/stats", answers=2)
    before = len(await town.heard(EDITOR))
    assert (
        await town.press(EDITOR, "Notices and services")
        == (await town.heard(EDITOR))[-1]["caption"]
    )
    assert "Notices and services · " in words((await town.heard(EDITOR))[-1])
    await town.press(EDITOR, "90 days")
    assert len(await town.heard(EDITOR)) == before
    labels = [
        row[0]["text"] for row in (await town.heard(EDITOR))[-1]["reply_markup"]["inline_keyboard"]
    ]
    assert "● Notices and services" in labels
    at = (await town.heard(EDITOR))[-1]["message_id"]
    for data in ("stats:chart:gossip:30", "stats:chart:all:7", "stats:chart", "stats:people"):
        assert "out of date" in await town.press_data(EDITOR, at, data)


async def test_a_stranger_is_told_that_there_is_no_such_command_and_an_editor_may_look(town):
    await english(town, EDITOR, NEIGHBOUR)
    assert "no command /stats" in await town.say(NEIGHBOUR, "/stats")
    await join(town, NEIGHBOUR, "editor")
    await town.say(NEIGHBOUR, "/stats", answers=2)
    assert (await town.heard(NEIGHBOUR))[-1]["photo"]


async def test_ten_thousand_subscribers_are_counted_within_a_second(town):
    await english(town, EDITOR)
    await people(town, 10_000, topics=TOPICS)
    began = time.perf_counter()
    await town.say(EDITOR, "/stats", answers=2)
    assert time.perf_counter() - began < 1
    assert "10,000" in words((await town.heard(EDITOR))[-2])


async def test_who_leaves_by_a_bulletins_button_is_counted_once_and_only_there(town):
    for who in (NEIGHBOUR, PARENT, CHILD):
        await town.subscribe(who)
    await town.schedule("One")
    await until(lambda: heard(town, EDITOR, "is out"))
    await town.press(NEIGHBOUR, "leave:1")
    assert await leaves(town) == 1
    await town.press(NEIGHBOUR, "leave:1")
    await town.say(PARENT, "/stop")
    await town.press(PARENT, "leave:1")
    assert await leaves(town) == 1

    at = (await town.heard(CHILD))[-1]["message_id"]
    await town.press_data(CHILD, at, "leave:77")
    assert await leaves(town) == 1
    await town.subscribe(CHILD)
    await town.schedule("Not for everybody", "23:50")
    at = (await town.heard(CHILD))[-1]["message_id"]
    await town.press_data(CHILD, at, "leave:2")
    assert await leaves(town, 2) == 0
    await town.subscribe(APPROVER)
    at = (await town.heard(APPROVER))[-1]["message_id"]
    await town.press_data(APPROVER, at, "leave:1")
    assert await leaves(town) == 1


async def test_the_last_bulletins_are_listed_with_their_audience_and_leave_rate(town):
    await english(town, EDITOR)
    await people(town, 6)
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Water & power")
    await until(lambda: heard(town, EDITOR, "is out"))
    async with town._store.write() as c:
        counts = {"sent": 120, "blocked": 3, "uncertain": 0}
        await c.execute(sa.update(t.occurrence).values(counts=counts))
    await town.say(EDITOR, "/stats", answers=2)
    said = plain(await town.press(EDITOR, "Bulletins and leaving"))
    said = plain(words((await town.heard(EDITOR))[-2]))
    assert "“Water & power”" in said
    assert "audience: more than 120" in said
    assert "left by its button: fewer than 5" in said
    assert "%" not in said
    async with town._store.write() as c:
        await c.execute(sa.update(t.bulletin).values(leaves=6))
    await town.say(EDITOR, "/stats", answers=2)
    await town.press(EDITOR, "Bulletins and leaving")
    assert "left by its button: 6 (5.0 %)" in plain(words((await town.heard(EDITOR))[-2]))
    async with town._store.write() as c:
        await c.execute(sa.update(t.bulletin).values(corrects=7))
    assert not await Tallies(town._store).latest(10)
    await town.press(EDITOR, "Numbers")
    await town.press(EDITOR, "What became of sendings")
    last = (await town.heard(EDITOR))[-1]
    assert last["photo"]
    assert "last 30 days" in words(last)


async def test_housekeeping_keeps_the_count_of_the_offices_day(town):
    await people(town, 7, language="ug")
    await town.app.parts.housekeeping.clean_up()
    today = (town.clock.now() + timedelta(hours=6)).date()
    kept = await Tallies(town._store).history(ALL, since=today)
    assert kept == {today: {"zh": 0, "ug": 7, "en": 0}}


async def test_days_that_the_demos_clock_passes_are_counted_each(town):
    await town.subscribe(NEIGHBOUR)
    await town.push(days=3)
    since = (town.clock.now() + timedelta(hours=6)).date() - timedelta(days=3)
    kept = await Tallies(town._store).history("lessons", since=since)
    assert len(kept) >= 3
    assert all(counts["en"] == 1 for day, counts in kept.items() if day > since)


async def test_a_days_count_is_replaced_and_other_days_stay(db):
    tallies = Tallies(db)
    await add(db, chat(1, language="ug"), chat(2, language="ug", topics=frozenset({"work"})))
    await tallies.take(DAY)
    await tallies.take(DAY + timedelta(days=1))
    await add(db, chat(1, language="zh"), chat(2, status="left"))
    await tallies.take(DAY + timedelta(days=1))
    assert await tallies.history(ALL, since=DAY) == {
        DAY: {"zh": 0, "ug": 2, "en": 0},
        DAY + timedelta(days=1): {"zh": 1, "ug": 0, "en": 0},
    }
    assert (await tallies.history("work", since=DAY))[DAY] == {"zh": 0, "ug": 1, "en": 0}
    assert await tallies.kinds(LANGUAGES) == {"private": 1, "group": 0, "channel": 0}


def test_a_day_without_a_count_has_that_of_the_day_before_and_small_ones_are_hidden():
    kept = {DAY: {"zh": 10, "ug": 3}, DAY + timedelta(days=2): {"zh": 12, "ug": 5}}
    chart = over_time(words_of("en"), ALL, kept, smallest=SMALLEST)
    assert chart.labels == ("24 Nov", "25 Nov", "26 Nov")
    assert [series.values for series in chart.series] == [(10, 10, 12), (None, None, 5)]


@given(st.fixed_dictionaries({kind: st.integers(0, 30) for kind in KINDS}))
def test_kinds_are_put_together_until_no_small_count_is_shown(kinds):
    groups = merged(kinds, SMALLEST)
    assert all(n >= SMALLEST for _, n in groups)
    assert all(n == sum(kinds[kind] for kind in names) for names, n in groups)
    if sum(kinds.values()) >= SMALLEST:
        assert sum(n for _, n in groups) == sum(kinds.values())


@given(st.lists(st.fixed_dictionaries({"sent": st.integers(0, 20)}), min_size=1, max_size=6))
def test_a_sum_of_outcomes_says_nothing_of_what_one_bulletin_hides(counted):
    """Whatever stands for a hidden count, the sum is the same."""
    others = [{"sent": 1 if 0 < it["sent"] < SMALLEST else it["sent"]} for it in counted]
    t = words_of("en")
    assert outcome_counts(t, counted, SMALLEST) == outcome_counts(t, others, SMALLEST)


@given(st.fixed_dictionaries({name: st.integers(0, 20) for name in LANGUAGES}))
def test_a_total_says_nothing_of_what_a_language_hides(parts):
    others = {name: 1 if 0 < n < SMALLEST else n for name, n in parts.items()}
    assert total(words_of("en"), parts, SMALLEST) == total(words_of("en"), others, SMALLEST)
