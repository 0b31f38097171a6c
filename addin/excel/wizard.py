"""What the function wizard of Excel shows, where a saved workbook keeps it.

The help of a function and the number of its group stand in the VBA text (see `stubs`), for VBA in
English; the name of the group and the help of each argument stand in the workbook, in its language.
"""

from collections.abc import Iterable, Iterator

from addin.excel.parts import text
from kpi.model import Language
from kpi.sheet_function import SheetFunction

GROUP = "KPI"
BUILT_IN_GROUPS = 19
GROUP_NUMBER = BUILT_IN_GROUPS + 1  # the first of our own
EXTENSION = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
NAMESPACE = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def group() -> str:
    """The element functionGroups of a workbook."""
    return (
        f'<functionGroups builtInGroupCount="{BUILT_IN_GROUPS}"><functionGroup name="{GROUP}"/></functionGroups>'
    )


def argument_help(functions: Iterable[SheetFunction], language: Language) -> str:
    """The extension of a workbook that holds the help of arguments."""
    names = "".join(_defined_name(function, language) for function in functions)
    return (
        f'<ext uri="{EXTENSION}" xmlns:x14="{NAMESPACE}"><x14:definedNames>{names}</x14:definedNames></ext>'
    )


def _defined_name(function: SheetFunction, language: Language) -> str:
    help_lines = "".join(_descriptions(function, language))
    return (
        f'<x14:definedName name="{function.name}">'
        f'<x14:argumentDescriptions count="{len(function.parameters)}">{help_lines}</x14:argumentDescriptions>'
        "</x14:definedName>"
    )


def _descriptions(function: SheetFunction, language: Language) -> Iterator[str]:
    for number, parameter in enumerate(function.parameters):
        line = text(parameter.help[language])
        yield f'<x14:argumentDescription index="{number}">{line}</x14:argumentDescription>'
