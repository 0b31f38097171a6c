"""`kpi addin`: build, install, check and remove what goes into a spreadsheet program."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from addin.doctor_cli import MAC, WINDOWS, LibreOffice, Profile, doctor
from addin.excel import commands
from addin.office import extension
from kpi.cli import console
from kpi.problems import addin as problem
from kpi.words import say

if TYPE_CHECKING:
    from addin.setup.pc import Pc

Out = Annotated[
    Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the file. / 存放文件的文件夹。")
]

Service = Annotated[
    bool | None,
    typer.Option(
        "--service/--no-service",
        help="Start Python at logon, for Excel may start no program. / Excel 不得启动程序时，登录时启动 Python。",
        show_default=False,
    ),
]
Folder = Annotated[
    str,
    typer.Option(
        metavar="DIR", help="Where to make the folder KpiScorecards. / 程序安装位置。", show_default=False
    ),
]
Wheels = Annotated[
    str,
    typer.Option(
        metavar="DIR", help="Folder of wheels, instead of the internet. / 离线安装包文件夹。", show_default=False
    ),
]
Templates = Annotated[
    bool | None,
    typer.Option(
        "--templates/--no-templates", help="Templates for File > New. / “新建”中的模板。", show_default=False
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be written. / 只显示将写入的内容。")]

program = typer.Typer(
    help="Functions and buttons for spreadsheet programs. / 表格软件中的函数和按钮。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@program.callback()
def _program() -> None:
    """Functions and buttons for spreadsheet programs. / 表格软件中的函数和按钮。"""


@program.command()
def build(out: Out = Path("dist")) -> None:
    """Build kpi.oxt, the extension for LibreOffice Calc. / 生成 LibreOffice 扩展。"""
    from addin.oxt import pack  # noqa: PLC0415 - only this command writes it out

    console.say(say("addin_built", console.language(), file=pack.build(out)))


@program.command()
def install(
    libreoffice: LibreOffice = False,  # noqa: FBT002 - a switch
    profile: Profile = None,
    service: Service = None,
    folder: Folder = "",
    wheels: Wheels = "",
    templates: Templates = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a switch
) -> None:
    """Install for you, in place of an older version: into Excel on Windows or a Mac, or into LibreOffice. / 安装。"""
    if libreoffice:
        extension.install(profile)
    else:
        from addin.setup import commands as excel  # noqa: PLC0415 - LibreOffice needs none of it
        from addin.setup.wish import Wish  # noqa: PLC0415 - as above

        wish = Wish(language=console.language(), service=service, folder=folder, wheels=wheels, templates=templates)
        excel.install(_machine(), wish, dry=dry_run)


@program.command()
def uninstall(libreoffice: LibreOffice = False, profile: Profile = None) -> None:  # noqa: FBT002 - a switch
    """Remove what was installed, and nothing else. / 卸载。"""
    if libreoffice:
        extension.uninstall(profile)
    else:
        from addin.setup import commands as excel  # noqa: PLC0415 - LibreOffice needs none of it

        excel.uninstall(_machine())


program.command()(doctor)
program.command()(commands.workbook)
program.command()(commands.xlam)


def _machine() -> "Pc":
    """The PC or the Mac; the command ends elsewhere, saying what there is instead."""
    if sys.platform == MAC:
        from addin.mac.machine import this_mac  # noqa: PLC0415 - needed on a Mac only

        return this_mac()
    if sys.platform != WINDOWS:
        console.refuse([problem.which_host()], console.language())
    from addin.setup.windows import this_pc  # noqa: PLC0415 - exists on Windows only

    return this_pc()
