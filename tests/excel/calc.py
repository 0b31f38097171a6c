"""Our VBA in a live Calc, with a Python of the test's own at the end of it.

What is changed for Calc, and nothing else: the module KpiInstalled, which declares a Windows library; the type
IRibbonControl and the object AutoCorrect, which Calc does not have; and MsgBox, which nobody would answer, notes what
it would say.
Limits of Calc: an error value from VBA is shown as the text "Error 2042", and gets lost on its way through
Application.Run, so that it is looked for in the cells of the add-in itself; an argument left out between others
arrives as 0; rows of rows from Python arrive as an array of arrays, where COM makes one of two dimensions.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

from addin.excel.build import with_macros
from addin.vba_project import Module, Project, build
from addin.vba_project.modules import standard
from tests.excel.samples import PROJECT, addin, project_of, with_part
from tests.office import Office, pyuno

INSTALLED = """\
Attribute VB_Name = "KpiInstalled"
Option Explicit
Private python As Object
Private starts As Long

Public Sub KpiUse(stand_in)
    Set python = stand_in
    starts = 0
End Sub

Public Function KpiStarts() As Long
    KpiStarts = starts
End Function

Public Function KpiStarted() As Object
    starts = starts + 1
    If python Is Nothing Then Err.Raise 1000, "KPI", "no Python"
    Set KpiStarted = python
End Function

Public Function KpiWindow() As Variant
    KpiWindow = 4711
End Function
"""
AIDS = ", .AutoCorrect.AutoExpandListRange, .AutoCorrect.AutoFillFormulasInLists"
SAYS, NOTES = 'MsgBox sentence, vbInformation, "KPI"', "said = sentence"
SAID = '\r\nPublic said As String\r\n\r\nPublic Function KpiSaid() As String\r\n    KpiSaid = said\r\n    said = ""\r\nEnd Function\r\n'


def for_calc(module: Module) -> Module:
    """A module of ours as Calc can run it."""
    if module.name == "KpiInstalled":
        return standard(INSTALLED)
    text = module.text
    if module.name == "KpiRibbon":
        text = text.replace("control As IRibbonControl", "control")
    if module.name == "KpiServer":
        assert AIDS in text
        text = "\r\n".join(line for line in text.replace(AIDS, "").split("\r\n") if "AutoCorrect" not in line)
    if module.name == "KpiWords":
        assert SAYS in text
        text = text.replace("Option Private Module\r\n", "Option Private Module\r\n" + SAID, 1).replace(SAYS, NOTES)
    return Module(module.name, text, module.kind)


def changed(data: bytes, project: str) -> bytes:
    binary = build(Project(project, [for_calc(module) for module in project_of(data)]))
    return with_part(data, PROJECT, lambda _: binary)


def book_with(cells: dict[str, object]) -> bytes:
    """A workbook of one sheet with our code in it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("得分")
        for place, value in cells.items():
            sheet.write(place, value)
    return changed(with_macros(stream.getvalue(), "zh"), "KpiBook")


class Calc:
    """A running Calc with documents of ours."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.documents: list[Any] = []

    def open(self, name: str, data: bytes, **options: object) -> Any:
        (self.folder / name).write_bytes(data)
        document = self.office.open(self.folder / name, Hidden=False, **options)  # Run does not find a hidden one
        self.documents.append(document)
        return document

    def addin(self, python: object = None) -> Any:
        """kpi.xlam, with Python at its end unless there is none."""
        document = self.open(
            "kpi.xlam", changed(addin(), "KpiAddin"), recalculate=False, FilterName="Calc MS Excel 2007 VBA XML"
        )
        if python is not None:
            run(document, "KpiInstalled.KpiUse", python)
        return document

    def close(self) -> None:
        for document in self.documents:
            document.close(True)


@contextmanager
def calc(office: Office, folder: Path) -> Iterator[Calc]:
    running = Calc(office, folder)
    with office.deadline():
        try:
            yield running
        finally:
            running.close()


def run(document: Any, procedure: str, *arguments: object) -> Any:
    """What a procedure of a document gives; Calc gives nothing where it failed."""
    library = document.BasicLibraries.ProjectName
    address = f"vnd.sun.star.script:{library}.{procedure}?language=Basic&location=document"
    return document.getScriptProvider().getScript(address).invoke(arguments, (), ())[0]


def cell(document: Any, place: str) -> Any:
    return document.Sheets.getByIndex(0).getCellRangeByName(place)


def python_that(answers: Callable[[str, str, tuple[Any, ...]], object], office: Office) -> Any:
    """An object for VBA whose method CallUDF is a Python function."""
    uno = pyuno()
    import unohelper
    from com.sun.star.reflection import InvocationTargetException
    from com.sun.star.script import InvocationInfo, XInvocation2

    class Server(unohelper.Base, XInvocation2):
        def getIntrospection(self) -> Any:  # noqa: N802 - names of UNO
            return office.service("com.sun.star.beans.Introspection").inspect(office.desktop)

        def hasMethod(self, name: str) -> bool:  # noqa: N802
            return name == "CallUDF"

        def hasProperty(self, _: str) -> bool:  # noqa: N802
            return False

        def getMemberNames(self) -> tuple[str, ...]:  # noqa: N802
            return ("CallUDF",)

        def getInfo(self) -> tuple[Any, ...]:  # noqa: N802
            return ()

        def getInfoForName(self, name: str, _: bool) -> Any:  # noqa: N802
            info = InvocationInfo()
            info.aName, info.eMemberType = name, uno.Enum("com.sun.star.script.MemberType", "METHOD")
            return info

        def invoke(self, _: str, arguments: tuple[Any, ...], *__: Any) -> Any:
            try:
                return tuples(answers(*arguments)), (), ()
            except Exception as error:
                raise InvocationTargetException(str(error), None, None) from None

    return Server()


def tuples(value: object) -> object:
    return tuple(map(tuples, value)) if isinstance(value, list) else value
