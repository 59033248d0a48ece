"""All conversations, in the order in which they are asked about an update."""

from typing import Any

from telegram.ext import Application

from bot.handlers.contributing import Contributing
from bot.handlers.desk import Desk
from bot.handlers.errors import Errors
from bot.handlers.inbox import Inbox
from bot.handlers.leaving import Leaving
from bot.handlers.pages import Pages
from bot.handlers.post import Post
from bot.handlers.preferences import Preferences
from bot.handlers.queue import Queue
from bot.handlers.reading import Reading
from bot.handlers.reviewing import Reviewing
from bot.handlers.sending import Sending
from bot.handlers.start import Start
from bot.handlers.typing import Typing
from bot.handlers.withdrawing import Withdrawing
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify


def register(
    application: Application[Any, Any, Any, Any, Any, Any],
    *,
    desk: Desk,
    menus: Menus,
    notify: Notify,
) -> None:
    """Add every conversation to the application; the catch-alls come last."""
    start = Start(desk, menus)
    preferences = Preferences(desk, start, menus)
    reviewing = Reviewing(desk, notify)
    post = Post(desk, reviewing)
    team = (reviewing, post, Queue(desk), Sending(desk, post))
    withdrawing = Withdrawing(desk, notify)
    contributing, inbox = Contributing(desk, withdrawing), Inbox(desk, post, notify)
    leaving = Leaving(desk, withdrawing)
    for conversation in (start, preferences, leaving, contributing, inbox, *team):
        conversation.register(application)
    Pages(desk, {**Reading(desk).pages(), **preferences.pages()}).register(application)
    asking = (preferences, reviewing, post, contributing, inbox)
    answers = {name: take for each in asking for name, take in each.answers().items()}
    Typing(desk, answers).register(application)
    application.add_error_handler(Errors(desk).answer)
