"""A group is a family: one card for all, the little teacher first, then the others."""

from tests.bot.learning.school import answer, card, cards, comes, labels
from tests.bot.town import CHILD, FAMILY, PARENT, words


async def begin(town):
    await town.subscribe(PARENT, chat=FAMILY)
    await town.push(hours=23)
    return await comes(town, PARENT, 1, chat=FAMILY)


async def test_one_card_is_prepared_taught_and_noted_in_one_message(town):
    taught = await begin(town)
    assert "tonight you teach" in words(taught)
    await town.press(CHILD, "Ask the little teacher", chat=FAMILY)
    await answer(town, CHILD, chat=FAMILY)
    assert "tonight you teach" in words(await card(town, CHILD, FAMILY))
    await town.press(CHILD, "We are ready", chat=FAMILY)
    assert "Repeat after your little teacher" in words(await card(town, PARENT, FAMILY))
    await town.press(PARENT, "❓ A question", chat=FAMILY)
    await answer(town, PARENT, chat=FAMILY)
    await town.press(CHILD, "✅ Got it", chat=FAMILY)
    done = await card(town, PARENT, FAMILY)
    assert "Days with a lesson this week: 1." in words(done)
    assert len(await cards(town, PARENT, FAMILY)) == 1


async def test_the_childs_memory_and_the_groups_are_two(town):
    await begin(town)
    await town.press(CHILD, "Ask the little teacher", chat=FAMILY)
    await answer(town, CHILD, chat=FAMILY)
    learner = (await town.app.parts.learners.of([FAMILY]))[FAMILY]
    own = await town.app.parts.memories.of(learner.subscriber_id)
    childs = await town.app.parts.memories.of(learner.subscriber_id, child=True)
    assert [m.stability for m in own.values()] == [None]
    assert [m.stability is not None for m in childs.values()] == [True]


async def test_say_it_loud_has_three_tempi_and_a_way_back(town):
    await begin(town)
    await town.press(CHILD, "We are ready", chat=FAMILY)
    await town.press(CHILD, "📣 Say it loud", chat=FAMILY)
    loud = await card(town, CHILD, FAMILY)
    assert "1 of 3: slow" in words(loud)
    assert "👏" in words(loud)
    await town.press(CHILD, "loud and happy", chat=FAMILY)
    assert "3 of 3" in words(await card(town, CHILD, FAMILY))
    await town.press(CHILD, "Back to the lesson", chat=FAMILY)
    assert "✅ Got it" in labels(await card(town, CHILD, FAMILY))


async def test_the_familys_page_of_a_group_counts_days_and_takes_no_code(town):
    await begin(town)
    assert "This group is your family" in await town.say(PARENT, "/family", chat=FAMILY)
    assert "Codes join private chats" in await town.say(PARENT, "/family ABCDEF", chat=FAMILY)
