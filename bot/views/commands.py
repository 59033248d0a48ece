"""The commands and what they are for: the menu of Telegram, /menu and /help say the same."""

from markupsafe import Markup

from bot.views.message import Button, Message, button, in_rows
from bot.views.words import Words, marked
from scheduler.roles import Member, Right

RESIDENT: dict[str, str] = {
    "menu": marked("everything at a glance"),
    "sections": marked("sections of the report"),
    "figures": marked("figures as reported"),
    "bulletins": marked("bulletins sent so far"),
    "today": marked("the word of the day"),
    "review": marked("a few words to remember"),
    "family": marked("learn together at home"),
    "progress": marked("your words, for yourself only"),
    "next": marked("what comes next, and when"),
    "contribute": marked("send text or photos for a bulletin"),
    "feedback": marked("write to the team"),
    "settings": marked("language, topics, times"),
    "language": marked("change the language"),
    "pause": marked("get nothing for a while"),
    "stop": marked("leave: no more messages"),
    "mydata": marked("all that is held about this chat"),
    "forget": marked("erase all of it"),
    "privacy": marked("what is kept, and what never is"),
    "help": marked("all commands"),
    "start": marked("begin, or begin again"),
}
_TEAM: dict[str, tuple[Right, str]] = {
    "post": ("write", marked("write a bulletin")),
    "queue": ("write", marked("bulletins that wait")),
    "inbox": ("write", marked("what readers sent in")),
    "stats": ("write", marked("how many readers, in counts")),
    "team": ("write", marked("who writes and approves")),
    "audit": ("approve", marked("who did what, and when")),
}

_BUTTONS: dict[str, str] = {
    "sections": marked("📖 Sections"),
    "figures": marked("🔢 All figures"),
    "bulletins": marked("📰 Bulletins"),
    "today": marked("🌱 Word of the day"),
    "review": marked("🔁 Review"),
    "family": marked("🏠 Family"),
    "progress": marked("📈 Progress"),
    "next": marked("🔔 What comes next"),
    "contribute": marked("✍️ Contribute"),
    "feedback": marked("💬 Write to us"),
    "settings": marked("⚙️ Settings"),
    "language": marked("🌐 Language"),
    "pause": marked("⏸ Pause"),
    "mydata": marked("📄 My data"),
    "forget": marked("🗑 Erase my data"),
    "privacy": marked("🔒 Privacy"),
    "help": marked("❓ Help"),
}
_TEAM_BUTTONS: dict[str, str] = {
    "post": marked("✏️ Write a bulletin"),
    "queue": marked("🗓 Queue"),
    "inbox": marked("📥 Inbox"),
    "stats": marked("📊 Numbers"),
    "team": marked("👥 Team"),
    "audit": marked("🧾 Audit"),
}


def team_commands(member: Member | None) -> dict[str, str]:
    """Return the commands that somebody of the team may use, with what they are for."""
    return {name: text for name, (right, text) in _TEAM.items() if member and member.may(right)}


def menu(t: Words, *, member: Member | None) -> Message:
    """Offer everything by button."""
    names = _BUTTONS | {name: _TEAM_BUTTONS[name] for name in team_commands(member)}
    choices = [button(t.plain(label), "go", name) for name, label in names.items()]
    leave: tuple[Button, ...] = (button(t.plain("Leave: no more messages"), "leave"),)
    return Message(html=str(t("What would you like to see?")), rows=(*in_rows(choices, 2), leave))


def help_text(t: Words, *, member: Member | None) -> Message:
    """List the commands with a word on each."""
    found = RESIDENT | team_commands(member)
    lines = [
        t("{command} – {purpose}", command=f"/{name}", purpose=t(purpose))
        for name, purpose in found.items()
    ]
    lines.insert(2, t("{command} – one section, by its number", command="/section 3"))
    return Message(
        html=str(Markup("\n").join(lines)), rows=((button(t.plain("☰ Menu"), "go", "menu"),),)
    )


def unknown_command(t: Words, name: str) -> Message:
    """Say that a command does not exist."""
    text = t("There is no command {command}; {help} lists them all.", command=name, help="/help")
    return Message(html=str(text))


def not_understood(t: Words) -> Message:
    """Say how to talk to the bot."""
    return Message(
        html=str(t("I understand commands and buttons only; {menu} shows all.", menu="/menu"))
    )


def no_section(t: Words, wanted: str) -> Message:
    """Say that a section does not exist, or that its number is missing."""
    if not wanted:
        text = t("Write the section's number too, like {example}.", example="/section 3")
        return Message(html=str(text))
    text = t(
        "There is no section “{wanted}”; {sections} lists them.",
        wanted=wanted,
        sections="/sections",
    )
    return Message(html=str(text))


def nothing_there(t: Words) -> Message:
    """Say that there is no report at present."""
    return Message(html=str(t("There is no report here at present.")))


def stale(t: Words) -> str:
    """Say that a button has outlived what it was for."""
    return t.plain("This button is out of date; please open the menu again.")


def only_preview(t: Words) -> str:
    """Say that a preview's button does nothing."""
    return t.plain("This is a preview: the button works for readers only.")


def broken(t: Words) -> Message:
    """Say kindly that something failed on our side."""
    return Message(html=str(t("Something went wrong on our side; please try again in a minute.")))
