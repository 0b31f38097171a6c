"""What is taken away once an installation or a removal has succeeded: environments that nothing leads to any more.

What cannot be taken away is left and told; the next installation tries again.
"""

import re
from collections.abc import Iterator

from addin.setup import manifest
from addin.setup.journal import reason
from addin.setup.manifest import Manifest
from addin.setup.pc import Pc
from addin.setup.places import OURS
from addin.setup.steps import end_servers
from kpi.problems import Problem
from kpi.problems import setup as problem

ENVIRONMENT = re.compile(r"python-\d+")


def tidy(pc: Pc, old: Manifest | None, new: Manifest | None) -> list[Problem]:
    """Ends servers and removes environments of former installations, also of one that was cut off."""
    left: list[Problem] = []
    if old and not (new and new.service and new.environment == old.environment):
        left += _servers(pc, old.environment)
    roots = {one.root for one in (old, new) if one}
    for root in sorted(roots):
        left += environments(pc, root, new.environment if new else "")
    if old and (not new or old.root != new.root):
        left += _root(pc, old.root)
    if not new and not pc.registry.names(OURS) and not pc.registry.children(OURS):
        pc.registry.delete_key(OURS)
    return left


def _servers(pc: Pc, environment: str) -> Iterator[Problem]:
    try:
        end_servers(pc, environment)
    except OSError as error:
        yield problem.left_behind(environment, reason(error))


def environments(pc: Pc, root: str, kept: str) -> Iterator[Problem]:
    """Removes all environments in a folder of ours but one."""
    for name in pc.files.names(root):
        path = pc.files.inside(root, name)
        if not ENVIRONMENT.fullmatch(name) or path == kept:
            continue
        if pc.files.holds(path, pc.python.prefix):
            yield problem.in_use(path)
            continue
        try:
            pc.files.remove_folder(path)
        except OSError as error:
            yield problem.left_behind(path, reason(error))


def _root(pc: Pc, root: str) -> Iterator[Problem]:
    try:
        pc.files.delete(rf"{root}\{manifest.FILE}")
        pc.files.remove_empty(root)
    except OSError as error:
        yield problem.left_behind(root, reason(error))
