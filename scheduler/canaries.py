"""A text that is wrong for everybody must not be tried on everybody."""

from collections import Counter

from content.languages import Language
from scheduler.outcomes import Failed, Outcome, Row, Sent

BAD_REQUESTS = 3
"""So many refusals of a text in one language, with none accepted, stop it for everybody. Until one
is accepted, no more than these leave."""

_REMEMBERED = 1_000
"""So many accepted texts are kept in mind; forgetting one costs a short wait, nothing else."""

_REFUSED = Failed(cause="rejected")

Text = tuple[int, Language]
"""An occurrence's id and a language."""


class Canaries:
    """Lets a few of a new text leave; the others follow when one of them was accepted."""

    def __init__(self) -> None:
        self._accepted: set[Text] = set()
        self._out: Counter[Text] = Counter()
        self._refused: Counter[Text] = Counter()

    def allow(self, row: Row) -> bool:
        """Tell whether one more of this row's text may leave, and count it."""
        text = _text(row)
        if text in self._accepted:
            return True
        if self._out[text] + self._refused[text] >= BAD_REQUESTS:
            return False
        self._out[text] += 1
        return True

    def back(self, row: Row) -> None:
        """Note that it did not leave after all."""
        text = _text(row)
        if text not in self._accepted:
            self._out[text] -= 1

    def note(self, row: Row, outcome: Outcome) -> None:
        """Take in what became of it; a refusal counts as out until it is written down."""
        text = _text(row)
        if text in self._accepted or outcome == _REFUSED:
            return
        self._out[text] -= 1
        if isinstance(outcome, Sent):
            self._accept(text)

    def written(self, row: Row, outcome: Outcome) -> None:
        """
        Take in that an outcome is in the tables.

        Only then a refusal counts: whether it is wrong for everybody is asked of the tables.
        """
        if outcome != _REFUSED:
            return
        text = _text(row)
        if text not in self._accepted:
            self._out[text] -= 1
            self._refused[text] += 1

    def suspects(self) -> list[Text]:
        """Return the texts that may be wrong for everybody."""
        return [text for text, refused in self._refused.items() if refused >= BAD_REQUESTS]

    def judged(self, text: Text, *, stopped: bool) -> None:
        """Forget a stopped text; one that was accepted elsewhere may go on."""
        if stopped:
            self._forget(text)
        else:
            self._accept(text)

    def _accept(self, text: Text) -> None:
        self._forget(text)
        if len(self._accepted) >= _REMEMBERED:
            self._accepted.clear()
        self._accepted.add(text)

    def _forget(self, text: Text) -> None:
        del self._out[text]
        del self._refused[text]


def _text(row: Row) -> Text:
    return row.occurrence_id, row.language
