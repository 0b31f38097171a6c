"""The service behind the cell functions. LibreOffice loads this file by itself; the work is done elsewhere."""

from collections.abc import Callable
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from org.kpiscorecards import XKpiFunctions

from addin.libreoffice.answers import Answers
from addin.libreoffice.host import decimal_mark, language_of, log
from addin.names import FUNCTIONS as SERVICE
from addin.names import method
from kpi.functions import FUNCTIONS
from kpi.sheet_function import SheetFunction

SERVICES = (SERVICE, "com.sun.star.sheet.AddIn")


class Functions(unohelper.Base, XServiceInfo, XKpiFunctions):
    """All functions; a method for each is added below."""

    def __init__(self, context: Any, *_: object) -> None:
        self.answers = Answers(language_of(context), decimal_mark(context), log)

    def getImplementationName(self) -> str:  # noqa: N802 - a name of UNO
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802 - a name of UNO
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802 - a name of UNO
        return SERVICES


def _method(function: SheetFunction) -> Callable[..., object]:
    def answer(self: Functions, *arguments: object) -> object:
        block = self.answers.cells(function, arguments)
        return block[0][0] if function.single else block

    return answer


for _function in FUNCTIONS.values():
    setattr(Functions, method(_function.name), _method(_function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Functions, SERVICE, SERVICES)
