"""The sheet functions as VBA text: one line for each, written from their declarations.

The same module stands in a workbook and in the add-in. What `KpiArg` and `KpiCall` are is decided by
the module beside it: KpiLink in a workbook hands over, KpiServer in the add-in asks Python.
"""

from collections.abc import Iterable, Iterator

from addin.excel.wizard import GROUP_NUMBER
from kpi.sheet_function import Parameter, SheetFunction

HEAD = """\
Attribute VB_Name = "KpiFunctions"
' Written from kpi/functions by addin.excel.stubs; do not edit.
Option Explicit
"""


def functions_module(functions: Iterable[SheetFunction]) -> str:
    """The text of KpiFunctions.bas."""
    return "\n".join((HEAD, *("\n".join((*_lines(function), "")) for function in functions)))


def _lines(function: SheetFunction) -> Iterator[str]:
    name = function.name
    declared = ", ".join(map(_declared, function.parameters))
    handed = ", ".join(f"KpiArg({one.name})" for one in function.parameters)
    yield f"Public Function {name}({declared})"
    yield f'Attribute {name}.VB_Description = "{_help(function)}"'
    yield f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{GROUP_NUMBER}"'
    yield f'    {name} = KpiCall("{name}", Array({handed}))'
    yield "End Function"


def _declared(parameter: Parameter) -> str:
    return f"Optional {parameter.name}" if parameter.optional else parameter.name


def _help(function: SheetFunction) -> str:
    """In English, for a VBA text is plain ASCII."""
    return function.help["en"].replace('"', '""')
