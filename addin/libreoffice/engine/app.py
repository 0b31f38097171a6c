"""LibreOffice itself, as the application and the engine of xlwings."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from addin.free_xlwings import base_classes
from addin.libreoffice.engine import cells
from addin.libreoffice.engine.books import Books
from addin.libreoffice.engine.members import covering

MODES = {"automatic": True, "manual": False}


@covering(base_classes.App)
class App(base_classes.App):
    """The running LibreOffice; what belongs to a window belongs to the one of its document."""

    def __init__(self, engine: Any, context: Any, document: Any = None) -> None:
        self.engine = engine
        self.context = context
        self.document = document
        self._indicator: Any = None

    @property
    def desktop(self) -> Any:
        return self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    @property
    def api(self) -> Any:
        return self.desktop

    @property
    def pid(self) -> int:
        return os.getpid()

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def version(self) -> str:
        return str(self._setting("/org.openoffice.Setup/Product", "ooSetupVersionAboutBox"))

    def _setting(self, path: str, name: str) -> Any:
        import uno  # noqa: PLC0415 - exists only where LibreOffice is

        node = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        node.Name, node.Value = "nodepath", path
        provider = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", self.context
        )
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
        return access.getByName(name)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - its signature in xlwings
        """A button was pressed in it, so it is in front."""

    # The document that a macro works on ---------------------------------------------

    @property
    def calculation(self) -> str:
        return "automatic" if self.document.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.document.enableAutomaticCalculation(MODES[value])

    def calculate(self) -> None:
        """Everything: filling down leaves formulas stale that had looked at the cells while they were blank."""
        self.document.calculateAll()

    @property
    def screen_updating(self) -> bool:
        return not self.document.hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value and self.document.hasControllersLocked():
            self.document.unlockControllers()
        elif not value:
            self.document.lockControllers()

    @property
    def status_bar(self) -> str | bool:
        return False if self._indicator is None else ""

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        controller = self.document.CurrentController
        if controller is None:
            return
        if value is False:
            if self._indicator is not None:
                self._indicator.end()
            self._indicator = None
            return
        if self._indicator is None:
            self._indicator = controller.Frame.createStatusIndicator()
            self._indicator.start(str(value), 100)
        self._indicator.setText(str(value))


@covering(base_classes.Apps)
class Apps(base_classes.Apps):
    """The one LibreOffice that we run in or talk to."""

    def __init__(self, engine: Any, context: Any) -> None:
        self.engine = engine
        self.context = context

    def keys(self) -> list[int]:
        return [os.getpid()]

    def __iter__(self) -> Iterator[App]:
        yield App(self.engine, self.context)

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return App(self.engine, self.context)


class Engine:
    """What xlwings asks of an engine, apart from its objects."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self, context: Any) -> None:
        self.context = context

    @property
    def apps(self) -> Apps:
        return Apps(self, self.context)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:  # noqa: ARG004 - its signature in xlwings
        """A value on its way into a cell."""
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool  # noqa: FBT001
    ) -> list[list[Any]]:
        """Values as a macro gets them."""

        def clean(value: Any) -> Any:
            if isinstance(value, cells.ErrorValue):
                return str(value) if err_to_str else None
            if value in {"", None}:
                return empty_as
            if isinstance(value, datetime):
                return datetime_builder(
                    year=value.year, month=value.month, day=value.day, hour=value.hour,
                    minute=value.minute, second=value.second, microsecond=value.microsecond,
                )  # fmt: skip
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]
