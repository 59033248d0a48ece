"""Statements compiled once, for the few that run for every block of messages."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

Cursor = Any
"""A cursor of the driver, inside a transaction."""

_Convert = Callable[[Any], Any] | None


class Prepared:
    """
    A statement as text for the driver's own cursor.

    To look a statement up in SQLAlchemy's cache, to bind its values and to wrap its rows was
    measured to cost twice as much as SQLite needs to execute it.
    """

    def __init__(self, statement: Any, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._fixed: dict[str, Any] = compiled.params
        self._binds: dict[str, _Convert] = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in compiled.binds.items()
        }
        self._read: list[_Convert] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(statement, "selected_columns", ())
        ]

    def changed(self, cursor: Cursor, values: Mapping[str, Any]) -> int:
        """Execute it, and return how many rows it changed."""
        self._execute(cursor, values)
        return int(cursor.rowcount)

    def rows(self, cursor: Cursor, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute it, and return the rows that it found."""
        self._execute(cursor, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        if not any(self._read):
            return found
        return [tuple(map(_converted, self._read, row)) for row in found]

    def _execute(self, cursor: Cursor, values: Mapping[str, Any]) -> None:
        bound = self._fixed.copy()
        for name, value in values.items():
            bound[name] = _converted(self._binds[name], value)
        order = self._order
        cursor.execute(self._text, bound if order is None else [bound[name] for name in order])


def _converted(convert: _Convert, value: Any) -> Any:
    return convert(value) if convert else value
