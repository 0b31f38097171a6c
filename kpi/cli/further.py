"""Commands that other packages bring: `kpi addin`, from the entry points of the group kpi.commands."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

GROUP = "kpi.commands"


def further() -> Mapping[str, EntryPoint]:
    """The further commands by name; each entry point is a group of commands."""
    return {one.name: one for one in entry_points(group=GROUP)}
