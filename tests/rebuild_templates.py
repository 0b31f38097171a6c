"""Writes the committed templates anew, after a change of rules or layout (run it from the root)."""

from pathlib import Path

from kpi.model import LANGUAGES, Language
from kpi.new import workbook

FOLDER = Path(__file__).parents[1] / "workbook_templates"
PERIOD = "2026-01"


def template_file(language: Language) -> Path:
    """Where the template of a language stands."""
    return FOLDER / f"KPI-scorecard-{language}.xlsx"


def built(language: Language) -> bytes:
    """The template as the rule book gives it: all roles, nobody in it, no company."""
    data = workbook(language=language, period=PERIOD)
    if isinstance(data, list):
        raise TypeError(data)
    return data


def main() -> None:
    """Writes all of them."""
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        template_file(language).write_bytes(built(language))


if __name__ == "__main__":
    main()
