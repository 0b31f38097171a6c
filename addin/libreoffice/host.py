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
    return "zh" if _setting(context, "ooLocale").lower().startswith("zh") else "en"


def decimal_mark(context: Any) -> str:
    """What stands before the decimals when Calc writes a number as text: the user's locale says it.

    Calc itself cannot be asked: it waits for the functions to be there, and would wait for ever.
    """
    from com.sun.star.lang import Locale  # noqa: PLC0415 - exists only inside LibreOffice

    chosen = _setting(context, "ooSetupSystemLocale") or _setting(context, "ooLocale")
    language, _, country = chosen.partition("-")
    data = context.ServiceManager.createInstanceWithContext("com.sun.star.i18n.LocaleData", context)
    return str(data.getLocaleItem(Locale(language, country, "")).decimalSeparator)


def _setting(context: Any, name: str) -> str:
    """A setting of the user's languages; "" where none was made."""
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 - exists only inside LibreOffice

    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    node = PropertyValue(Name="nodepath", Value="/org.openoffice.Setup/L10N")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
    return str(access.getByName(name) or "")


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
