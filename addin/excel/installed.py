"""KpiInstalled.bas: what the add-in knows about one machine, written when it is installed there.

Nothing else in Excel names a path, a program or a version, and no workbook is asked for one.
"""

import re
from dataclasses import dataclass

LONGEST_COMMAND = 2047  # characters; the DLL has a buffer of 2048 and stops Excel where it is too short
SERVER = "addin.excel_server"  # the module that Python runs
ABSOLUTE = re.compile(r'[A-Za-z]:\\[^\x00-\x1f<>:"|?*%$]+')
GUID = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Where Python is on this machine, and which xlwings it has."""

    interpreter: str  # C:\...\pythonw.exe
    folder: str  # of the two DLLs of xlwings
    xlwings: str  # "0.37.8", part of the names of the DLLs
    service: str = ""  # the class id of a server that is started at logon; the add-in then starts no program

    def __post_init__(self) -> None:
        """The DLL takes paths as bytes of the machine's code page, and expands $(...)."""
        for path in (self.interpreter, self.folder):
            if not path.isascii() or not ABSOLUTE.fullmatch(path):
                raise ValueError(f"not an absolute path in plain ASCII: {path}")
        if not re.fullmatch(r"\d+(\.\d+)+", self.xlwings):
            raise ValueError(f"not a version: {self.xlwings}")
        if self.service and not GUID.fullmatch(self.service):
            raise ValueError(f"not a class id: {self.service}")
        if len(self.command) > LONGEST_COMMAND:
            raise ValueError("the path of Python is too long")

    @property
    def libraries(self) -> tuple[str, str]:
        """The DLLs of xlwings, for Excel of 64 and of 32 bits; their names carry the version."""
        return tuple(rf"{self.folder}\xlwings{bits}-{self.xlwings}.dll" for bits in (64, 32))  # type: ignore[return-value]

    @property
    def command(self) -> str:
        """How the DLL starts Python, or finds it; -I keeps the folder of a workbook out of its search path."""
        return self.service or f'"{self.interpreter}" -I -B -m {SERVER} $(CLSID)'


TEXT = """\
Attribute VB_Name = "KpiInstalled"
' Written when the add-in was installed on this machine; do not edit.
Option Explicit
Option Private Module

#If Mac Then
#Else
    #If Win64 Then
        Private Const DLL As String = "{folder}\\xlwings64-{xlwings}.dll"
        Private Declare PtrSafe Function Activate Lib "xlwings64-{xlwings}.dll" Alias "XLPyDLLActivateAuto" ( _
            ByRef answer As Variant, Optional ByVal command As String = "", Optional ByVal mode As Long = 1) As Long
    #Else
        Private Const DLL As String = "{folder}\\xlwings32-{xlwings}.dll"
        Private Declare PtrSafe Function Activate Lib "xlwings32-{xlwings}.dll" Alias "XLPyDLLActivateAuto" ( _
            ByRef answer As Variant, Optional ByVal command As String = "", Optional ByVal mode As Long = 1) As Long
    #End If
    Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr
#End If

Private Const COMMAND_LINE As String = "{command}"

' Python, started if it does not run yet.
Public Function KpiStarted() As Object
    #If Mac Then
        Err.Raise vbObjectError + 2, "KPI", "Cell functions need Windows"
    #Else
        Dim answer As Variant
        If LoadLibrary(DLL) = 0 Then Err.Raise vbObjectError + 3, "KPI", "Missing: " & DLL
        If Activate(answer, COMMAND_LINE, 1) <> 0 Then Err.Raise vbObjectError + 4, "KPI", answer
        Set KpiStarted = answer
    #End If
End Function

' The window of this Excel, by which Python finds it among several.
Public Function KpiWindow() As Variant
    KpiWindow = Application.Hwnd
End Function
"""


def installed_module(installation: Installation) -> str:
    """The text of KpiInstalled.bas."""
    return TEXT.format(
        folder=installation.folder,
        xlwings=installation.xlwings,
        command=installation.command.replace('"', '""'),
    )
