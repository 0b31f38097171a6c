"""kpi.applescript, by which Excel on a Mac starts Python; it is written when the add-in is installed there.

Excel's macros may run no program, only a script out of one folder that Excel itself cannot write to.
"""

from kpi.model import Language

BETWEEN = "|"  # the name of a button and that of its workbook
READY = "ready"
STARTED = "started"  # KpiOnMac.bas compares with it
MODULE = "addin.mac.pressed"

TEXT = """\
-- Written when the add-in was installed on this Mac; do not edit.
on press(asked)
	set interpreter to quoted form of {interpreter}
	set command to interpreter & " -I -B -m {module} {language} " & quoted form of asked
	do shell script command & " >/dev/null 2>>~/Library/Logs/kpi-excel.log &"
	return "{started}"
end press
"""


def script(interpreter: str, language: Language) -> bytes:
    """The script; what Excel hands over reaches the shell as one quoted word.

    Raises ValueError for a path that it cannot name.
    """
    words = {"module": MODULE, "language": language, "started": STARTED}
    return TEXT.format(interpreter=_literal(interpreter), **words).encode("ascii")


def _literal(path: str) -> str:
    """A path as AppleScript writes a text."""
    if not path.isascii() or not path.isprintable():
        raise ValueError(f"not a path in plain ASCII: {path!r}")
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
