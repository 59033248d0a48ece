"""The team as it sees itself: who is in it, invitations, names, leaving."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button
from bot.views.names import ahead, moment
from bot.views.words import Words, isolated, marked
from scheduler.roles import ROLES, Member, Role

_ROLES: dict[Role, str] = {
    "editor": marked("editor"),
    "approver": marked("approver"),
    "owner": marked("owner"),
}
_INVITE: dict[Role, str] = {
    "editor": marked("➕ Invite an editor"),
    "approver": marked("➕ Invite an approver"),
    "owner": marked("➕ Invite an owner"),
}
_LONGEST_LABEL = 28
"""Letters of a name on a button; more would be cut off on a phone."""


def role_name(t: Words, role: Role) -> str:
    """Return a role's name."""
    return t.plain(_ROLES[role])


def called(t: Words, member: Member) -> str:
    """Return what somebody is called in the team, like "owner 1001" where no name is chosen."""
    return member.name or f"{role_name(t, member.role)} {member.user_id}"


def roster(t: Words, team: Sequence[Member], me: Member) -> Message:
    """List the team, and offer what this person may do about it."""
    lines = [t("<b>Team</b>"), *(_line(t, it, me) for it in team)]
    if not me.name:
        lines += [Markup(), t("You have no name here yet: the audit shows your number.")]
    return Message(html=str(Markup("\n").join(lines)), rows=_choices(t, team, me))


def _line(t: Words, it: Member, me: Member) -> Markup:
    name = isolated(it.name) if it.name else Markup("{}").format(called(t, it))
    parts = [name, Markup(role_name(t, it.role))] if it.name else [name]
    if it.fixed:
        parts.append(t("named in the configuration"))
    if it.user_id == me.user_id:
        parts.append(t("you"))
    return Markup("• ") + Markup(" · ").join(parts)


def _choices(t: Words, team: Sequence[Member], me: Member) -> Rows:
    rows = [(button(t.plain("✏️ My name"), "team", "name"),)]
    if me.may("appoint"):
        rows += [(button(t.plain(_INVITE[role]), "team", "invite", role),) for role in ROLES]
        if any(not it.fixed and it.user_id != me.user_id for it in team):
            rows.append((button(t.plain("➖ Dismiss somebody"), "team", "whom"),))
    if not me.fixed:
        rows.append((button(t.plain("🚪 Leave the team"), "team", "leave"),))
    return tuple(rows)


def invitation(
    t: Words, role: Role, *, address: str, code: str, until: datetime, now: datetime, zone: str
) -> Message:
    """Show a link that lets one person in, how long it lasts and that it works once."""
    lines = [
        t("<b>An invitation as {role}</b>", role=role_name(t, role)),
        t("Send this link to one person. Whoever accepts first is in:"),
        isolated(f"{address}?start=join_{code}"),
        t(
            "It works once, until {moment} ({ahead}).",
            moment=moment(t, until, zone),
            ahead=ahead(t, until, now),
        ),
        t("Where links do not open, this can be sent to the bot instead:"),
        Markup("<code>{}</code>").format(f"/start join_{code}"),
    ]
    return Message(html=str(Markup("\n").join(lines)), rows=(_back(t),))


def offer(t: Words, role: Role, code: str) -> Message:
    """Ask somebody who opened a link; nothing happens before a yes."""
    text = t(
        "You are invited to the team as {role}. Your acts will be in the audit, under the name you choose.",
        role=role_name(t, role),
    )
    yes = button(t.plain("✅ Accept"), "join", "yes", code)
    return Message(html=str(text), rows=((yes,), (button(t.plain("Decline"), "join", "no"),)))


def declined(t: Words) -> Message:
    """Say that nothing came of an invitation."""
    return Message(html=str(t("Declined; nothing was changed.")))


def welcome(t: Words, it: Member) -> Message:
    """Say that somebody is in, and ask for a name if there is none yet."""
    text = t("Welcome! You are in the team as {role} now.", role=role_name(t, it.role))
    if it.name:
        return Message(html=str(text), rows=(_back(t),))
    skip = button(t.plain("Skip"), "team", "skip")
    return Message(html=str(text + Markup("\n") + _name_wanted(t)), rows=((skip,),))


def ask_name(t: Words) -> Message:
    """Ask what somebody wants to be called."""
    return Message(html=str(_name_wanted(t)), rows=((button(t.plain("Cancel"), "team", "skip"),),))


def _name_wanted(t: Words) -> Markup:
    return t("What shall the team call you? Send a name; it will stand in the audit.")


def named(t: Words, name: str) -> Message:
    """Confirm a name."""
    return Message(html=str(t("The team calls you {name} now.", name=name)), rows=(_back(t),))


def joined(t: Words, it: Member) -> Message:
    """Tell an owner that an invitation was accepted."""
    text = t(
        "{who} has accepted your invitation and is in the team as {role} now.",
        who=it.name or str(it.user_id),
        role=role_name(t, it.role),
    )
    return Message(html=str(text), rows=(_back(t),))


def name_chosen(t: Words, it: Member, name: str) -> Message:
    """Tell an owner what the new one is called."""
    text = t(
        "{id}, {role}, is called {name} in the team now.",
        id=str(it.user_id),
        role=role_name(t, it.role),
        name=name,
    )
    return Message(html=str(text))


def whom(t: Words, team: Sequence[Member], me: Member) -> Message:
    """Offer everybody who can be dismissed."""
    rows = tuple(
        (button(_short(called(t, it)), "team", "dismiss", it.user_id),)
        for it in team
        if not it.fixed and it.user_id != me.user_id
    )
    return Message(html=str(t("Whom do you want to dismiss?")), rows=(*rows, _back(t)))


def ask_dismiss(t: Words, it: Member) -> Message:
    """Ask once before somebody is dismissed."""
    text = t(
        "Dismiss {who} ({role})? The rights end at once; drafts stay and owners can open them.",
        who=it.name or str(it.user_id),
        role=role_name(t, it.role),
    )
    yes = button(t.plain("Yes, dismiss"), "team", "gone", it.user_id)
    return Message(html=str(text), rows=((yes,), _back(t)))


def dismissed(t: Words) -> Message:
    """Tell somebody that the team goes on without them."""
    text = t("An owner has taken you out of the team; you can read on as everybody can.")
    return Message(html=str(text))


def ask_leave(t: Words) -> Message:
    """Ask once before somebody leaves the team."""
    text = t("Leave the team? Your rights end at once; your drafts stay with the owners.")
    yes = button(t.plain("Yes, leave the team"), "team", "resign")
    return Message(html=str(text), rows=((yes,), _back(t)))


def resigned(t: Words) -> Message:
    """Confirm that somebody left the team."""
    return Message(html=str(t("You have left the team. Thank you!")))


def _back(t: Words) -> tuple[Button, ...]:
    return (button(t.plain("👥 Team"), "team", "show"),)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"
