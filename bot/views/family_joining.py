"""How a family begins: a nickname, a code, and a yes on both sides."""

from markupsafe import Markup

from bot.views.family import family_button, menu_button, role_name
from bot.views.message import Message, Rows, button
from bot.views.names import clock
from bot.views.words import Words, marked
from scheduler.families import ROLES, Code, Role

_CHOOSE: dict[Role, str] = {
    "teacher": marked("🧒 I am the little teacher"),
    "learner": marked("🙋 I learn"),
}


def begin(t: Words) -> Message:
    """Say what a family is here, and how one begins."""
    lines = [
        t("🏠 <b>Learning together</b>"),
        t("One of you is the little teacher and shows the others a word, face to face."),
        t("Each keeps the own chat with the bot. A nickname is all that the others see of you."),
        t("Nobody else learns of it, and everybody may leave at any time."),
    ]
    rows: Rows = tuple((button(t.plain(_CHOOSE[role]), "family", "begin", role),) for role in ROLES)
    have = (button(t.plain("🔑 I have a code"), "family", "code"),)
    return Message(html=str(Markup("\n").join(lines)), rows=(*rows, have, (menu_button(t),)))


def ask_nickname(t: Words) -> Message:
    """Ask for the name that the family sees."""
    return Message(
        html=str(
            t(
                "Which nickname should your family see? Write 1 to 20 letters; no real name is needed."
            )
        )
    )


def ask_code(t: Words) -> Message:
    """Ask for a code that somebody of the family was given."""
    return Message(html=str(t("Write the code that your family gave you.")))


def made(t: Words, code: Code, link: str, zone: str) -> Message:
    """Show a code, until when it lives, and what happens next."""
    lines = [
        t("🔑 Your code: <b>{code}</b>", code=code.code),
        t("It works once, until {clock}.", clock=clock(code.expires_at, zone)),
        t("Give it to one of your family: /family and the code, or this link:"),
        Markup("{}").format(link),
        t("Then I ask you whether that person may join."),
    ]
    return Message(html=str(Markup("\n").join(lines)))


def offer(t: Words, code: Code) -> Message:
    """Say who asks one in, and let one choose a role, or say no."""
    text = t(
        "{name} ({role}) asks you to learn together. What would you be?",
        name=code.nickname,
        role=role_name(t, code.role),
    )
    rows: Rows = tuple(
        (button(t.plain(_CHOOSE[role]), "family", "as", role, code.code),) for role in ROLES
    )
    return Message(
        html=str(text), rows=(*rows, (button(t.plain("No, thank you"), "family", "no"),))
    )


def asked(t: Words, code: Code) -> Message:
    """Tell the one who wants to join that the other has to say yes."""
    return Message(
        html=str(
            t(
                "I have asked {name}. As soon as there is a yes, you are together.",
                name=code.nickname,
            )
        )
    )


def may_join(t: Words, code: Code) -> Message:
    """Ask the maker of a code."""
    text = t(
        "{name} would like to join your family as: {role}. May {name} join?",
        name=code.taker_nickname or "",
        role=role_name(t, code.taker_role or "learner"),
    )
    yes = button(t.plain("✅ Yes"), "family", "yes", code.code)
    no = button(t.plain("No"), "family", "refuse", code.code)
    return Message(html=str(text), rows=((yes, no),))


def together(t: Words) -> Message:
    """Tell both that they learn together now."""
    return Message(
        html=str(
            t(
                "🏠 You learn together now. The next word comes at your family's hour; /family shows it."
            )
        ),
        rows=((family_button(t),),),
    )


def refused(t: Words) -> Message:
    """Say that nothing came of it."""
    return Message(html=str(t("It did not come about. Nothing was changed.")))


def declined(t: Words) -> Message:
    """Confirm a no."""
    return Message(html=str(t("All right, nothing was changed.")))


def private_only(t: Words) -> Message:
    """Say that codes are for private chats."""
    return Message(html=str(t("Codes join private chats; a group is a family of its own.")))
