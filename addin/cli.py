"""`kpi addin`: build, install, check and remove what goes into a spreadsheet program."""

from pathlib import Path
from typing import Annotated

import typer

from addin.doctor_cli import LibreOffice, Profile, doctor
from addin.excel import commands
from addin.office import session
from addin.office.check import end, sound
from addin.office.found import Office, office, own_profile
from kpi import __version__
from kpi.cli import console
from kpi.problems import addin as problem
from kpi.words import say

Out = Annotated[
    Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the file. / 存放文件的文件夹。")
]

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
def install(libreoffice: LibreOffice = False, profile: Profile = None) -> None:  # noqa: FBT002 - a switch
    """Install the extension for you, in place of an older one. / 安装扩展。"""
    found = _office(asked=libreoffice)
    answer = sound(session.install(found, profile or own_profile()))
    if answer["version"] != __version__:
        end(problem.other_version(answer["version"] or "?", __version__))
    console.say(say("addin_installed", console.language(), version=answer["version"]))


@program.command()
def uninstall(libreoffice: LibreOffice = False, profile: Profile = None) -> None:  # noqa: FBT002
    """Remove the extension. / 卸载扩展。"""
    found = _office(asked=libreoffice)
    answer = sound(session.uninstall(found, profile or own_profile()))
    key = "addin_absent" if answer["version"] is None else "addin_uninstalled"
    console.say(say(key, console.language(), version=answer["version"]))


program.command()(doctor)
program.command()(commands.workbook)
program.command()(commands.xlam)


def _office(*, asked: bool) -> Office:
    """The program to work with; the command ends when it does not say which, or there is none."""
    if not asked:
        console.refuse([problem.which_host()], console.language())
    return sound(office())
