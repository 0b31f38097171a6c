"""xlwings as the extension carries it: the part under the BSD licence that the macros need, with that licence.

Taken from the installed package when the extension is built, so that LibreOffice needs no other installation.
"""

from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

LICENCE = "LICENSE.txt"
MODULES = ("__init__", "base_classes", "constants", "expansion", "main", "utils")
CONVERSION = ("__init__", "framework", "numpy_conv", "pandas_conv", "polars_conv", "standard")
WANTED = frozenset(
    {f"xlwings/{name}.py" for name in MODULES} | {f"xlwings/conversion/{name}.py" for name in CONVERSION}
)


def xlwings_part() -> Mapping[str, bytes]:
    """The files, by name as they are found on sys.path."""
    installed = distribution("xlwings")
    files = installed.files or []
    part = {one.as_posix(): Path(str(installed.locate_file(one))) for one in files if one.as_posix() in WANTED}
    licence = next(one for one in files if one.name == LICENCE)
    part[f"xlwings/{LICENCE}"] = Path(str(installed.locate_file(licence)))
    return {name: path.read_bytes() for name, path in part.items()}
