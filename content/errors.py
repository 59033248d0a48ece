"""What can be wrong with content, said so that its author finds the place."""

from pathlib import Path


class ContentError(Exception):
    """One problem in one content or configuration file, named by file, line and key."""

    def __init__(self, problem: str, *, path: Path, line: int | None = None, key: str = "") -> None:
        self.problem = problem
        self.path = path
        self.line = line
        self.key = key
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.key}: {self.problem}" if self.key else f"{place}: {self.problem}"


class ContentErrors(Exception):
    """Every problem found in one reading, so that an author mends them in one go."""

    def __init__(self, errors: list[ContentError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, errors)))
