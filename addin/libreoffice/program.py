"""The installed program, which makes what needs more than the extension carries.

Whoever installs the extension by `kpi addin install --libreoffice` leaves a note in the profile that
says where the program is. It is handed a copy of the document: what is open, saved or not.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from addin.names import PROGRAM_NOTE
from kpi.words import say

XLSX = "Calc MS Excel 2007 XML"
CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from addin.report_job import main; main(sys.argv[1:])"
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH")  # belong to LibreOffice and would lead the program astray
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only


class NoProgramError(Exception):
    """The program is not there, or did not do it."""


def make_of_copy(book: Any, order: Any, progress: Any) -> tuple[int, list[str]]:
    """How many files were made of the document, and what could not be."""
    document, context = book.impl.native, book.impl.app.context
    try:
        note = _note(context)
        with tempfile.TemporaryDirectory(prefix="kpi-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / f"{Path(book.name).stem}.xlsx"  # problems name it
            document.storeToURL(copy.as_uri(), _as_xlsx())
            return _made(note, [str(copy), str(order.folder), order.language, *order.parts], progress)
    except NoProgramError as missing:
        return 0, [say("paper_program_failed" if missing.args else "paper_no_program", order.language, reason=missing)]


def _note(context: Any) -> tuple[str, str]:
    """The Python of the program, and the folder it lies in."""
    places = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    import uno  # noqa: PLC0415 - exists only inside LibreOffice

    user = uno.fileUrlToSystemPath(places.substituteVariables("$(user)", True))
    try:
        note = json.loads((Path(user) / PROGRAM_NOTE).read_text(encoding="utf-8"))
        python, root = note["python"], note["root"]
    except (OSError, ValueError, KeyError):
        raise NoProgramError from None
    if not Path(python).is_file() or not (Path(root) / "addin" / "report_job.py").is_file():
        raise NoProgramError
    return python, root


def _made(note: tuple[str, str], words: list[str], progress: Any) -> tuple[int, list[str]]:
    python, root = note
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    command = [python, "-I", "-X", "utf8", "-c", CODE, root, *words]
    with subprocess.Popen(  # noqa: S603 - what the installation noted down, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=environment, creationflags=NO_WINDOW,
    ) as running:  # fmt: skip
        said: dict[str, Any] = {}
        for line in running.stdout or ():
            said = json.loads(line)
            if "done" in said:
                progress(said["done"])
        reason = (running.stderr.read() if running.stderr else "").strip().rpartition("\n")[2]
    if "files" not in said:
        raise NoProgramError(reason or "?")
    return said["files"], said["wrong"]


def _as_xlsx() -> tuple[Any, ...]:
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 - exists only inside LibreOffice

    return (PropertyValue(Name="FilterName", Value=XLSX), PropertyValue(Name="Overwrite", Value=True))
