"""KpiFunctions.idl: the signatures that Calc reads by reflection; the text is enough, no compiler is needed."""

from addin.names import MODULE, method
from kpi.functions import FUNCTIONS
from kpi.sheet_function import Kind, Parameter, SheetFunction

NAME = "KpiFunctions.idl"
INTERFACE = "XKpiFunctions"
CELLS = "sequence< sequence< any > >"
VALUE = "any"  # a text that comes back as a block of one cell is equal to nothing and counted by nothing in Calc


def idl() -> str:
    """The interface with a method for each sheet function."""
    outer, inner = MODULE
    methods = "\n".join(map(_method, FUNCTIONS.values()))
    return (
        "// Written from kpi/functions; do not edit.\n"
        f"module {outer} {{ module {inner} {{\n"
        f"interface {INTERFACE} : com::sun::star::uno::XInterface {{\n{methods}\n}};\n"
        "}; };\n"
    )


def _method(function: SheetFunction) -> str:
    given = ",\n".join(f"        [in] {kind_of(one)} {one.name}" for one in function.parameters)
    return f"    {VALUE if function.single else CELLS} {method(function.name)}(\n{given});"


def kind_of(parameter: Parameter) -> str:
    """A cell that must be given is text: as `any` a blank would come as 0, as text it is "".

    Everything else is `any`: only that can be left out, takes ranges and literals alike, and tells a
    range of one blank cell from one that holds 0.
    """
    return "string" if parameter.kind is Kind.CELL and not parameter.optional else "any"
