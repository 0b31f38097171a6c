"""xlwings without its paid part, whatever is installed and whatever keys a machine has.

Everything of ours takes `xw` from here.
"""

import atexit
import sys

sys.modules.setdefault("xlwings" + ".pro", None)  # type: ignore[arg-type]

import xlwings as xw  # noqa: E402 - only now that its paid part is kept out
from xlwings import base_classes  # noqa: E402 - as above
from xlwings.main import Table as ListObject  # noqa: E402 - as above

__all__ = ["ListObject", "base_classes", "xw"]

# At the end of a program xlwings would end every Excel without a window, also one that shows a protected file, and run
# a macro called CleanUp in whatever a Mac has open.
for _name in ("xlwings._xlwindows", "xlwings._xlmac"):
    if _name in sys.modules:
        atexit.unregister(sys.modules[_name].cleanup)
