"""What the limits know about single chats, for minutes at most: no register of people grows."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

_PRIVATE_GAP = 1.0
"""Telegram: avoid sending more than one message per second to a particular chat."""
_GROUP_SECONDS = 60.0
_GROUP_MESSAGES = 20
"""Telegram: no more than 20 messages per minute to the same group."""

_RECENT = 60.0
"""Seconds within which a second interactive chat that is refused means all of them."""

_MANY_HELD = 1_000
"""So many holds are kept before those that ended are swept out."""

_Value = TypeVar("_Value")


class Chats:
    """Remembers when chats got messages, and which were told to wait; seconds of *clock*."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: _Fading[float] = _Fading(_PRIVATE_GAP, clock)
        self._groups: _Fading[list[float]] = _Fading(_GROUP_SECONDS, clock)
        self._until: dict[int, float] = {}

    def note(self, chat_id: int, weight: int = 1) -> None:
        """Note that *weight* messages leave to this chat together."""
        now = self._clock()
        self._last.set(chat_id, now)
        if chat_id < 0:
            self._groups.set(chat_id, [*self._recent(chat_id, now), *[now] * weight])

    def hold(self, chat_id: int, seconds: float) -> None:
        """Hold this chat for as long as Telegram said; of several holds the longest counts."""
        now = self._clock()
        if len(self._until) > _MANY_HELD:
            self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(self._until.get(chat_id, 0), now + seconds)

    def held_for_answers(self, chat_id: int, weight: int = 1) -> float:
        """Return the seconds to wait before this chat gets an answer of *weight* messages."""
        now = self._clock()
        waits = [self._until.get(chat_id, 0) - now]
        if chat_id < 0:
            recent = self._recent(chat_id, now)
            others = _GROUP_MESSAGES - weight
            if len(recent) > others:
                waits.append(recent[-others - 1] + _GROUP_SECONDS - now)
        return max(0.0, *waits)

    def held(self, chat_id: int, weight: int = 1) -> float:
        """Return the seconds to wait before this chat gets something pushed."""
        last = self._last.get(chat_id)
        if last is None and chat_id > 0 and not self._until:
            return 0.0
        gap = 0.0 if last is None else last + _PRIVATE_GAP - self._clock()
        if chat_id > 0 and chat_id not in self._until:
            return max(0.0, gap)
        return max(gap, self.held_for_answers(chat_id, weight))

    def _recent(self, chat_id: int, now: float) -> list[float]:
        times = self._groups.get(chat_id) or []
        return [at for at in times if at > now - _GROUP_SECONDS]


class Refusals:
    """Remembers which chats' answers were refused lately: one is that chat's, two are the bot's."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lately: deque[tuple[float, int]] = deque(maxlen=16)

    def of_several(self, chat_id: int) -> bool:
        """Note a refusal; tell whether another chat met one lately too."""
        now = self._clock()
        others = {chat for at, chat in self._lately if now - at < _RECENT} - {chat_id}
        self._lately.append((now, chat_id))
        return bool(others)


class _Fading(Generic[_Value]):
    """A mapping that forgets what was not set for one to two times *seconds*."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._young: dict[int, _Value] = {}
        self._old: dict[int, _Value] = {}
        self._turned_at = clock()

    def get(self, key: int) -> _Value | None:
        """Return what was set lately, or None."""
        found = self._young.get(key)
        return self._old.get(key) if found is None else found

    def set(self, key: int, value: _Value) -> None:
        """Remember *value* for a while."""
        now = self._clock()
        if now - self._turned_at > self._seconds:
            self._old, self._young, self._turned_at = self._young, {}, now
        self._young[key] = value
