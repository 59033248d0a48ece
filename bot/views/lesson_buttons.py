"""
The buttons under a card. Their data name the item by its token, and whose memory is meant.

*own* is the chat's own memory; *child* the child's in a group; *play* is practice that grades
nobody; *teach* is a little teacher's own memory, who goes back to the teaching after the answer.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from bot.views.message import Button, Rows, button, in_rows
from bot.views.start import leave_button
from bot.views.words import Words
from content.lessons.course import Lesson
from content.lessons.questions import QUESTION_KINDS, Question
from scheduler.families import Relative

Whose = Literal["own", "child", "play", "teach"]
WHOSE: tuple[Whose, ...] = get_args(Whose)

_LONG = 14
"""Letters of a choice beyond which two do not stand in one row on a small phone."""


def word_rows(t: Words, lesson: Lesson, *, strokes: bool = False) -> Rows:
    """Under a word that one learns alone: be asked, listen, see how it is written."""
    rows = [(button(t.plain("❓ Ask me"), "card", "ask", lesson.token, "own"),)]
    if strokes:
        rows.append((button(t.plain("✍️ How it is written"), "card", "strokes", lesson.token),))
    return _with_leave(t, rows)


def reveal_rows(t: Words, lesson: Lesson) -> Rows:
    """Under the answer that somebody asked to see: say oneself whether one knew it."""
    return _with_leave(t, [_two(t, "card", lesson.token)])


def after_rows(t: Words, *, more: bool) -> Rows:
    """Under the feedback on an answer."""
    return _with_leave(t, [next_row(t)] if more else [])


def question_rows(t: Words, asked: Question, whose: Whose) -> Rows:
    """Under a question: its choices, and a way to see the answer."""
    kind = QUESTION_KINDS.index(asked.kind)
    about = asked.lesson.token, whose, kind
    choices = [button(it.text, "card", "is", *about, it.key) for it in asked.choices]
    width = 1 if any(len(it.text) > _LONG for it in asked.choices) else 2
    show = button(t.plain("👁 Show me"), "card", "show", asked.lesson.token, whose)
    return (*in_rows(choices, width), (show,), (leave_button(t),))


def group_teacher_rows(t: Words, lesson: Lesson) -> Rows:
    """Under the little teacher's face in a group: prepare, then teach the others."""
    rows = [
        (button(t.plain("❓ Ask the little teacher"), "card", "ask", lesson.token, "child"),),
        (button(t.plain("👐 We are ready"), "card", "learn", lesson.token),),
    ]
    return _with_leave(t, rows)


def group_learner_rows(t: Words, lesson: Lesson) -> Rows:
    """Under the learners' face in a group: play, and the little teacher's verdict."""
    rows = [
        (
            button(t.plain("❓ A question"), "card", "ask", lesson.token, "play"),
            button(t.plain("📣 Say it loud"), "card", "loud", lesson.token, 0),
        ),
        _two(t, "card", lesson.token),
    ]
    return _with_leave(t, rows)


def teacher_rows(t: Words, lesson: Lesson, learners: tuple[Relative, ...]) -> Rows:
    """Under the little teacher's face in a private chat: two buttons for each who learns."""
    rows: list[tuple[Button, ...]] = [
        (button(t.plain("❓ Ask me first"), "card", "ask", lesson.token, "teach"),)
    ]
    rows += [_verdict(t, lesson, one, alone=len(learners) == 1) for one in learners]
    return _with_leave(t, rows)


def learner_rows(t: Words, lesson: Lesson, *, more: bool = False) -> Rows:
    """Under a learner's face in a private chat."""
    rows: list[tuple[Button, ...]] = [
        (
            button(t.plain("❓ A question"), "card", "ask", lesson.token, "play"),
            button(t.plain("🎤 To my little teacher"), "family", "voice", lesson.token),
        )
    ]
    if more:
        rows.append((button(t.plain("➡️ Next"), "family", "next", lesson.token),))
    return _with_leave(t, rows)


def next_row(t: Words) -> tuple[Button, ...]:
    """Return the way to the next item of the session."""
    return (button(t.plain("➡️ Next"), "card", "next"),)


def _two(t: Words, *about: object) -> tuple[Button, ...]:
    """Return the two grades: there are no more (design/learning.md)."""
    door, *rest = about
    again = button(t.plain("🔁 Again"), door, "again", *rest)
    return again, button(t.plain("✅ Got it"), door, "got", *rest)


def _verdict(t: Words, lesson: Lesson, one: Relative, *, alone: bool) -> tuple[Button, ...]:
    if alone:
        return _two(t, "family", lesson.token, one.id)
    again = button(t.plain("🔁 {name}", name=one.nickname), "family", "again", lesson.token, one.id)
    got = button(t.plain("✅ {name}", name=one.nickname), "family", "got", lesson.token, one.id)
    return again, got


def heard(t: Words, lesson: Lesson, rows: Rows, *, computer_voice: bool) -> Rows:
    """Add a voice above the other buttons: the deck's recording, else a computer's."""
    label = t.plain("🔊 Listen")
    if lesson.item.audio is None:
        if not computer_voice:
            return rows
        label = t.plain("🤖 Computer voice")
    return ((button(label, "card", "hear", lesson.token),), *rows)


def _with_leave(t: Words, rows: Sequence[tuple[Button, ...]]) -> Rows:
    return (*rows, (leave_button(t),))
