"""/team: invitations that need a yes, roles, names, leaving; an old right ends at once."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.audit import Audit
from bot.store.members import Members
from scheduler.errors import Refused
from tests.bot.test_store import address, db
from tests.bot.test_team import english
from tests.bot.town import (
    APPROVER,
    EDITOR,
    FAMILY,
    NEIGHBOUR,
    PARENT,
    TOKEN,
    buttons,
    until,
    words,
)

__all__ = ["address", "db"]
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


async def invite(town, role, by=EDITOR):
    """As an owner, make a link; return what the person who opens it sends."""
    await town.say(by, "/team")
    shown = await town.press(by, f"team:invite:{role}")
    return re.search(r"/start join_\S+", shown)[0]


async def join(town, who, role, name=None):
    await town.say(who, await invite(town, role))
    await town.press(who, "Accept")
    if name:
        await town.say(who, name)
    else:
        await town.press(who, "Skip")


async def menu_of(town, who):
    scope = {"scope": {"type": "chat", "chat_id": who}}
    async with town.http.post(f"/bot{TOKEN}/getMyCommands", json=scope) as answer:
        return {it["command"] for it in (await answer.json())["result"]}


async def entries(town):
    return [it async for it in Audit(town._store).all()]


async def test_an_invitation_needs_a_yes_then_rights_menu_and_name_are_there_at_once(town):
    await english(town, EDITOR, NEIGHBOUR)
    said = await town.say(EDITOR, "/team")
    assert "owner 1001" in said
    assert "owner 1002" in said
    shown = await town.press(EDITOR, "Invite an editor")
    assert "?start=join_" in shown
    assert "works once" in shown
    assert "in 2 days" in shown
    link = re.search(r"/start join_\S+", shown)[0]

    assert "no command /queue" in await town.say(NEIGHBOUR, "/queue")
    asked = await town.say(NEIGHBOUR, link)
    assert "invited to the team as editor" in asked
    assert "audit" in asked
    assert "post" not in await menu_of(town, NEIGHBOUR)

    assert "What shall the team call you" in await town.press(NEIGHBOUR, "Accept")
    await until(
        lambda: heard(
            town, EDITOR, "2003 has accepted your invitation and is in the team as editor"
        )
    )
    assert {"post", "queue", "team"} <= await menu_of(town, NEIGHBOUR)
    assert "audit" not in await menu_of(town, NEIGHBOUR)
    assert "calls you Aynur <3 now" in await town.say(NEIGHBOUR, "Aynur  <3")
    await until(lambda: heard(town, EDITOR, "2003, editor, is called Aynur <3"))
    assert "Aynur <3 · editor · you" in await roster(town, NEIGHBOUR)
    acts = [(it.act, it.detail, it.actor) for it in await entries(town)]
    assert acts == [
        ("invite", "editor", ""),
        ("join", "editor", ""),
        ("rename", "Aynur <3", "Aynur <3"),
    ]


async def test_declining_changes_nothing_and_a_name_may_be_skipped(town):
    await english(town, EDITOR, NEIGHBOUR)
    link = await invite(town, "approver")
    await town.say(NEIGHBOUR, link)
    assert "nothing was changed" in await town.press(NEIGHBOUR, "Decline")
    assert "no command" in await town.say(NEIGHBOUR, "/team")
    await town.say(NEIGHBOUR, link)
    await town.press(NEIGHBOUR, "Accept")
    assert "approver 2003 · you" in await town.press(NEIGHBOUR, "Skip")
    assert "audit" in await menu_of(town, NEIGHBOUR)


async def test_a_link_works_once_and_for_two_days_and_not_for_owners(town):
    await english(town, EDITOR, APPROVER, NEIGHBOUR, PARENT)
    link = await invite(town, "editor")
    assert "You are an owner already" in await town.say(APPROVER, link)
    await town.say(NEIGHBOUR, link)
    await town.say(PARENT, link)
    await town.press(NEIGHBOUR, "Accept")
    assert "used already" in await town.press(PARENT, "Accept")
    assert "no command" in await town.say(PARENT, "/team")
    assert "used already" in await town.say(PARENT, link)
    assert "used already" in await town.say(PARENT, "/start join_guess")

    await town.press(NEIGHBOUR, "Skip")
    assert "this role in the team already" in await town.say(
        NEIGHBOUR, await invite(town, "editor")
    )
    late = await invite(town, "editor")
    town.clock.push(timedelta(days=2))
    assert "too old" in await town.say(PARENT, late)


async def test_another_invitation_changes_a_role_and_the_name_stays(town):
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "approver", "Aynur")
    assert "Aynur · approver" in await roster(town, EDITOR)
    await town.say(NEIGHBOUR, await invite(town, "editor"))
    assert "in the team as editor now" in await town.press(NEIGHBOUR, "Accept")
    assert "Aynur · editor" in await roster(town, EDITOR)
    assert "Your role in the team does not allow that" in await town.say(NEIGHBOUR, "/audit")


async def test_who_is_dismissed_loses_menu_rights_and_old_buttons_at_once(town):
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "editor", "Aynur")
    await town.say(NEIGHBOUR, "/team")
    old = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    await town.say(NEIGHBOUR, "/post")

    await town.say(EDITOR, "/team")
    await town.press(EDITOR, "Dismiss somebody")
    assert "Dismiss Aynur (editor)?" in await town.press(EDITOR, "Aynur")
    assert "Aynur" not in await town.press(EDITOR, "Yes, dismiss")
    await until(lambda: heard(town, NEIGHBOUR, "taken you out of the team"))
    assert not {"post", "team"} & await menu_of(town, NEIGHBOUR)
    assert await town.say(NEIGHBOUR, "My text") == "This button is not for you."
    assert "I understand commands" in await town.say(NEIGHBOUR, "My text")
    assert "no command /post" in await town.say(NEIGHBOUR, "/post")
    assert "not for you" in await town.press_data(NEIGHBOUR, old, "team:name")
    last = (await entries(town))[-1]
    assert (last.act, last.actor, last.detail) == ("refused", "Aynur", "not_in_team: team:name")


async def test_everybody_may_leave_but_neither_configured_owners_nor_the_last_one(town):
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "owner", "Aynur")
    await town.say(EDITOR, "/team")
    shown = (await town.heard(EDITOR))[-1]
    assert not any("Leave" in button["text"] for button in buttons(shown))
    at = shown["message_id"]
    assert "removed there only" in await town.press_data(EDITOR, at, "team:resign")

    await town.say(NEIGHBOUR, "/team")
    mine = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    assert "removed there only" in await town.press_data(NEIGHBOUR, mine, f"team:gone:{EDITOR}")
    await town.say(NEIGHBOUR, "/team")
    assert "Your rights end at once" in await town.press(NEIGHBOUR, "Leave the team")
    assert "Thank you" in await town.press(NEIGHBOUR, "Yes, leave the team")
    assert "no command" in await town.say(NEIGHBOUR, "/team")
    assert "post" not in await menu_of(town, NEIGHBOUR)


async def test_an_editor_cannot_appoint_and_forged_buttons_are_refused_and_audited(town):
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "editor")
    await town.say(NEIGHBOUR, "/team")
    at = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    for data in ("team:invite:owner", "team:whom", f"team:gone:{APPROVER}"):
        assert "does not allow that" in await town.press_data(NEIGHBOUR, at, data)
    assert [it.act for it in await entries(town)][-3:] == ["refused"] * 3
    await town.say(EDITOR, "/team")
    at = (await town.heard(EDITOR))[-1]["message_id"]
    for data in ("team:invite:king", "team:fly", "team:"):
        assert "out of date" in await town.press_data(EDITOR, at, data)
    for data in ("team:gone:abc", "team:dismiss", f"team:gone:{EDITOR}", "team:gone:2002"):
        assert "not in the team any more" in await town.press_data(EDITOR, at, data)


async def test_a_name_is_changed_by_typing_and_nobody_takes_anothers(town):
    await english(town, EDITOR, APPROVER)
    for who, name in ((EDITOR, "Anna"), (APPROVER, "anna")):
        await town.say(who, "/team")
        await town.press(who, "My name")
        said = await town.say(who, name)
    assert "called that already" in said
    assert "1 to 40 letters" in await town.say(APPROVER, "x" * 41)
    assert "calls you 阿依 now" in await town.say(APPROVER, "阿依")
    assert "Anna · owner" in await roster(town, APPROVER)


async def test_owners_open_the_drafts_of_somebody_who_left(town):
    await english(town, EDITOR, APPROVER, NEIGHBOUR)
    await join(town, NEIGHBOUR, "editor", "Aynur")
    await town.say(NEIGHBOUR, "/post")
    await town.say(NEIGHBOUR, "Half a text", answers=2)
    await town.say(NEIGHBOUR, "/team")
    await town.press(NEIGHBOUR, "Leave the team")
    await town.press(NEIGHBOUR, "Yes, leave the team")
    await town.say(APPROVER, "/team")
    at = (await town.heard(APPROVER))[-1]["message_id"]
    await town.press_data(APPROVER, at, "post:show:1:2")
    await until(lambda: heard(town, APPROVER, "Half a text"))


async def test_a_demoted_approvers_open_question_and_old_buttons_are_refused_and_audited(town_with):
    town = await town_with(approvals=1)
    await english(town, EDITOR, NEIGHBOUR)
    await join(town, NEIGHBOUR, "approver", "Aynur")
    await town.schedule("Mine")
    await until(lambda: heard(town, NEIGHBOUR, "Please check bulletin 1"))
    asked = (await town.heard(NEIGHBOUR))[-1]
    approve = buttons(asked)[0]["callback_data"]
    await town.press(NEIGHBOUR, "Send back")

    await town.say(NEIGHBOUR, await invite(town, "editor"))
    await town.press(NEIGHBOUR, "Accept")
    assert "audit" not in await menu_of(town, NEIGHBOUR)
    assert "does not allow that" in await town.say(NEIGHBOUR, "Not good")
    said = await town.press_data(NEIGHBOUR, asked["message_id"], approve)
    assert "does not allow that" in said
    last = (await entries(town))[-1]
    assert (last.act, last.actor, last.detail) == ("refused", "Aynur", f"not_your_role: {approve}")


async def test_in_a_group_there_is_no_team_and_no_joining(town):
    await english(town, EDITOR, PARENT)
    await join(town, PARENT, "editor")
    link = await invite(town, "editor")
    assert "/team" in await town.say(PARENT, "/team", chat=FAMILY)
    assert not await heard(town, PARENT, "editor", chat=FAMILY)
    assert "invited" not in await town.say(PARENT, link, chat=FAMILY)


async def test_two_people_who_accept_one_link_in_the_same_moment_are_one(db):
    members = Members(db, owners=frozenset({1}))
    code = await members.invite("editor", by=1, now=NOW)
    done = await asyncio.gather(
        *(members.join(code, user_id=n, now=NOW) for n in (5, 6)), return_exceptions=True
    )
    assert sorted(type(it).__name__ for it in done) == ["Joined", "Refused"]


async def test_two_owners_who_leave_in_the_same_moment_leave_one(db):
    members = Members(db, owners=frozenset({1}))
    for n in (5, 6):
        await members.join(await members.invite("owner", by=1, now=NOW), user_id=n, now=NOW)
    alone = Members(db, owners=frozenset())
    done = await asyncio.gather(
        *(alone.dismiss(n, by=n, now=NOW) for n in (5, 6)), return_exceptions=True
    )
    assert sorted(type(it).__name__ for it in done) == ["Member", "Refused"]
    assert len(await alone.all()) == 1


async def test_a_link_of_somebody_who_is_no_owner_any_more_is_void(db):
    members = Members(db, owners=frozenset({1}))
    await members.join(await members.invite("owner", by=1, now=NOW), user_id=5, now=NOW)
    code = await members.invite("owner", by=5, now=NOW)
    await members.dismiss(5, by=1, now=NOW)
    for attempt in (members.invited, members.join):
        with pytest.raises(Refused, match="invitation_void"):
            await attempt(code, user_id=6, now=NOW)


async def roster(town, who):
    """What /team says, without the marks that keep a name's direction to itself."""
    return plain(await town.say(who, "/team"))


def plain(text):
    return re.sub("[\u2068\u2069]", "", text)


async def heard(town, who, text, chat=None):
    return any(text in words(m) for m in await town.heard(who, chat))


async def test_mydata_shows_ones_own_role_and_forget_erases_that_of_a_past_member(town):
    members, subscribers = town.app.parts.members, town.app.parts.subscribers
    now = town.clock.now()
    code = await members.invite("editor", by=EDITOR, now=now)
    await members.join(code, user_id=NEIGHBOUR, now=now)
    await members.rename(NEIGHBOUR, "Robin", now)
    (mine,) = (await subscribers.everything(NEIGHBOUR))["team"]
    assert mine == {"role": "editor", "name": "Robin", "audit_entries": 2}
    await subscribers.forget(NEIGHBOUR, NOW)
    assert (await members.get(NEIGHBOUR)).role == "editor"
    await members.dismiss(NEIGHBOUR, by=EDITOR, now=now)
    await subscribers.forget(NEIGHBOUR, NOW)
    assert await subscribers.everything(NEIGHBOUR) is None
