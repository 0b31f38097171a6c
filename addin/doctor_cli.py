"""`kpi doctor`, also `kpi addin doctor`: every link between the spreadsheet program and Python, with its remedy."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from addin.mac import links as mac_links
from addin.office import check
from addin.setup.links import Link, links
from addin.setup.pc import Pc
from kpi.cli import console
from kpi.model import Language
from kpi.words import say

WINDOWS, MAC = "win32", "darwin"
LibreOffice = Annotated[
    bool, typer.Option("--libreoffice", help="LibreOffice, not Excel. / 用于 LibreOffice。", show_default=False)
]
Profile = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="LibreOffice profile; left out, your own. / LibreOffice 用户配置。", show_default=False
    ),
]

Inside = Annotated[
    bool, typer.Option("--excel", help="Start Excel, run every function. / 在 Excel 中运行函数。", show_default=False)
]

program = typer.Typer(
    help="Check every link between the spreadsheet program and Python. / 逐项检查安装。",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@program.callback()
def doctor(
    libreoffice: LibreOffice = False,  # noqa: FBT002 - a switch
    profile: Profile = None,
    inside: Inside = False,  # noqa: FBT002 - a switch
) -> None:
    """Check every link: the program, Python, the add-in, a known answer. / 逐项检查。

    Looks at Excel on Windows and on a Mac, at LibreOffice elsewhere. With --excel, Excel starts and has to calculate.
    """
    if inside:
        from addin.excel import trial  # noqa: PLC0415 - loads xlwings

        trial.doctor(trial.HERE)
    elif libreoffice or profile or sys.platform not in {WINDOWS, MAC}:
        check.doctor(profile)
    elif sys.platform == MAC:
        from addin.mac.machine import this_mac  # noqa: PLC0415 - needed on a Mac only

        excel(this_mac())
    else:
        from addin.setup.windows import this_pc  # noqa: PLC0415 - exists on Windows only

        excel(this_pc())


def excel(pc: Pc) -> None:
    """Looks at the way from Excel to Python, and ends with code 1 where a link is broken."""
    tongue = console.language()
    found = list(mac_links.links(pc) if pc.system == MAC else links(pc))
    console.table(_rows(found, tongue))
    wrong = [one for link in found for one in link.problems]
    if wrong:
        console.reasons(wrong, tongue)
        raise typer.Exit(console.PROBLEMS)


def _rows(found: list[Link], tongue: Language) -> list[tuple[str, ...]]:
    """The links as a table: name, state, what was found."""
    headers = tuple(say(f"{name}_header", tongue) for name in ("link", "state", "found"))
    return [headers, *((say(one.name, tongue), say(one.state, tongue), one.found) for one in found)]
