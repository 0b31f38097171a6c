"""What other packages bring, by entry points: the commands `kpi addin …`, and the .xlsm of `kpi new`."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

GROUP = "kpi.commands"
ENDINGS = "kpi.endings"


def further() -> Mapping[str, EntryPoint]:
    """The further commands by name; each entry point is a group of commands."""
    return {one.name: one for one in entry_points(group=GROUP)}


def endings() -> Mapping[str, EntryPoint]:
    """What makes a file of another ending out of an .xlsx and its language, by ending without the dot."""
    return {one.name: one for one in entry_points(group=ENDINGS)}
