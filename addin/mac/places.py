"""Where things of ours lie on a Mac, and where Excel looks for them."""

from addin.setup.pc import Pc
from addin.setup.places import ADDIN, LONGEST, NAME

SCRIPT = "kpi.applescript"
APPLICATIONS = ("/Applications/Microsoft Excel.app", "{home}/Applications/Microsoft Excel.app")
CONTENT = "Library/Group Containers/UBF8T346G9.Office/User Content.localized"


def home(pc: Pc) -> str:
    """The user's folder."""
    return pc.variables["HOME"].rstrip("/")


def own(pc: Pc) -> str:
    """The folder of ours in the user's data; what was installed is always noted here."""
    return f"{home(pc)}/Library/Application Support/{NAME}"


def usable(path: str) -> bool:
    """True for a folder whose path a script of plain ASCII can name."""
    return path.startswith("/") and len(path) <= LONGEST and path.isascii() and path.isprintable()


def python(environment: str) -> str:
    """The Python of an environment."""
    return f"{environment}/bin/python"


def excel(pc: Pc) -> str:
    """Where Excel is; empty where there is none."""
    places = (place.format(home=home(pc)) for place in APPLICATIONS)
    return next((place for place in places if pc.files.exists(place)), "")


def addin(pc: Pc) -> str:
    """Excel opens what lies in this folder, and trusts it."""
    return f"{home(pc)}/{CONTENT}/Startup.localized/Excel/{ADDIN}"


def script(pc: Pc) -> str:
    """The only folder whose scripts Excel may run; it cannot write there itself."""
    return f"{home(pc)}/Library/Application Scripts/com.microsoft.Excel/{SCRIPT}"


def templates(pc: Pc) -> str:
    """What File > New offers."""
    return f"{home(pc)}/{CONTENT}/Templates.localized"
