"""Statements compiled once, for the few that run for every block of messages."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

_Bind = Callable[[Any], Any] | None


class Prepared:
    """
    A statement as text for the driver, with its values in order.

    To look a statement up in SQLAlchemy's cache, to bind its values and to wrap its rows was
    measured to cost as much as the statement itself on SQLite.
    """

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._fixed: dict[str, Any] = compiled.params
        self._binds: dict[str, _Bind] = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in compiled.binds.items()
        }

    def run(self, c: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Execute it; instants that it returns are as the driver gives them."""
        bound = {**self._fixed, **{name: self._bound(name, it) for name, it in values.items()}}
        if self._order is None:
            return c.exec_driver_sql(self._text, bound)
        return c.exec_driver_sql(self._text, tuple(bound[name] for name in self._order))

    def _bound(self, name: str, value: Any) -> Any:
        bind = self._binds[name]
        return bind(value) if bind else value
