"""xlwings without its paid part, whatever is installed and whatever keys a machine has.

Everything of ours takes `xw` from here.
"""

import sys

sys.modules.setdefault("xlwings" + ".pro", None)  # type: ignore[arg-type]

import xlwings as xw  # noqa: E402
from xlwings import base_classes  # noqa: E402
from xlwings.main import Table as ListObject  # noqa: E402

__all__ = ["ListObject", "base_classes", "xw"]
