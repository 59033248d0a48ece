"""Approval: what somebody else approved is what is sent; rights are asked at every step."""

import asyncio

import sqlalchemy as sa

from bot.store import tables as t
from tests.bot.newsroom.newsroom import (
    audited,
    data_of,
    draft,
    heard,
    last,
    speak,
    waits_for,
)
from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, until, words

SECOND = CHILD
"""A second editor."""


async def newsroom(town_with, **changes):
    """An office with two editors and one approver, as owners in the configuration or appointed."""
    town = await town_with(approvals=1, **changes)
    for who in (EDITOR, APPROVER, SECOND):
        await speak(town, who)
    now = town.clock.now()
    members = town.app.parts.members
    code = await members.invite("editor", by=EDITOR, now=now)
    await members.join(code, user_id=SECOND, now=now)
    await members.rename(SECOND, "Anna", now)
    return town


async def test_an_editor_writes_an_approver_approves_and_readers_get_it(town_with):
    town = await newsroom(town_with)
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Checked", who=SECOND)
    assert "waits for approval by 1 more" in await town.press(SECOND, "Send now")
    asked = await waits_for(town, APPROVER, "Please check bulletin 1")
    assert "Topics: Notices and services" in words(asked)
    assert not await heard(town, NEIGHBOUR, "Checked")
    await town.press(APPROVER, "✅ Approve")
    await waits_for(town, NEIGHBOUR, "Checked")
    await waits_for(town, SECOND, "scheduled")
    assert [it.actor_id for it in await audited(town, "approve")] == [APPROVER]
    assert [it.actor for it in await audited(town, "submit")] == ["Anna"]


async def test_an_editor_may_not_approve_whatever_is_pressed(town_with):
    town = await newsroom(town_with)
    await draft(town, "Mine")
    await town.press(EDITOR, "Send now")
    await waits_for(town, APPROVER, "Please check")
    _, data = await data_of(town, APPROVER, "✅ Approve")
    where = (await last(town, SECOND))["message_id"]
    assert (
        await town.press_data(SECOND, where, data) == "Your role in the team does not allow that."
    )
    assert (await town.app.parts.bulletins.get(1)).state == "review"
    (refused,) = await audited(town, "refused")
    assert (refused.actor, refused.detail) == ("Anna", f"not_your_role: {data}")


async def test_sent_back_with_a_word_it_is_a_draft_and_needs_approval_anew(town_with):
    town = await newsroom(town_with)
    await draft(town, "First try", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    _, old = await data_of(town, APPROVER, "✅ Approve")
    where = (await last(town, APPROVER))["message_id"]
    await town.press(APPROVER, "↩️ Send back")
    await town.say(APPROVER, "Say <where>")
    await waits_for(town, SECOND, "was sent back: Say <where>")
    await town.press(SECOND, "Open draft 1")
    await town.press(SECOND, "✏️ English")
    await town.say(SECOND, "Second try", answers=2)
    await town.press(SECOND, "Send now")
    assert "changed since" in await town.press_data(APPROVER, where, old)
    assert (await town.app.parts.bulletins.get(1)).state == "review"


async def test_only_another_approver_marks_it_urgent_and_it_breaks_quiet_hours(town_with):
    town = await newsroom(town_with)
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    at = (await last(town, NEIGHBOUR))["message_id"]
    await town.press_data(NEIGHBOUR, at, "set:quiet:0000:2359")
    await draft(town, "Flood", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    _, data = await data_of(town, APPROVER, "❗ Urgent")
    where = (await last(town, SECOND))["message_id"]
    assert "Your role" in await town.press_data(SECOND, where, data)
    assert "Urgent: it does not wait" in await town.press(APPROVER, "❗ Urgent")
    await town.press(APPROVER, "✅ Approve")
    await waits_for(town, NEIGHBOUR, "Flood")


async def test_quiet_hours_are_respected_otherwise(town_with):
    town = await newsroom(town_with)
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    at = (await last(town, NEIGHBOUR))["message_id"]
    await town.press_data(NEIGHBOUR, at, "set:quiet:0000:2359")
    await draft(town, "Calm", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    await town.press(APPROVER, "✅ Approve")
    await town.push(minutes=5)
    assert not await heard(town, NEIGHBOUR, "Calm")
    await town.push(hours=24)
    await waits_for(town, NEIGHBOUR, "Calm")


async def test_a_guessed_draft_is_refused_in_one_sentence_and_audited(town_with):
    town = await newsroom(town_with)
    await draft(town, "Private", who=SECOND)
    await draft(town, "Mine", who=APPROVER)
    where = (await last(town, SECOND))["message_id"]
    for data in (
        "post:show:2:1",
        "post:now:2:1",
        "part:title:2:1:en",
        "when:ask:2:1",
        "post:drop:2:1",
    ):
        answer = await town.press_data(SECOND, where, data)
        assert answer == "This draft belongs to somebody else, who has not shared it."
    assert "no such bulletin" in await town.press_data(SECOND, where, "post:show:99:1")
    assert len(await audited(town, "refused")) == 6
    assert (await town.app.parts.bulletins.get(2)).state == "draft"


async def test_two_editors_on_one_draft_the_second_is_told_and_nothing_is_lost(town_with):
    town = await newsroom(town_with)
    await draft(town, "Ours", who=APPROVER)
    await town.press(APPROVER, "🤝 Share")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, SECOND))["message_id"]
    await town.press_data(SECOND, where, f"post:show:1:{version}")
    await town.press(SECOND, "✏️ English")
    await town.press(APPROVER, "✏️ English")
    await town.say(SECOND, "Anna's words", answers=2)
    told = await town.say(APPROVER, "The other's words", answers=2)
    assert "Anna changed draft 1 while you were writing" in told
    assert "The other's words" in told
    assert (await town.app.parts.bulletins.get(1)).text("en").html == "Anna's words"
    await town.press(APPROVER, "Put mine in")
    assert (await town.app.parts.bulletins.get(1)).text("en").html == "The other's words"
    assert "changed since" in await town.press(SECOND, "Send now")


async def test_keeping_theirs_drops_mine_and_shows_the_draft(town_with):
    town = await newsroom(town_with)
    await draft(town, "Ours", who=APPROVER)
    await town.press(APPROVER, "🤝 Share")
    await town.press(APPROVER, "✏️ English")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, SECOND))["message_id"]
    await town.press_data(SECOND, where, f"post:text:1:{version}:en")
    await town.say(SECOND, "Anna's", answers=2)
    await town.say(APPROVER, "Other", answers=2)
    assert "Draft 1" in await town.press(APPROVER, "Keep theirs")
    assert (await town.app.parts.bulletins.get(1)).text("en").html == "Anna's"


async def test_a_dismissed_editors_buttons_and_words_do_nothing(town_with):
    town = await newsroom(town_with)
    await draft(town, "Soon gone", who=SECOND)
    message, data = await data_of(town, SECOND, "Send now")
    await town.press(SECOND, "✏️ English")
    await town.app.parts.members.dismiss(SECOND, by=EDITOR, now=town.clock.now())
    assert await town.press_data(SECOND, message, data) == "This button is not for you."
    assert await town.say(SECOND, "New words") == "This button is not for you."
    assert "There is no command /post" in await town.say(SECOND, "/post")
    it = await town.app.parts.bulletins.get(1)
    assert (it.state, it.text("en").html) == ("draft", "Soon gone")
    assert "Anna" in {e.actor for e in await audited(town, "refused")}


async def test_what_an_outsider_tries_is_audited_without_saying_who(town_with):
    town = await newsroom(town_with)
    await town.subscribe(NEIGHBOUR)
    where = (await last(town, NEIGHBOUR))["message_id"]
    assert (
        await town.press_data(NEIGHBOUR, where, "review:yes:1:1") == "This button is not for you."
    )
    (entry,) = await audited(town, "refused")
    assert (entry.actor_id, entry.actor) == (None, "")


async def test_with_two_approvals_two_other_people_say_yes(town_with):
    town = await newsroom(town_with)
    town._changes["approvals"] = 2
    await town.app.stop()
    await town.start_app()
    await town.subscribe(PARENT, "en")
    await draft(town, "Twice checked", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    await town.press(APPROVER, "✅ Approve")
    await until(lambda: _asked_twice(town))
    assert not await heard(town, PARENT, "Twice checked")
    await town.press(EDITOR, "✅ Approve")
    await waits_for(town, PARENT, "Twice checked")


async def _asked_twice(town):
    return len(await heard(town, EDITOR, "Please check bulletin 1")) == 2


async def test_who_wrote_on_a_shared_draft_cannot_approve_it(town_with):
    town = await newsroom(town_with)
    await draft(town, "By Anna", who=SECOND)
    await town.press(SECOND, "🤝 Share")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, APPROVER))["message_id"]
    await town.press_data(APPROVER, where, f"post:text:1:{version}:en")
    await town.say(APPROVER, "By another hand", answers=2)
    await town.press(APPROVER, "Send now")
    await waits_for(town, EDITOR, "Please check bulletin 1")
    assert not await heard(town, APPROVER, "Please check bulletin 1")
    _, data = await data_of(town, EDITOR, "✅ Approve")
    where = (await last(town, APPROVER))["message_id"]
    assert "Somebody else must approve" in await town.press_data(APPROVER, where, data)
    await town.press(EDITOR, "✅ Approve")
    assert (await town.app.parts.bulletins.get(1)).state != "review"


async def test_where_nobody_is_left_to_approve_the_draft_stays_and_says_why(town_with):
    town = await newsroom(town_with)
    await draft(town, "One", who=APPROVER)
    await town.press(APPROVER, "🤝 Share")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, EDITOR))["message_id"]
    await town.press_data(EDITOR, where, f"post:text:1:{version}:en")
    await town.say(EDITOR, "Two", answers=2)
    assert "has written on it" in await town.press(EDITOR, "Send now")
    assert (await town.app.parts.bulletins.get(1)).state == "draft"


async def lone_owner(town_with):
    """One owner, and an editor whom that owner appointed."""
    town = await newsroom(town_with)
    await town.app.stop()
    alone = town.settings().telegram.model_copy(update={"owners": (EDITOR,)})
    town._changes["telegram"] = alone.model_dump()
    await town.start_app()
    return town


async def test_an_editors_words_in_the_lone_owners_shared_draft_need_approval_too(town_with):
    town = await lone_owner(town_with)
    await draft(town, "The owner's", who=EDITOR)
    await town.press(EDITOR, "🤝 Share")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, SECOND))["message_id"]
    assert "has written on it" in await town.press_data(SECOND, where, f"post:now:1:{version}")
    await town.press_data(SECOND, where, f"post:text:1:{version}:en")
    await town.say(SECOND, "Anna's own words", answers=2)
    assert "has written on it" in await town.press(SECOND, "Send now")
    assert (await town.app.parts.bulletins.get(1)).state == "draft"


async def test_the_approval_of_somebody_dismissed_since_does_not_count(town_with):
    town = await newsroom(town_with)
    town._changes["approvals"] = 2
    await town.app.stop()
    await town.start_app()
    now, members = town.clock.now(), town.app.parts.members
    for who in (NEIGHBOUR, PARENT):
        await speak(town, who)
        code = await members.invite("approver", by=EDITOR, now=now)
        await members.join(code, user_id=who, now=now)
    await draft(town, "Twice", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, NEIGHBOUR, "Please check")
    await town.press(NEIGHBOUR, "✅ Approve")
    await members.dismiss(NEIGHBOUR, by=EDITOR, now=now)
    await until(lambda: _asked_twice(town))
    await town.press(EDITOR, "✅ Approve")
    it = await town.app.parts.bulletins.get(1)
    assert (it.state, it.approved_by) == ("review", {EDITOR})


async def test_a_new_time_in_review_is_no_approval(town_with):
    town = await newsroom(town_with)
    await draft(town, "Unseen", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, APPROVER))["message_id"]
    await town.press_data(APPROVER, where, f"queue:now:1:{version}")
    assert (await town.app.parts.bulletins.get(1)).state == "review"


async def test_approvers_are_asked_though_the_program_died_over_it(town_with):
    town = await newsroom(town_with)
    await draft(town, "Forgotten", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    async with town._store.write() as c:
        await c.execute(sa.update(t.bulletin).values(asked=None))
    before = len(await heard(town, APPROVER, "Please check"))
    await town.push(seconds=20)
    await asyncio.sleep(1.5)
    assert len(await heard(town, APPROVER, "Please check")) == before
    await town.push(seconds=40)
    await until(lambda: _more(town, before))
    await asyncio.sleep(1.5)
    assert len(await heard(town, APPROVER, "Please check")) == before + 1


async def _more(town, before):
    return len(await heard(town, APPROVER, "Please check")) > before


async def test_who_left_the_team_hears_no_more_and_the_owners_hear_instead(town_with):
    town = await newsroom(town_with)
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Orphan", who=SECOND)
    await town.press(SECOND, "Send now")
    await waits_for(town, APPROVER, "Please check")
    await town.app.parts.members.dismiss(SECOND, by=EDITOR, now=town.clock.now())
    before = len(await town.heard(SECOND))
    await town.press(APPROVER, "✅ Approve")
    await waits_for(town, NEIGHBOUR, "Orphan")
    await waits_for(town, APPROVER, "is out")
    assert len(await town.heard(SECOND)) == before


async def test_a_draft_that_was_thrown_away_stays_private(town_with):
    town = await newsroom(town_with)
    await draft(town, "My secret", who=APPROVER)
    await town.press(APPROVER, "Throw away")
    version = (await town.app.parts.bulletins.get(1)).version
    where = (await last(town, SECOND))["message_id"]
    for data in ("queue:view:1", "queue:card:1", f"queue:copy:1:{version}", f"undo:1:{version}"):
        assert "belongs to somebody else" in await town.press_data(SECOND, where, data)
