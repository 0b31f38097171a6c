"""The service behind the buttons. LibreOffice loads this file by itself; what a button does stands in actions."""

from typing import Any

import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

from addin.buttons import TITLE
from addin.libreoffice.actions import ACTIONS
from addin.libreoffice.host import LOG, language_of, log, message
from addin.names import HANDLER, PROTOCOL
from kpi.words import say

SERVICES = (HANDLER, "com.sun.star.frame.ProtocolHandler")


class Handler(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """Takes the commands of our protocol, one object for each frame."""

    def __init__(self, context: Any, *_: object) -> None:
        self.context = context
        self.frame: Any = None

    def initialize(self, arguments: Any) -> None:
        self.frame = arguments[0] if arguments else None

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:  # noqa: N802, ARG002 - a name of UNO
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests: Any) -> tuple[Any, ...]:  # noqa: N802 - a name of UNO
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def dispatch(self, url: Any, arguments: Any) -> None:  # noqa: ARG002 - nothing is given with a command
        """Does what the button is for; an error of ours is logged and told, never shown as a traceback."""
        try:
            body = ACTIONS.get(url.Path)
            if body is None:
                self._tell(say("button_missing", language_of(self.context)))
            else:
                body(self.context, self.frame)
        except Exception:  # noqa: BLE001 - LibreOffice would swallow it
            log()
            self._tell(say("button_failed", language_of(self.context), log=LOG))

    def _tell(self, text: str) -> None:
        message(self.frame, text, TITLE[language_of(self.context)])

    def addStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802 - buttons never change their state
        pass

    def removeStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802
        pass

    def getImplementationName(self) -> str:  # noqa: N802 - a name of UNO
        return HANDLER

    def supportsService(self, name: str) -> bool:  # noqa: N802 - a name of UNO
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802 - a name of UNO
        return SERVICES


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Handler, HANDLER, SERVICES)
