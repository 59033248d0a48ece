"""Who of several runners is dead. No clock is involved: a heartbeat is a number that grows."""

from collections.abc import Mapping

BEAT_SECONDS = 1.0
"""So often a runner beats, and looks at the others."""

MISSED = 5
"""A runner whose number stood still in so many looks is dead: with BEAT_SECONDS others take up its
work within seven seconds. Failed looks do not count: an outage of the database kills nobody."""


class Watch:
    """Remembers, for one runner, how long the numbers of the others stand still."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, int]] = {}

    def look(self, beats: Mapping[int, int]) -> dict[int, int]:
        """Take in the runners' numbers; return those that are dead, with their last number."""
        self._seen = {runner: (beat, self._still(runner, beat)) for runner, beat in beats.items()}
        return {runner: beat for runner, (beat, still) in self._seen.items() if still >= MISSED}

    def _still(self, runner: int, beat: int) -> int:
        last, still = self._seen.get(runner, (None, 0))
        return still + 1 if last == beat else 0
