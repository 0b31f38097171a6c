"""A live LibreOffice Calc for tests: started without a window, driven over UNO, killed by its own process id.

`uno` comes with LibreOffice and fits the Python it was built for; where it cannot be imported the tests
that need it are skipped with the reason, or fail where `soffice` is required.
"""

import contextlib
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from addin.office.found import environment
from tests.judges import missing, with_wrong_values

PYUNO = Path("/usr/lib/python3/dist-packages")  # where Debian puts uno.py
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
START_AGAIN = {79, 81}  # what soffice.bin ends with after its first run and after an extension was synchronised
XLSX = "Calc MS Excel 2007 XML"
HANGS = 1200  # seconds: who has not answered by then never will, however busy the machine is


def pyuno() -> Any:
    """The module `uno`, ready for pytest."""
    try:
        import uno
    except ImportError:
        if PYUNO.is_dir() and str(PYUNO) not in sys.path:
            sys.path.append(str(PYUNO))
        try:
            import uno
        except ImportError as error:
            missing("soffice", f"no UNO for this Python: {error}")
    uno._uno_struct__setattr__ = _setattr  # before the first UNO exception is made
    return uno


def _setattr(self: Any, name: str, value: object) -> None:
    """Lets pytest and contextlib hang their notes on UNO exceptions."""
    if name.startswith("__"):
        object.__setattr__(self, name, value)
    else:
        setattr(self.__dict__["value"], name, value)


def properties(**named: object) -> tuple[Any, ...]:
    pyuno()
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


def url(path: Path) -> str:
    return pyuno().systemPathToFileUrl(str(path.resolve()))


class Office:
    """One soffice process with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.process: subprocess.Popen[bytes] | None = None
        self.context: Any = None
        self.desktop: Any = None

    def start(self, timeout: float = 300) -> "Office":
        program = shutil.which("soffice")
        if program is None:
            missing("soffice", "LibreOffice is not installed")
        uno = pyuno()
        user = self.profile / "user"
        user.mkdir(parents=True, exist_ok=True)
        if not (user / "registrymodifications.xcu").exists():
            (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        pipe = f"kpi{uuid.uuid4().hex}"
        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        self._spawn(str(Path(str(program)).resolve().with_name("soffice.bin")), pipe)
        self.context = self._connected(resolver, pipe, time.monotonic() + timeout)
        self.desktop = self.service("com.sun.star.frame.Desktop")
        return self

    def _spawn(self, program: str, pipe: str) -> None:
        command = [
            program, "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={self.profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ]  # fmt: skip
        log = (self.profile / "soffice.log").open("ab")
        # Whoever needs it first starts it, in whatever language that test has set; a locale that is not installed
        # would keep it from reading Chinese file names.
        around = {**environment(), "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=around, start_new_session=True
        )
        log.close()
        self._again = lambda: self._spawn(program, pipe)

    def _connected(self, resolver: Any, pipe: str, deadline: float) -> Any:
        from com.sun.star.connection import NoConnectException

        assert self.process is not None
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                ended = self.process.poll()
                if ended in START_AGAIN:
                    self._again()
                elif ended is not None or time.monotonic() > deadline:
                    self.kill()
                    raise RuntimeError(f"soffice did not start ({ended}), see {self.profile / 'soffice.log'}") from None
                time.sleep(0.05)

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def alive(self) -> bool:
        try:
            return self.process is not None and self.process.poll() is None and self.desktop.Components is not None
        except Exception:
            return False

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            if self.process is not None:
                self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    @contextlib.contextmanager
    def deadline(self, seconds: float = HANGS) -> Iterator[None]:
        """Kills the process when it hangs: a call over UNO waits in C and can be ended in no other way."""
        timer = threading.Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def open(self, path: Path, *, recalculate: bool = True, **options: object) -> Any:
        """A document, hidden unless `Hidden=False`; recalculated hard, so that no cached value is believed."""
        loading = {"Hidden": True, "MacroExecutionMode": 4, "UpdateDocMode": 0, **options}
        document = self.desktop.loadComponentFromURL(url(path), "_blank", 0, properties(**loading))
        if document is None:
            raise RuntimeError(f"LibreOffice did not load {path.name}")
        if recalculate:
            document.calculateAll()
        return document

    def dispatch(self, document: Any, command: str, **arguments: object) -> Any:
        helper = self.service("com.sun.star.frame.DispatchHelper")
        return helper.executeDispatch(document.CurrentController.Frame, command, "", 0, properties(**arguments))

    def save(self, document: Any, path: Path, kind: str = XLSX) -> Path:
        document.storeToURL(url(path), properties(FilterName=kind, Overwrite=True))
        return path

    def calculated(self, data: bytes, folder: Path) -> openpyxl.Workbook:
        """A workbook with the values that Calc gives, our functions too; a formula it left alone stays wrong."""
        messed = folder / "messed.xlsx"
        messed.write_bytes(with_wrong_values(data))
        document = self.open(messed)
        try:
            saved = self.save(document, folder / "calc.xlsx")
        finally:
            document.close(True)
        return openpyxl.load_workbook(saved, data_only=True)

    def install(self, extension: Path) -> None:
        """Adds an extension for this profile."""
        manager = self.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(url(extension), (), "user", None, _approval())


def _approval() -> Any:
    """Says yes to what the extension manager asks; without it nothing is installed."""
    pyuno()
    import unohelper
    from com.sun.star.task import XInteractionHandler
    from com.sun.star.ucb import XCommandEnvironment

    class Approval(unohelper.Base, XCommandEnvironment, XInteractionHandler):
        def getInteractionHandler(self) -> Any:  # noqa: N802 - a name of UNO
            return self

        def getProgressHandler(self) -> None:  # noqa: N802 - a name of UNO
            return None

        def handle(self, request: Any) -> None:
            approve = pyuno().getTypeByName("com.sun.star.task.XInteractionApprove")
            for choice in request.getContinuations():
                if choice.queryInterface(approve):
                    choice.select()
                    return

    return Approval()
