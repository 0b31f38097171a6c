"""Small stand-ins for pywin32, enough to run the real `xlwings.com_server` and `xlwings.udfs` on any system.

They do nothing; what is under test is xlwings and our functions, not COM.
"""

import atexit
import ctypes
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from addin.excel import server_object


class Nothing:
    """A class of COM that no object here belongs to."""


class ComError(Exception):
    pass


def module(name: str, **content: Any) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(content)
    return made


def unwrap(variant: object) -> object:
    raise ComError("not one of ours")


MODULES = {
    "pythoncom": {"__file__": "pythoncom.dll", "IID_IDispatch": 1, "IID_IEnumVARIANT": 2, "TypeIIDs": {1: Nothing}, "CoInitialize": lambda: None,
                  "ole_error": ComError, "com_error": ComError},
    "pywintypes": {"TimeType": Nothing, "IID": str, "com_error": ComError, "error": ComError},
    "win32api": {},
    "win32con": {},
    "win32event": {},
    "win32gui": {},
    "win32process": {},
    "win32timezone": {},
    "win32com": {},
    "win32com.client": {"Dispatch": lambda thing, **_: thing, "DispatchEx": None, "CDispatch": Nothing,
                        "CoClassBaseClass": Nothing, "DispatchBaseClass": Nothing, "gencache": None},
    "win32com.server": {},
    "win32com.server.dispatcher": {},
    "win32com.server.policy": {},
    "win32com.server.util": {"unwrap": unwrap, "wrap": lambda thing, *_: thing},
    "win32com.server.exception": {},
}  # fmt: skip
OF_WINDOWS = (
    "xlwings.com_server", "xlwings.udfs", "xlwings._xlwindows", "xlwings._win32patch", "addin.udfs", "addin.excel.pressed",
)  # fmt: skip


class Excel(SimpleNamespace):
    """The part of xlwings that Excel talks to, and our functions as it knows them."""

    com_server: Any
    udfs: Any
    ours: Any
    stock: Any  # the object that xlwings itself would serve

    def call(self, name: str, *cells: object) -> object:
        """What VBA gets from `CallUDF`, which is all that KpiServer.bas calls."""
        return self.com_server.XLPython().CallUDF("addin.udfs", name, cells)

    def stock_call(self, name: str, *cells: object) -> object:
        """The same by the way of xlwings alone."""
        return self.stock().CallUDF("addin.udfs", name, cells)


def started(patch: pytest.MonkeyPatch) -> Excel:
    """xlwings as on Windows, until the patch is undone."""
    made = {name: module(name, **content) for name, content in MODULES.items()}
    for name, one in made.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(made[parent], child, one)
        patch.setitem(sys.modules, name, one)
    for name in OF_WINDOWS:
        patch.delitem(sys.modules, name, raising=False)
    import xlwings

    with pytest.MonkeyPatch.context() as libraries:
        ole = SimpleNamespace(ole32=SimpleNamespace(CLSIDFromString=lambda *_: 0))
        libraries.setattr(ctypes, "windll", SimpleNamespace(), raising=False)
        libraries.setattr(ctypes, "oledll", ole, raising=False)
        libraries.setattr(ctypes, "PyDLL", lambda _: SimpleNamespace(PyCom_PyObjectFromIUnknown=SimpleNamespace()))
        windows = importlib.import_module("xlwings._xlwindows")
    atexit.unregister(windows.cleanup)
    udfs = importlib.import_module("xlwings.udfs")
    com_server = importlib.import_module("xlwings.com_server")
    for ours, theirs in {"func": "xlfunc", "arg": "xlarg", "ret": "xlret"}.items():
        patch.setattr(xlwings, ours, getattr(udfs, theirs))
    patch.setattr(xlwings, "engines", {"excel": xlwings.Engine(impl=windows.engine)})
    stock = com_server.XLPython
    server_object.install()  # as addin.excel_server does
    return Excel(com_server=com_server, udfs=udfs, ours=importlib.import_module("addin.udfs"), stock=stock)


def ended(excel: Excel) -> None:
    """Without what would be left over in this process."""
    excel.com_server.loop.close()
    excel.udfs.com_executor.shutdown()
    for name in OF_WINDOWS:
        sys.modules.pop(name, None)
