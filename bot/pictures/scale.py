"""A scale for counts: from nought in few round steps."""

from itertools import count

_MOST_STEPS = 4


def ticks(greatest: int) -> tuple[int, ...]:
    """Return round numbers from 0 to *greatest* or just above it, at most five of them."""
    step = next(
        step
        for power in count()
        for step in (10**power, 2 * 10**power, 5 * 10**power)
        if step * _MOST_STEPS >= greatest
    )
    steps = max(1, -(-greatest // step))
    return tuple(n * step for n in range(steps + 1))


def thinned(labels: int, room: float, widest: float) -> range:
    """Return which of so many evenly spaced labels (*room* apart) fit; the last is among them."""
    step = max(1, -int(-widest // room))
    return range((labels - 1) % step, labels, step)
