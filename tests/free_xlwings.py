"""xlwings without its paid part, for the whole run: no licence key on the machine counts, and nobody can import it.

What is started as a program of its own inherits the environment, so it finds no key either.
"""

import os
import sys
from importlib.machinery import ModuleSpec
from typing import NoReturn

PAID = "xlwings.pro"
KEYS = ("XLWINGS_LICENSE_KEY", "XLWINGS_ON_SERVER")  # the second would swap in the paid decorators


class Refusing:
    """Stands first among the finders and refuses the paid part, also after a test has emptied sys.modules."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        if name == PAID or name.startswith(f"{PAID}."):
            _refuse(name)
        return None


def _refuse(name: str) -> NoReturn:
    raise ImportError(f"{name} is not free, and nothing here may need it", name=name)


def enforced() -> None:
    """From now on there is no key and no paid part."""
    for key in KEYS:
        os.environ.pop(key, None)
    for name in [name for name in sys.modules if name == PAID or name.startswith(f"{PAID}.")]:
        del sys.modules[name]
    if not any(isinstance(finder, Refusing) for finder in sys.meta_path):
        sys.meta_path.insert(0, Refusing())
