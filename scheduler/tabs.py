"""The tabs of the queue: where a bulletin is found between its first word and its last copy."""

from collections.abc import Mapping
from typing import Literal, get_args

from scheduler.bulletins import State

Tab = Literal["drafts", "waiting", "scheduled", "sending", "sent"]
TABS: tuple[Tab, ...] = get_args(Tab)

STATES: dict[Tab, tuple[State, ...]] = {
    "drafts": ("draft",),
    "waiting": ("review", "held"),
    "scheduled": ("scheduled",),
    "sending": ("sending", "paused"),
    "sent": ("sent", "stopped", "cancelled", "recalled", "skipped"),
}
"""Of those that were cancelled, only what had left before is found under *sent*."""
WAITING: tuple[Tab, ...] = ("waiting", "scheduled", "sending")
"""Tabs of what somebody or something waits for."""


def first_tab(counts: Mapping[Tab, int]) -> Tab:
    """Return the tab that is opened first: what waits goes before what is being written."""
    ordered: tuple[Tab, ...] = (*WAITING, "drafts", "sent")
    return next((tab for tab in ordered if counts[tab]), "waiting")
