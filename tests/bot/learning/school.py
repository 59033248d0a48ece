"""What learners do in the town, in one line each."""

from content.lessons.load import load_decks
from tests.bot.town import LIBRARY, buttons, until, words

LESSONS = {item.word: item for deck in load_decks([LIBRARY / "lessons"]) for item in deck.items}


async def last(town, who, chat=None):
    return (await town.heard(who, chat))[-1]


async def card(town, who, chat=None):
    """Return the newest message with a picture."""
    return next(m for m in reversed(await town.heard(who, chat)) if "photo" in m)


async def cards(town, who, chat=None):
    return [m for m in await town.heard(who, chat) if "photo" in m]


def labels(message):
    return [button["text"] for button in buttons(message)]


def item_of(message):
    """Return the item that a card shows."""
    text = words(message).replace("\u2068", "").replace("\u2069", "")
    found = [item for word, item in LESSONS.items() if word in text.split("\n")]
    return found[0]


def data_of(message, label):
    return next(b["callback_data"] for b in buttons(message) if label in b["text"])


async def answer(town, who, *, right=True, chat=None):
    """Press a choice of the question that is shown, the right one or a wrong one."""
    message = await card(town, who, chat)
    choices = [
        b["callback_data"] for b in buttons(message) if b["callback_data"].startswith("card:is:")
    ]
    token, kind = choices[0].split(":")[2], choices[0].split(":")[4]
    lesson = town.app.parts.picking.catalogue.by_token[token]
    from content.lessons.questions import QUESTION_KINDS, is_right

    wanted = [
        data
        for data in choices
        if is_right(QUESTION_KINDS[int(kind)], lesson, data.rpartition(":")[2]) == right
    ]
    return await town.press_data(who, message["message_id"], wanted[0], chat=chat)


async def to_day(town, **delta):
    await town.push(**delta)


async def comes(town, who, count, chat=None):
    """Wait until somebody has so many cards, and return the newest."""

    async def there():
        return len(await cards(town, who, chat)) >= count

    await until(there, seconds=8)
    return await card(town, who, chat)
