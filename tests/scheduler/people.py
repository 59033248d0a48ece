"""A chat and a bulletin with everything that a rule asks for."""

from datetime import time

from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.recurrence import DAYS
from scheduler.subscribers import Subscriber

AUTHOR = 1


def subscriber(**changes):
    facts = {"chat_id": 5, "kind": "private", "language": "ug", "zone": "Asia/Urumqi",
             "card_at": time(19), "card_days": DAYS, "topics": frozenset({"lessons"})}  # fmt: skip
    return Subscriber(**{**facts, **changes})


def bulletin(**changes):
    facts = {"id": 1, "author_id": AUTHOR, "texts": {"ug": check_text("ئۇقتۇرۇش")},
             "audience": Audience(topics=frozenset({"notices"}))}  # fmt: skip
    return Bulletin(**{**facts, **changes})
