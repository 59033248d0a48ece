"""What the two sides answer when they refuse."""

from typing import Any


class DemoError(Exception):
    """The root of this package's refusals."""


class ApiError(DemoError):
    """A Bot API refusal: error code, Telegram's wording, and `parameters` if any."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class PeopleError(DemoError):
    """A refusal on the people's side: an HTTP status and one clear sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def bad_request(reason: str) -> ApiError:
    """Return the 400 that Telegram words as "Bad Request: *reason*"."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return the 403 that Telegram words as "Forbidden: *reason*"."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many(seconds: int) -> ApiError:
    """Return the 429 that asks for a pause of *seconds*."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
