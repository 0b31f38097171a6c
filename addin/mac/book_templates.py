"""The templates that File > New offers on a Mac: the portable edition, plain and with the buttons.

Its formulas need no Python; cells that do would show #N/A there.
"""

from collections.abc import Mapping

from addin.excel.book import Kind
from addin.excel.build import with_macros
from addin.setup.book_templates import PERIOD, plain_template
from kpi.model import LANGUAGES, Language
from kpi.new import workbook
from kpi.words import say


def book_templates() -> Mapping[str, bytes]:
    """The templates by file name."""
    found: dict[str, bytes] = {}
    for language in LANGUAGES:
        data = _portable(language)
        found[say("template_portable", language)] = plain_template(data)
        found[say("template_buttons", language)] = with_macros(data, language, Kind.TEMPLATE)
    return found


def _portable(language: Language) -> bytes:
    data = workbook(language=language, period=PERIOD, edition="portable")
    if isinstance(data, list):
        raise TypeError(data)  # the packaged rule book has no problems, the tests see to that
    return data
