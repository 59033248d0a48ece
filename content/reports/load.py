"""Reports read from folders: one folder a report, its text in report.yaml."""

from collections.abc import Iterable
from pathlib import Path

from content.errors import ContentError, ContentErrors
from content.reports.report import Report
from content.strict_yaml import read_document


def load_reports(folders: Iterable[Path]) -> tuple[Report, ...]:
    """Return every report below *folders*, newest first; raise ContentErrors with all faults."""
    found: dict[str, Report] = {}
    errors: list[ContentError] = []
    for folder in folders:
        if not folder.is_dir():
            errors.append(ContentError("is not a folder", path=folder))
        for path in sorted(folder.glob("*/report.yaml")):
            try:
                report = read_document(path).validate(Report)
            except ContentErrors as wrong:
                errors.extend(wrong.errors)
                continue
            if report.slug in found:
                errors.append(ContentError(f"{report.slug} exists twice", path=path, key="slug"))
            found[report.slug] = report
    if errors:
        raise ContentErrors(errors)
    return tuple(sorted(found.values(), key=lambda report: report.source.date, reverse=True))
