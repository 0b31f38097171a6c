"""CalcAddIns.xcu: names, help and parameters of the functions, as the function wizard shows them."""

from xml.etree import ElementTree as ET

from addin.names import FUNCTIONS as SERVICE
from addin.names import method
from addin.oxt.xcu import by_locale, component, node, prop, told, written
from kpi.functions import FUNCTIONS
from kpi.sheet_function import SheetFunction

NAME = "CalcAddIns.xcu"
EXCEL_NAME_LOCALE = "en-US"  # the one under which the reader of .xlsx looks for the bare name


def calc_addins() -> str:
    """Every function with its texts in both languages."""
    root = component("CalcAddIns")
    service = node(node(root, "AddInInfo"), SERVICE, new=True)
    functions = node(service, "AddInFunctions")
    for function in FUNCTIONS.values():
        _add(functions, function)
    return written(root)


def _add(functions: ET.Element, function: SheetFunction) -> None:
    entry = node(functions, method(function.name), new=True)
    told(entry, "DisplayName", {"en": function.name, "zh": function.name})
    told(entry, "Description", function.help)
    prop(entry, "Category", "Add-In")
    by_locale(entry, "CompatibilityName", {EXCEL_NAME_LOCALE: function.name})
    parameters = node(entry, "Parameters")
    for parameter in function.parameters:
        one = node(parameters, parameter.name, new=True)
        told(one, "DisplayName", {"en": parameter.name, "zh": parameter.name})
        told(one, "Description", parameter.help)
