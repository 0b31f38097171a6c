"""The program behind kpi.xlam: Excel's DLL starts it with a class id, and asks it until Excel ends."""

import atexit
import sys
from importlib import import_module


def main(class_id: str) -> None:
    """Serves until Excel ends; the functions are ready before the first question."""
    import_module("addin.udfs")
    # by name, for these exist on Windows only; xlwings would end every Excel without a window, also one
    # that shows a protected file
    atexit.unregister(import_module("xlwings._xlwindows").cleanup)
    import_module("xlwings.com_server").serve(class_id)


if __name__ == "__main__":
    main(sys.argv[1])
