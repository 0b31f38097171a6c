"""Where things of ours lie on a PC, and where Excel looks for them."""

import re
from hashlib import sha256
from pathlib import PureWindowsPath
from typing import NamedTuple

from addin.excel.installed import ABSOLUTE
from addin.setup.pc import Pc

NAME, SLASH = "KpiScorecards", "\\"
OFFICE = r"HKCU\Software\Microsoft\Office"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office"
EXCEL_PATH = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
STORE_PACKAGES = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
STORE_OFFICE, STORE = "microsoft.office.desktop", "\\windowsapps\\"
LATEST = "16.0"  # Excel 2016 and all since
OURS = rf"HKCU\Software\{NAME}"  # holds where the manifest is
LOGON = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
ADDIN = "kpi.xlam"
LONGEST = 100  # characters; Windows takes 259, and packages need up to 120 of them


class Excel(NamedTuple):
    """An installed Excel."""

    version: str  # 16.0, as the registry names it
    path: str  # of EXCEL.EXE; empty for one from the Store that hides it
    from_store: bool


def excel(pc: Pc) -> Excel | None:
    """The Excel of a PC."""
    path = str(pc.registry.read(EXCEL_PATH, "") or "").strip('"')
    packaged = any(name.lower().startswith(STORE_OFFICE) for name in pc.registry.children(STORE_PACKAGES))
    if not path and not packaged:
        return None
    number = re.search(r"\.(\d+)$", str(pc.registry.read(r"HKCR\Excel.Application\CurVer", "") or ""))
    version = f"{number[1]}.0" if number else LATEST
    return Excel(version, path, from_store=STORE in path.lower() or not path)


def root(pc: Pc) -> str:
    """The folder of ours: in the user's own data, or, as that has no plain letters, in the data of all.

    The library between Excel and Python takes paths as bytes of the machine's code page.
    """
    own = rf"{variable(pc, 'LOCALAPPDATA')}\{NAME}"
    if usable(own):
        return own
    user = sha256(variable(pc, "USERPROFILE").encode()).hexdigest()[:8]
    return rf"{variable(pc, 'PROGRAMDATA')}\{NAME}-{user}"


def usable(path: str) -> bool:
    """True for a path that Excel's way to Python can take, and in which the longest path of ours is none too long."""
    return len(path) <= LONGEST and path.isascii() and ABSOLUTE.fullmatch(path) is not None


def shared(pc: Pc, folder: str) -> bool:
    """True for a folder in which other users of the PC may write, unless that is taken from them."""
    return not within(folder, variable(pc, "USERPROFILE"))


def within(path: str, folder: str) -> bool:
    """True for what lies in a folder, or is it; Windows does not tell capitals from small letters."""
    return bool(folder) and PureWindowsPath(path).is_relative_to(PureWindowsPath(folder))


def startup(pc: Pc) -> str:
    """Excel opens what lies here, and trusts it."""
    return rf"{variable(pc, 'APPDATA')}\Microsoft\Excel\XLSTART"


def options(version: str) -> str:
    """The key of Excel's options."""
    return rf"{OFFICE}\{version}\Excel\Options"


def chosen_templates(pc: Pc, version: str) -> str:
    """The folder that File > New shows under Personal; empty where none has been chosen."""
    for base in (POLICIES, OFFICE):
        found = pc.registry.read(rf"{base}\{version}\Excel\Options", "PersonalTemplates")
        if found:
            return expanded(pc, str(found)).rstrip("\\")
    return ""


def templates(pc: Pc, version: str) -> str:
    """The user's folder of templates; where none has been chosen, the one that Office has always trusted."""
    chosen = chosen_templates(pc, version)
    common = pc.registry.read(rf"{OFFICE}\{version}\Common\General", "UserTemplates")
    return chosen or expanded(pc, str(common or rf"{variable(pc, 'APPDATA')}\Microsoft\Templates")).rstrip("\\")


def variable(pc: Pc, name: str) -> str:
    """What Windows names by a variable: a folder, or the user."""
    usual = {
        "APPDATA": r"%USERPROFILE%\AppData\Roaming",
        "LOCALAPPDATA": r"%USERPROFILE%\AppData\Local",
        "PROGRAMDATA": r"C:\ProgramData",
        "USERPROFILE": "",
        "USERNAME": "?",
        "SYSTEMROOT": r"C:\Windows",
    }
    return pc.variables.get(name) or expanded(pc, usual[name])


def system_tool(pc: Pc, name: str) -> str:
    """A program of Windows by its whole path; by its name alone, one in the folder at hand would be run."""
    return rf"{variable(pc, 'SYSTEMROOT')}\System32\{name}.exe"


def expanded(pc: Pc, text: str) -> str:
    """A text with its %VARIABLES% filled in."""
    return re.sub("%([^%]+)%", lambda found: pc.variables.get(found[1].upper(), found[0]), text)
