"""Today's card of each learner in a block: alone, in a group, or in its role in a family."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from markupsafe import Markup

from bot.cards.messages import CardMessages
from bot.cards.picking import Picking
from bot.store.families import Families
from bot.store.learners import Learner, Learners
from bot.store.memories import Answered, Memories, Pushed, Shown
from bot.views.learning import already, welcome_back
from bot.views.message import Message
from bot.views.words import Words, words
from content.languages import Language
from content.lessons.course import Lesson
from scheduler.families import Family, Relative
from scheduler.memories import Memory
from scheduler.reviews import is_new
from scheduler.times import local_day

_Face = Literal["group", "word", "question", "teacher", "learner", "learner of several"]

AWAY = timedelta(days=14)
"""Who had no card for so long is greeted first."""
_REMEMBERED = 2_000
"""Cards that are kept worded: items of a day, in each language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    """What tells one worded card from another; *returns*: its reader was away."""

    token: str
    language: Language
    face: _Face
    returns: bool
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Offered:
    """What a chat is offered today, and the first of it as a card."""

    learner: Learner
    lessons: tuple[Lesson, ...]
    card: Message


class TodaysCards:
    """One card a day for each chat; who asks again gets the same."""

    def __init__(
        self,
        *,
        learners: Learners,
        memories: Memories,
        families: Families,
        picking: Picking,
        cards: CardMessages,
    ) -> None:
        self._learners = learners
        self._memories = memories
        self._families = families
        self._picking = picking
        self._cards = cards
        self._worded: dict[_Made, tuple[Lesson, Message]] = {}

    async def push(
        self, chats: Sequence[int], occurrence_id: int, now: datetime
    ) -> dict[int, Message]:
        """
        Return the card of each chat that gets one, and note it before it leaves.

        Who got today's card from another occurrence gets no second, and nobody one on a holiday.
        """
        days: defaultdict[date, list[Learner]] = defaultdict(list)
        for known in (await self._learners.of(chats)).values():
            learner = known.before(occurrence_id)
            if learner.may_be_pushed(now):
                days[local_day(now, learner.zone)].append(learner)
        cards: dict[int, Message] = {}
        for today, learners in days.items():
            made = await self._on(today, learners)
            got = [it.learner.subscriber_id for it in made]
            pushed = Pushed(subscribers=got, occurrence_id=occurrence_id, at=now)
            await self._offer(made, today, pushed)
            cards |= {it.learner.chat_id: it.card for it in made}
        return cards

    async def of(self, learner: Learner, today: date) -> Message | None:
        """Return one chat's card of the day; None where there is nothing to learn."""
        made = await self._on(today, [learner])
        await self._offer(made, today)
        return made[0].card if made else None

    async def _offer(
        self, made: Sequence["_Offered"], today: date, pushed: Pushed | None = None
    ) -> None:
        shown = [
            Shown(subscriber_id=it.learner.subscriber_id, key=lesson.key)
            for it in made
            for lesson in it.lessons
        ]
        await self._memories.offer(shown, today, pushed)

    async def teaching(
        self, t: Words, family: Family, lesson: Lesson, today: date, *, first: Markup | None = None
    ) -> Message:
        """Return the little teacher's face, with buttons for those whose grade of today is open."""
        ids = [one.subscriber_id for one in family.those("learner")]
        still = _still(family, lesson, await self._memories.answered(ids, today))
        if not still and first is None:
            first = already(t)
        return self._cards.teacher(t, lesson, still, first=first)

    async def _on(self, today: date, learners: Sequence[Learner]) -> list["_Offered"]:
        """A family without somebody to teach or to learn just now is as if each were alone."""
        ids = sorted({one.family_id for one in learners if one.family_id})
        found = await self._families.some(ids) if ids else {}
        families = {family_id: it for family_id, it in found.items() if it.teaches}
        paired = [one for one in learners if one.family_id in families]
        alone = [one for one in learners if one.family_id not in families]
        made = await self._alone(alone, today) if alone else []
        if paired:
            made += await self._paired(paired, families, today)
        return made

    async def _alone(self, learners: Sequence[Learner], today: date) -> list["_Offered"]:
        picked = await self._picking.alone(learners, today)
        made = []
        for one in learners:
            if one.subscriber_id in picked:
                lessons, memory = picked[one.subscriber_id]
                card = self._card(one, lessons, memory, today)
                made.append(_Offered(learner=one, lessons=lessons, card=card))
        return made

    async def _paired(
        self, learners: Sequence[Learner], families: Mapping[int, Family], today: date
    ) -> list["_Offered"]:
        lessons = await self._picking.paired(families.values(), today)
        those = [one for family in families.values() for one in family.those("learner")]
        answered = await self._memories.answered([one.subscriber_id for one in those], today)
        made = []
        for one in learners:
            family = families[one.family_id or 0]
            if theirs := lessons[family.id]:
                card = self._half(one, theirs, _still(family, theirs[0], answered), today)
                made.append(_Offered(learner=one, lessons=theirs, card=card))
        return made

    def _card(
        self, one: Learner, lessons: Sequence[Lesson], memory: Memory | None, today: date
    ) -> Message:
        """Word a card once for all who get the same."""
        made = _Made(
            token=lessons[0].token,
            language=one.language,
            face=_face(one, memory, today),
            returns=_was_away(one, today),
            day=today,
        )
        return self._once(made, lessons[0])

    def _once(self, made: "_Made", lesson: Lesson) -> Message:
        """Word what many get once; a deck that is read anew has other lessons."""
        kept = self._worded.get(made)
        if kept is None or kept[0] is not lesson:
            if len(self._worded) >= _REMEMBERED:
                self._worded.clear()
            kept = self._worded[made] = lesson, self._word(made, lesson)
        return kept[1]

    def _word(self, made: "_Made", lesson: Lesson) -> Message:
        t = words(made.language)
        first = welcome_back(t) if made.returns else None
        if made.face == "group":
            return self._cards.group_teacher(t, lesson, first=first)
        if made.face == "teacher":
            return self._cards.teacher(t, lesson, (), first=first)
        if made.face.startswith("learner"):
            more = made.face == "learner of several"
            return self._cards.learner(t, lesson, more=more, first=first)
        asked = None
        if made.face == "question":
            catalogue = self._picking.catalogue
            asked = self._cards.ask(t, lesson, catalogue, whose="own", today=made.day, first=first)
        return asked or self._cards.word(t, lesson, first=first)

    def _half(
        self, one: Learner, lessons: Sequence[Lesson], still: tuple[Relative, ...], today: date
    ) -> Message:
        """Word one side of a family's lesson; the little teacher's has the names of that family."""
        t, lesson = words(one.language), lessons[0]
        if one.role == "teacher" and not still:
            return self._cards.teacher(t, lesson, (), first=already(t))
        made = _Made(
            token=lesson.token,
            language=one.language,
            face=_half_face(one, several=len(lessons) > 1),
            returns=_was_away(one, today),
            day=today,
        )
        card = self._once(made, lesson)
        return self._cards.judged(t, card, lesson, still) if one.role == "teacher" else card


def _still(family: Family, lesson: Lesson, answered: Set[Answered]) -> tuple[Relative, ...]:
    """Return those whose grade of today is open."""
    learning = family.those("learner")
    return tuple(one for one in learning if (one.subscriber_id, lesson.key) not in answered)


def _half_face(one: Learner, *, several: bool) -> _Face:
    if one.role == "teacher":
        return "teacher"
    return "learner of several" if several else "learner"


def _was_away(one: Learner, today: date) -> bool:
    return one.pushed_at is not None and today - local_day(one.pushed_at, one.zone) >= AWAY


def _face(one: Learner, memory: Memory | None, today: date) -> _Face:
    """Ask before showing, but for what is new and what was answered today already."""
    if one.kind == "group":
        return "group"
    answered = memory is not None and not memory.may_be_graded(today)
    return "word" if answered or is_new(memory) else "question"
