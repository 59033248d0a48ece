"""A child and its family in private chats: codes, two roles, verdicts, voices, leaving."""

import re

import pytest

from tests.bot.learning.school import answer, card, cards, comes, item_of, labels, last
from tests.bot.newsroom.newsroom import waits_for
from tests.bot.town import CHILD, NEIGHBOUR, PARENT, buttons, words


async def code_of(town, who, role="little teacher", name="Aziz"):
    """Make a code as that person, and return it."""
    await town.say(who, "/family")
    await town.press(who, role)
    said = await town.say(who, name)
    return re.search(r"[A-Z2-9]{6}", said)[0]


async def together(town, *, teacher=CHILD, learner=PARENT):
    """Let a child and an adult become a family, both in English."""
    for who in (teacher, learner):
        await town.subscribe(who)
    code = await code_of(town, teacher)
    await town.say(learner, f"/family {code}")
    await town.press(learner, "I learn")
    await town.say(learner, "Mum")
    await waits_for(town, teacher, "would like to join")
    await town.press(teacher, "✅ Yes")
    await waits_for(town, learner, "You learn together now")
    return code


@pytest.fixture
async def home(town):
    await together(town)
    return town


async def test_the_teacher_gets_the_word_half_an_hour_before_the_learner(home):
    await home.push(hours=22, minutes=35)
    teaching = await comes(home, CHILD, 1)
    assert "tonight you teach" in words(teaching)
    assert not await cards(home, PARENT)
    await home.push(minutes=30)
    learning = await comes(home, PARENT, 1)
    assert "Repeat after your little teacher" in words(learning)
    assert item_of(learning) == item_of(teaching)
    assert len(await cards(home, CHILD)) == 1


async def test_the_childs_verdict_grades_the_adult_only_and_ends_the_lesson(home):
    await home.push(hours=23, minutes=5)
    await comes(home, CHILD, 1)
    await home.press(CHILD, "✅ Got it")
    done = await card(home, CHILD)
    assert "Mum has got it" in words(done)
    assert "Days with a lesson this week: 1." in words(done)
    learners = await home.app.parts.learners.of([CHILD, PARENT])
    memories = {
        who: list((await home.app.parts.memories.of(learners[who].subscriber_id)).values())
        for who in (CHILD, PARENT)
    }
    assert [m.stability is not None for m in memories[PARENT]] == [True]
    assert [m.stability for m in memories[CHILD]] == [None]
    assert "Days with a lesson this week: 1." in await home.say(PARENT, "/family")


async def test_the_child_prepares_with_a_question_and_comes_back_to_the_teaching(home):
    await home.push(hours=22, minutes=35)
    await comes(home, CHILD, 1)
    await home.press(CHILD, "Ask me first")
    await answer(home, CHILD)
    back = await card(home, CHILD)
    assert "✅ Right!" in words(back)
    assert "✅ Got it" in labels(back)


async def test_the_learners_question_is_play_and_leaves_the_verdict_open(home):
    await home.push(hours=23, minutes=5)
    await comes(home, PARENT, 1)
    await home.press(PARENT, "❓ A question")
    await answer(home, PARENT)
    assert "Repeat after your little teacher" in words(await card(home, PARENT))
    await home.press(CHILD, "🔁 Again")
    assert "will get it again soon" in words(await card(home, CHILD))


async def test_what_a_learner_types_is_play_too(home):
    await home.push(hours=23, minutes=5)
    await comes(home, PARENT, 1)
    assert "Repeat after your little teacher" in await home.say(PARENT, "你好")
    await home.press(CHILD, "✅ Got it")
    assert "Mum has got it" in words(await card(home, CHILD))


async def test_a_grade_for_somebody_elses_learner_is_refused_and_changes_nothing(home):
    await home.push(hours=23, minutes=5)
    await comes(home, CHILD, 1)
    await home.subscribe(NEIGHBOUR)
    message = await card(home, CHILD)
    data = next(b["callback_data"] for b in buttons(message) if "Got it" in b["text"])
    await home.say(NEIGHBOUR, "/today")
    own = await card(home, NEIGHBOUR)
    for who, forged in ((NEIGHBOUR, data), (PARENT, data), (CHILD, data[:-1] + "999")):
        at = own if who == NEIGHBOUR else await card(home, who)
        await home.press_data(who, at["message_id"], forged)
    parents = (await home.app.parts.learners.of([PARENT]))[PARENT]
    memories = await home.app.parts.memories.of(parents.subscriber_id)
    assert [it.stability for it in memories.values()] == [None]


async def test_a_code_used_twice_late_unknown_or_by_its_maker_is_one_sentence(town):
    code = await together(town)
    await town.subscribe(NEIGHBOUR)
    assert "used already" in await town.say(NEIGHBOUR, f"/family {code}")
    assert "do not know this code" in await town.say(NEIGHBOUR, "/family ABCDEF")
    mine = await code_of(town, NEIGHBOUR, name="Neighbour")
    assert "your own code" in await town.say(NEIGHBOUR, f"/family {mine}")
    assert "in a family already" in await town.say(PARENT, f"/family {mine}")
    await town.push(minutes=31)
    await town.say(CHILD, "/family")
    assert "too old" in await town.say(PARENT, f"/family {mine}")


async def test_nothing_happens_without_the_makers_yes(town):
    for who in (CHILD, PARENT):
        await town.subscribe(who)
    code = await code_of(town, CHILD)
    await town.say(PARENT, f"/start family_{code}")
    await town.press(PARENT, "I learn")
    await town.say(PARENT, "Mum")
    await waits_for(town, CHILD, "would like to join")
    assert "Learning together" in await town.say(PARENT, "/family")
    await town.press(CHILD, "No")
    await waits_for(town, PARENT, "Nothing was changed")
    assert "Learning together" in await town.say(CHILD, "/family")


async def test_whoever_leaves_goes_on_alone_and_nobody_is_told(home):
    before = len(await home.heard(CHILD))
    await home.say(PARENT, "/family")
    await home.press(PARENT, "Leave the family")
    await home.press(PARENT, "Yes, leave")
    assert "You learn alone again" in words(await last(home, PARENT))
    assert len(await home.heard(CHILD)) == before
    await home.push(hours=23, minutes=5)
    assert "Word of the day" in words(await comes(home, CHILD, 1))
    assert "Word of the day" in words(await comes(home, PARENT, 1))


async def test_a_holiday_of_one_is_the_holiday_of_all(home):
    await home.say(PARENT, "/settings")
    await home.press(PARENT, "🏖 Holiday")
    await home.press(PARENT, "7 days")
    await home.push(hours=23, minutes=5)
    assert not await cards(home, PARENT)
    assert not await cards(home, CHILD)
    assert "No lessons from" in await home.say(CHILD, "/family")


async def test_the_hour_and_the_head_start_are_the_familys(home):
    await home.say(CHILD, "/family")
    await home.press(CHILD, "⏳ Head start")
    await home.press(CHILD, "60 min")
    await home.say(CHILD, "/family")
    await home.press(CHILD, "⏰ Time")
    await home.press(CHILD, "12:30")
    assert "12:30" in await home.say(PARENT, "/family")
    await home.push(hours=3, minutes=5)
    await comes(home, CHILD, 1)
    assert not await cards(home, PARENT)
    await home.push(hours=1)
    await comes(home, PARENT, 1)


async def test_forget_takes_the_family_link_with_it(home):
    await home.say(PARENT, "/forget")
    await home.press(PARENT, "forget:yes")
    assert "Learning together" in await home.say(CHILD, "/family")
