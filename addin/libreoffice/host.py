"""What the host tells us, and where we tell what went wrong: its language, the log, a message."""

import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from kpi.model import Language

LOG = Path(tempfile.gettempdir()) / "kpi-libreoffice.log"


def language_of(context: Any) -> Language:
    """The language of the user interface: Chinese where it is, else English."""
    node = _named("/org.openoffice.Setup/L10N")
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
    return "zh" if str(access.getByName("ooLocale")).lower().startswith("zh") else "en"


def _named(path: str) -> Any:
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 - exists only inside LibreOffice

    return PropertyValue(Name="nodepath", Value=path)


def log() -> None:
    """Writes the exception at hand to the log, whose path the messages name."""
    with LOG.open("a", encoding="utf-8") as file:
        traceback.print_exception(*sys.exc_info(), file=file)


def message(frame: Any, text: str, title: str) -> None:
    """A message box that waits for OK; without a window it returns at once."""
    from com.sun.star.awt.MessageBoxType import INFOBOX  # noqa: PLC0415 - exists only inside LibreOffice

    window = frame.getContainerWindow()
    box = window.getToolkit().createMessageBox(window, INFOBOX, 1, title, text)
    box.execute()
    box.dispose()
