"""The server that is started at logon, for PCs whose Excel may start no other program.

Excel finds it by a fixed class id and starts nothing.
"""

from collections.abc import Iterator

from addin.setup.manifest import Manifest
from addin.setup.pc import Pc, Program
from addin.setup.places import LOGON, NAME, within
from kpi.problems import Problem
from kpi.problems import setup as problem

CLASS_ID = "{B7E2A4D1-5C39-4F68-9E0A-3D71C82F6B54}"  # of ours alone; kpi.xlam and the server must agree on it
APPROVED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


def wrong(pc: Pc, found: Manifest) -> Iterator[Problem]:
    """What keeps the server from being there when Excel asks."""
    if not found.service:
        return
    if pc.registry.read(LOGON, NAME) != found.logon_command:
        yield problem.service_not_at_logon(NAME)
    approved = pc.registry.read(APPROVED, NAME)
    if isinstance(approved, bytes) and approved[:1] and approved[0] % 2:  # odd once somebody has switched it off
        yield problem.service_switched_off(NAME)
    if not servers(pc, found.environment):
        yield problem.service_not_running()


def servers(pc: Pc, environment: str) -> list[Program]:
    """Our own programs that run from an environment."""
    return [one for one in pc.programs.running() if one.path and within(one.path, environment)]
