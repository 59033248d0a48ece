"""Answers that a test forces: refusals, delays, broken bodies, dropped connections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Drop = Literal["before", "after"]


@dataclass(kw_only=True)
class Fault:
    """
    One forced answer, for the next *times* calls of *method* (any, if None).

    Given *chat_id*, only calls into that chat count. *delay* is in seconds.
    *drop* closes the connection before or after having acted. Given *status*,
    the call does not act and is refused with it; *body* replaces the JSON.
    """

    method: str | None
    times: int
    status: int | None
    parameters: Mapping[str, Any] | None
    description: str | None
    delay: float
    drop: Drop | None
    chat_id: int | None
    body: str | None

    def meets(self, method: str, chat_id: object) -> bool:
        """Tell whether this fault is for such a call."""
        right_method = self.method is None or self.method.lower() == method.lower()
        return right_method and (self.chat_id is None or str(self.chat_id) == str(chat_id))


class Faults:
    """The faults still to come, in the order they were added."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(
        self,
        *,
        method: str | None = None,
        times: int = 1,
        status: int | None = None,
        parameters: Mapping[str, Any] | None = None,
        description: str | None = None,
        delay: float = 0.0,
        drop: Drop | None = None,
        chat_id: int | None = None,
        body: str | None = None,
    ) -> None:
        """Force the next answers; see `Fault` for what each part does."""
        self._coming.append(
            Fault(
                method=method,
                times=times,
                status=status,
                parameters=parameters,
                description=description,
                delay=delay,
                drop=drop,
                chat_id=chat_id,
                body=body,
            )
        )

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Return the fault for this call, if one is due, and count it."""
        for fault in self._coming:
            if fault.meets(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget the faults still to come."""
        self._coming.clear()
