"""What Excel and its administrator allow: macros, trusted folders, the list of disabled items."""

from collections.abc import Iterator

from addin.setup.pc import Pc
from addin.setup.places import ADDIN, OFFICE, POLICIES, options, variable
from kpi.problems import Problem
from kpi.problems import setup as problem

NO_ADDINS = ("DisableAllAddins", "RequireAddinSig")
SIGNED_ONLY, NONE = 3, 4  # of VBAWarnings
DISABLED = "DisabledItems"
OPENED = "OPEN"  # OPEN, OPEN1, ...: the add-ins that are ticked


def macros(pc: Pc, version: str) -> Iterator[Problem]:
    """Settings under which the add-in, or the macros of a workbook, do not run."""
    off = next((key for key in _keys(version, "Common") if pc.registry.read(key, "VBAOff") == 1), None)
    if off:
        yield problem.macros_forbidden(off)
    for key in _keys(version, r"Excel\Security\Trusted Locations"):
        if pc.registry.read(key, "AllLocationsDisabled") == 1:
            yield problem.startup_not_trusted(key)
            break
    yield from _addins(pc, version)
    for key in _keys(version, r"Excel\Security"):
        level = pc.registry.read(key, "VBAWarnings")
        if level is not None:  # the administrator's word stands first and counts
            if level in {SIGNED_ONLY, NONE}:
                yield problem.only_signed_macros(key)
            break


def _addins(pc: Pc, version: str) -> Iterator[Problem]:
    """Both tick boxes of the Trust Center for add-ins."""
    for key in _keys(version, r"Excel\Security"):
        for name in NO_ADDINS:
            if pc.registry.read(key, name) == 1:
                yield problem.addins_forbidden(rf"{key}\{name}")
                return


def _keys(version: str, rest: str) -> list[str]:
    return [rf"{base}\{version}\{rest}" for base in (POLICIES, OFFICE)]


def disabled(pc: Pc, version: str, path: str) -> Iterator[Problem]:
    """The add-in on a list of what has brought Excel down; its entries are bytes that hold the path."""
    key = rf"{OFFICE}\{version}\Excel\Resiliency\{DISABLED}"
    for name in pc.registry.names(key):
        entry = pc.registry.read(key, name)
        if isinstance(entry, bytes) and _holds(entry, path):
            yield problem.disabled_by_excel(path)
            return


def _holds(entry: bytes, path: str) -> bool:
    """True for an entry of a list that names a file: numbers of four bytes, then texts of two bytes a letter."""
    return path.lower() in entry.decode("utf-16-le", errors="replace").lower()


def opened_besides(pc: Pc, version: str, path: str) -> Iterator[Problem]:
    """Other add-ins of our name that Excel opens, from a former way of installing."""
    key = options(version)
    for name in pc.registry.names(key):
        said = str(pc.registry.read(key, name) or "")
        if name.upper().startswith(OPENED) and ADDIN in said.lower() and path.lower() not in said.lower():
            yield problem.second_addin(_file(pc, said))


def _file(pc: Pc, said: str) -> str:
    """The path in such a value, which may be the bare name of a file in the folder of add-ins."""
    path = said.removeprefix("/R").strip().strip('"')
    return path if "\\" in path else rf"{variable(pc, 'APPDATA')}\Microsoft\AddIns\{path}"
