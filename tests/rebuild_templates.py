"""Writes the committed templates anew, after a change of rules or layout (run it from the root)."""

from itertools import product
from pathlib import Path

from addin.excel.build import with_macros
from kpi.model import EDITIONS, LANGUAGES, Edition, Language
from kpi.new import workbook

FOLDER = Path(__file__).parents[1] / "workbook_templates"
PERIOD = "2026-01"


def template_file(edition: Edition, language: Language) -> Path:
    """Where the template of an edition in a language stands."""
    name = "KPI-scorecard" if edition == "portable" else f"KPI-scorecard-{edition}"
    return FOLDER / f"{name}-{language}.xlsx"


def built(edition: Edition, language: Language) -> bytes:
    """The template as the rule book gives it: all roles, nobody in it, no company."""
    data = workbook(language=language, period=PERIOD, edition=edition)
    if isinstance(data, list):
        raise TypeError(data)
    return data


def macro_file(language: Language) -> Path:
    """Where the python edition with functions and ribbon for Excel stands."""
    return template_file("python", language).with_suffix(".xlsm")


def built_with_macros(language: Language) -> bytes:
    """The python edition with its VBA and its ribbon."""
    return with_macros(built("python", language), language)


def main() -> None:
    """Writes all of them."""
    FOLDER.mkdir(exist_ok=True)
    for edition, language in product(EDITIONS, LANGUAGES):
        template_file(edition, language).write_bytes(built(edition, language))
    for language in LANGUAGES:
        macro_file(language).write_bytes(built_with_macros(language))


if __name__ == "__main__":
    main()
