"""All conversations, in the order in which they are asked about an update."""

from typing import Any

from telegram.ext import Application

from bot.handlers.answering import Answering
from bot.handlers.audience import Addressing
from bot.handlers.audit import Auditing
from bot.handlers.beside_cards import BesideCards
from bot.handlers.changes import Changes
from bot.handlers.contributing import Contributing
from bot.handlers.desk import Desk
from bot.handlers.drafting import Drafting
from bot.handlers.errors import Errors
from bot.handlers.family import FamilyPage
from bot.handlers.family_joining import FamilyJoining
from bot.handlers.family_lessons import FamilyLessons
from bot.handlers.family_voice import FamilyVoice
from bot.handlers.forgery import Forgery
from bot.handlers.handing import Handing
from bot.handlers.inbox import Inbox
from bot.handlers.joining import Joining
from bot.handlers.learning import Learning
from bot.handlers.leaving import Leaving
from bot.handlers.membership import Membership
from bot.handlers.pages import Pages
from bot.handlers.parts import Parts
from bot.handlers.places import Places
from bot.handlers.post import Post
from bot.handlers.preferences import Preferences
from bot.handlers.progress import Progress
from bot.handlers.queue import Queue
from bot.handlers.reading import Reading
from bot.handlers.reviewing import Reviewing
from bot.handlers.sending import Sending
from bot.handlers.start import Start
from bot.handlers.stats import Stats
from bot.handlers.team import Team
from bot.handlers.trying import Trying
from bot.handlers.typing import Typing
from bot.handlers.week import WeekPage
from bot.handlers.when import When
from bot.handlers.wishes import Wishes
from bot.handlers.withdrawing import Withdrawing
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify


def register(
    application: Application[Any, Any, Any, Any, Any, Any],
    *,
    desk: Desk,
    menus: Menus,
    notify: Notify,
) -> Reviewing:
    """
    Add every conversation to the application; the catch-alls come last.

    Returns the one that asks approvers.
    """
    joining, roster = Joining(desk, menus, notify), Team(desk, menus, notify)
    families = FamilyJoining(desk, notify)
    start = Start(desk, menus, joining, families)
    office = (joining, roster, Auditing(desk), Stats(desk))
    preferences = Preferences(desk, start, menus)
    drafting = Drafting(desk)
    reviewing = Reviewing(desk, drafting, notify)
    handing = Handing(desk, drafting, reviewing)
    post, parts = Post(desk, drafting, handing), Parts(desk, drafting)
    addressing, trying = Addressing(desk, drafting), Trying(desk, drafting, notify)
    when = When(desk, drafting, handing)
    changes, week = Changes(desk, post, reviewing), WeekPage(desk)
    written = (post, parts, addressing, trying, when)
    team = (reviewing, *written, Queue(desk), changes, week, Sending(desk, post))
    withdrawing = Withdrawing(desk, notify)
    contributing, inbox = Contributing(desk, withdrawing), Inbox(desk, post, notify)
    leaving = Leaving(desk, withdrawing)
    places, reading = Places(desk), Reading(desk)
    shared = (Forgery(desk), places, Membership(desk, places), reading)
    learning, wishes = Learning(desk), Wishes(desk)
    answering, voice = Answering(desk, learning), FamilyVoice(desk, notify)
    family = (FamilyPage(desk, families), families, FamilyLessons(desk, learning), voice)
    lessons = (learning, BesideCards(desk), answering, Progress(desk, learning), *family)
    residents = (start, preferences, wishes, leaving, contributing, *lessons)
    for conversation in (*shared, *office, *residents, inbox, *team):
        conversation.register(application)
    pages = {**reading.pages(), **preferences.pages(), **wishes.pages()}
    Pages(desk, pages).register(application)
    told = (preferences, wishes, families, voice, contributing)
    asking = (*told, roster, reviewing, post, parts, when, inbox)
    answers = {name: take for each in asking for name, take in each.answers().items()}
    Typing(desk, answers, answering.typed).register(application)
    application.add_error_handler(Errors(desk).answer)
    return reviewing
