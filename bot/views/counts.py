"""What became of a bulletin in counts. Small ones are hidden, and cannot be worked out either."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.views.words import Words, isolated, marked
from scheduler.outcomes import Deed, audience

_DONE: dict[Deed, str] = {
    "send": marked("sent: {n}"),
    "edit": marked("changed: {n}"),
    "recall": marked("removed: {n}"),
}
_OUTCOMES: dict[str, str] = {
    "blocked": marked("left through Telegram: {n}"),
    "gone": marked("no longer there: {n}"),
    "not_allowed": marked("not allowed to write there: {n}"),
    "rejected": marked("refused by Telegram: {n}"),
    "unreachable": marked("not reached: {n}"),
    "expired": marked("not sent in time: {n}"),
    "stopped": marked("stopped before it was sent: {n}"),
    "missing": marked("message too old or deleted: {n}"),
    "withdrawn": marked("left before it was sent: {n}"),
    "unknown": marked("unknown: {n}"),
    "waits": marked("still to come: {n}"),
    "quiet": marked("waiting for quiet hours: {n}"),
}
_DOUBTFUL = marked("of these, may have arrived twice or not at all: {n}")
_CELLS = 10
_RIGHT = Markup("\u200f")
"""A mark that makes a line without letters begin on the right."""


def count(t: Words, n: int, smallest: int) -> str:
    """Return a count in figures, or that it is a small one."""
    return f"{n:,}" if n >= smallest else t.plain("fewer than {n}", n=smallest)


def outcomes(t: Words, deed: Deed, counts: Mapping[str, int], smallest: int) -> list[Markup]:
    """Return a line for the audience and one for each outcome that there is."""
    if not audience(counts):
        return []
    texts = {"sent": _DONE[deed], **_OUTCOMES}
    lines = [t("audience: {n}", n=total(t, counts, smallest))]
    lines += [
        t(texts[name], n=count(t, counts[name], smallest)) for name in texts if counts.get(name)
    ]
    if deed == "send" and (doubtful := counts.get("uncertain", 0)):
        lines.append(t(_DOUBTFUL, n=count(t, doubtful, smallest)))
    return lines


def total(t: Words, counts: Mapping[str, int], smallest: int) -> str:
    """Return the audience; where a part is hidden, not so that it follows from the others."""
    parts = [n for name, n in counts.items() if n and name != "uncertain"]
    shown = sum(n for n in parts if n >= smallest)
    hidden = sum(1 for n in parts if n < smallest)
    if not hidden:
        return f"{shown:,}"
    if shown:
        return t.plain("more than {n}", n=f"{shown:,}")
    return t.plain("fewer than {n}", n=hidden * smallest)


def has_small(counts: Mapping[str, int], smallest: int) -> bool:
    """Tell whether any part is hidden: then a share of the whole would give it away."""
    return any(0 < n < smallest for name, n in counts.items() if name != "uncertain")


def bar(t: Words, per_cent: int) -> Markup:
    """Return a bar and the per cent, in one order in every script, on the side where lines begin."""
    full = per_cent * _CELLS // 100
    side = _RIGHT if t.language == "ug" else ""
    return side + isolated(f"{'■' * full}{'□' * (_CELLS - full)} {per_cent} %")
