"""What people see when the program itself is at fault: a sentence and a log, never a traceback."""

import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from kpi.cli import console


@contextmanager
def told_from_a_log() -> Iterator[None]:
    """Writes an unexpected error to a log and names it, with exit code 1."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it is, nobody should have to read a traceback
        name = logged(traceback.format_exc())
        sys.stderr.write(f"程序出错，详情见 {name}\nThe program failed; the details are in {name}\n")
        raise SystemExit(console.PROBLEMS) from None


def logged(text: str) -> str:
    """The name of a new log with this text."""
    with tempfile.NamedTemporaryFile("w", prefix="kpi-error-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(text)
    return log.name
