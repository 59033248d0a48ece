"""Who did what and when, in the reader's language, and as a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from bot.views.message import Message, Rows, button
from bot.views.names import short_moment, zone_name
from bot.views.roster import role_name
from bot.views.words import Words, isolated, marked
from scheduler.roles import ROLES, Role
from scheduler.threads import WITHDRAWN

ACTS: dict[str, str] = {
    "draft": marked("began draft {id}"),
    "text": marked("changed a text of draft {id}"),
    "title": marked("changed a title of draft {id}"),
    "links": marked("changed the buttons of draft {id}"),
    "media": marked("changed the files of draft {id}"),
    "poll": marked("changed the poll of draft {id}"),
    "section": marked("changed the section of draft {id}"),
    "audience": marked("changed the audience of draft {id}"),
    "share": marked("changed who may open draft {id}"),
    "urgent": marked("changed the urgency of bulletin {id}"),
    "submit": marked("handed in bulletin {id}"),
    "approve": marked("approved bulletin {id}"),
    "send_back": marked("sent bulletin {id} back"),
    "reopen": marked("made bulletin {id} a draft again"),
    "replan": marked("changed the time of bulletin {id}"),
    "publish_now": marked("sent bulletin {id} at once"),
    "release": marked("let overdue bulletin {id} go out"),
    "cancel": marked("cancelled bulletin {id}"),
    "duplicate": marked("made draft {id} as a copy"),
    "undo": marked("took back the last change of bulletin {id}"),
    "pause": marked("paused bulletin {id}"),
    "resume": marked("let bulletin {id} go on"),
    "stop": marked("stopped bulletin {id}"),
    "correct": marked("began to correct bulletin {id}"),
    "recall": marked("recalled bulletin {id}"),
    "retry": marked("sent bulletin {id} again to those it missed"),
    "follow_up": marked("began a follow-up to bulletin {id}"),
    "test": marked("sent a test of bulletin {id}"),
    "invite": marked("made an invitation"),
    "join": marked("joined the team"),
    "dismiss": marked("dismissed somebody"),
    "resign": marked("left the team"),
    "rename": marked("chose a name"),
    "accept": marked("took a contribution"),
    "answer": marked("answered a message"),
    "close": marked("closed a message"),
    "export": marked("exported the audit"),
    "refused": marked("tried what is not allowed"),
}
COLUMNS = ("at", "actor", "actor_id", "act", "bulletin", "detail")
_LONGEST_DETAIL = 60
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Entry(Protocol):
    """An entry of the audit."""

    @property
    def id(self) -> int: ...  # noqa: D102 (a field)
    @property
    def at(self) -> datetime: ...  # noqa: D102 (a field)
    @property
    def actor_id(self) -> int | None: ...  # noqa: D102 (a field)
    @property
    def actor(self) -> str: ...  # noqa: D102 (a field)
    @property
    def act(self) -> str: ...  # noqa: D102 (a field)
    @property
    def bulletin_id(self) -> int | None: ...  # noqa: D102 (a field)
    @property
    def detail(self) -> str: ...  # noqa: D102 (a field)


def page(t: Words, entries: Sequence[Entry], *, zone: str, newest: bool, more: bool) -> Message:
    """Show some entries, the newest first; *more*: there are older ones."""
    lines = [
        t("<b>Audit</b> · {zone}", zone=zone_name(t, zone)),
        *(_line(t, it, zone) for it in entries),
    ]
    if not entries:
        lines.append(t("Nothing has been done yet."))
    return Message(html=str(Markup("\n").join(lines)), rows=_rows(t, entries, newest, more))


def _rows(t: Words, entries: Sequence[Entry], newest: bool, more: bool) -> Rows:
    turn = []
    if not newest:
        turn.append(button(t.plain("⏮ Newest"), "audit", "newest"))
    if more:
        turn.append(button(t.plain("Older ›"), "audit", "before", entries[-1].id))
    export = button(t.plain("💾 Export as CSV"), "audit", "csv")
    return ((*turn,), (export,)) if turn else ((export,),)


def _line(t: Words, it: Entry, zone: str) -> Markup:
    parts = [Markup(short_moment(t, it.at, zone)), _who(t, it), _deed(t, it)]
    if detail := _detail(t, it):
        parts.append(isolated(detail))
    return Markup("• ") + Markup(" · ").join(parts)


def _who(t: Words, it: Entry) -> Markup:
    if it.actor_id is None:
        return t("somebody outside")
    return isolated(it.actor) if it.actor else t("member {id}", id=it.actor_id)


def _deed(t: Words, it: Entry) -> Markup:
    """Say what was done, and with which bulletin."""
    said = t(ACTS[it.act], id=it.bulletin_id or "–")
    if it.bulletin_id is None or "{id}" in ACTS[it.act]:
        return said
    return said + Markup(" · ") + t("bulletin {id}", id=it.bulletin_id)


def _detail(t: Words, it: Entry) -> str:
    roles: dict[str, Role] = {role: role for role in ROLES}
    if it.act in {"invite", "join"} and it.detail in roles:
        return role_name(t, roles[it.detail])
    if it.detail == WITHDRAWN:
        return t.plain("withdrawn by who sent it in")
    line = " ".join(it.detail.split())
    return line if len(line) <= _LONGEST_DETAIL else f"{line[: _LONGEST_DETAIL - 1]}…"


def caption(t: Words) -> str:
    """Say what the exported file is."""
    return t.plain("The whole audit. Times are in UTC.")


def csv_head() -> str:
    """Return the first line of the table, after the mark by which spreadsheets know UTF-8."""
    return "\ufeff" + _csv_line(COLUMNS)


def csv_line(it: Entry) -> str:
    """Return an entry as a line of the table."""
    number = "" if it.bulletin_id is None else str(it.bulletin_id)
    actor_id = "" if it.actor_id is None else str(it.actor_id)
    return _csv_line((it.at.isoformat(), it.actor, actor_id, it.act, number, it.detail))


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(_harmless, cells))
    return line.getvalue()


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running what somebody typed as a formula."""
    return f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell
