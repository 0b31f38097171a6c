"""The program behind kpi.xlam: Excel's DLL starts it with a class id, and asks it until Excel ends.

With the word `stay` it is started at logon instead, and goes on when Excel ends.
"""

import sys
from importlib import import_module

from addin.excel import server_object

STAY = "stay"


def main(class_id: str, *words: str) -> None:
    """Serves until Excel ends; the functions are ready before the first question."""
    server_object.install()
    # Windows ends a server with its last object; one that nobody asks for keeps it. By name: it exists there only
    kept = import_module("win32com.server.util").wrap(Nobody()) if STAY in words else None
    import_module("xlwings.com_server").serve(class_id)
    del kept


class Nobody:
    """An object for COM that can do nothing."""

    _public_methods_ = ()


if __name__ == "__main__":
    main(*sys.argv[1:])
