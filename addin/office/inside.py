"""Runs in a Python that knows `uno`: starts LibreOffice without a window, does one job there, and ends it.

The job comes as JSON in the first argument, what came of it goes to the output as JSON. Going through
the program itself works for every user; unopkg refuses to work for root.
"""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

START_AGAIN = (79, 81)  # what LibreOffice ends with after its first run, and after an extension was registered
PATIENCE = 120  # seconds
Job = Mapping[str, Any]


class Session:
    """A LibreOffice of our own, from its start to its end."""

    def __init__(self, program: str, profile: str) -> None:
        self._pipe = f"pipe,name=kpi{uuid.uuid4().hex};urp;StarOffice.ComponentContext"
        core = Path(program).with_name("soffice.bin")  # `soffice` may be a script, and ending it would not end this
        self._command = [
            str(core if core.exists() else program),
            "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={Path(profile).resolve().as_uri()}",
            f"--accept={self._pipe}",
        ]  # fmt: skip
        self._process = self._spawn()
        self.context: Any = None

    def _spawn(self) -> "subprocess.Popen[bytes]":
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(self._command, stdin=nowhere, stdout=nowhere, stderr=nowhere)  # noqa: S603

    def start(self) -> None:
        """Waits until it answers."""
        import uno  # noqa: PLC0415 - exists only in this Python

        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        deadline = time.monotonic() + PATIENCE
        while self.context is None:
            try:
                self.context = resolver.resolve(f"uno:{self._pipe}")
            except Exception:  # noqa: BLE001 - not there yet
                self._wait(deadline)

    def _wait(self, deadline: float) -> None:
        ended = self._process.poll()
        if ended in START_AGAIN:
            self._process = self._spawn()
        elif ended is not None or time.monotonic() > deadline:
            raise RuntimeError(f"LibreOffice did not start ({ended})") from None
        time.sleep(0.05)

    def end(self) -> None:
        """Asks it to end, and ends it by force where it does not."""
        try:
            service(self.context, "com.sun.star.frame.Desktop").terminate()
            self._process.wait(30)
        except Exception:  # noqa: BLE001 - it must not live on, whatever happened
            self._process.kill()
            self._process.wait()


def service(context: Any, name: str) -> Any:
    """A new service of the office."""
    return context.ServiceManager.createInstanceWithContext(name, context)


# Jobs --------------------------------------------------------------------------


def install(context: Any, job: Job) -> Job:
    """Adds the extension for this user, in place of an older one."""
    manager = _manager(context)
    manager.addExtension(Path(job["file"]).resolve().as_uri(), (), "user", None, _approval())
    return {"version": _installed(manager, job["identifier"])}


def uninstall(context: Any, job: Job) -> Job:
    """Takes the user's extension away; the version tells whether there was one."""
    manager = _manager(context)
    version = _installed(manager, job["identifier"])
    if version is not None:
        manager.removeExtension(job["identifier"], job["name"], "user", None, _approval())
    return {"version": version}


def probe(context: Any, job: Job) -> Job:
    """The version that is installed, and what a formula gives in a new document."""
    desktop = service(context, "com.sun.star.frame.Desktop")
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, _hidden())
    cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
    cell.setFormula(job["formula"])
    answer = {"version": _installed(_manager(context), job["identifier"]), "shown": cell.getString()}
    document.close(True)
    return answer


def _manager(context: Any) -> Any:
    return context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")


def _installed(manager: Any, identifier: str) -> "str | None":
    """The version that counts: the user's, else the one that is there for everybody."""
    try:
        found = manager.getExtensionsWithSameIdentifier(identifier, identifier, _approval())
    except Exception:  # noqa: BLE001 - it is not there, UNO says so by an exception
        return None
    return next((str(one.getVersion()) for one in found if one is not None), None)


def _hidden() -> "tuple[Any, ...]":
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 - exists only in this Python

    return (PropertyValue(Name="Hidden", Value=True),)


def _approval() -> Any:
    """Says yes to what the extension manager asks; without it nothing is installed."""
    import uno  # noqa: PLC0415 - exists only in this Python
    import unohelper  # noqa: PLC0415
    from com.sun.star.task import XInteractionHandler  # noqa: PLC0415
    from com.sun.star.ucb import XCommandEnvironment  # noqa: PLC0415

    class Approval(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]
        def getInteractionHandler(self) -> Any:  # noqa: N802 - a name of UNO
            return self

        def getProgressHandler(self) -> None:  # noqa: N802 - a name of UNO
            return None

        def handle(self, request: Any) -> None:
            approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
            for choice in request.getContinuations():
                if choice.queryInterface(approve):
                    choice.select()
                    return

    return Approval()


JOBS = {"install": install, "uninstall": uninstall, "probe": probe}


def main() -> None:
    """Does the job that is asked for."""
    job = json.loads(sys.argv[1])
    session = Session(job["program"], job["profile"])
    try:
        session.start()
        answer = JOBS[job["job"]](session.context, job)
    finally:
        session.end()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
