"""A poll that readers may answer; always anonymous, so that nobody sees who chose what."""

from dataclasses import dataclass

from content.bulletins.errors import BulletinError

MAX_QUESTION = 300
MAX_OPTION = 100
OPTIONS = range(2, 13)
"""How many options a poll may have, and their longest text (Bot API, sendPoll)."""


class PollError(BulletinError):
    """A poll that this bot does not send: *kind* is quiz, media or unlike."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"poll: {kind}")


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A question and its options as plain text, in one language."""

    question: str
    options: tuple[str, ...]
    several: bool = False
    """Whether a reader may choose several options."""

    def __post_init__(self) -> None:
        lengths = [len(option) for option in self.options]
        if not 0 < len(self.question) <= MAX_QUESTION or len(lengths) not in OPTIONS:
            raise ValueError("a poll has a question and 2 to 12 options")
        if not all(0 < length <= MAX_OPTION for length in lengths):
            raise ValueError("an option has 1 to 100 characters")
