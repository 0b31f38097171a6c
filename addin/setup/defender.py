"""The rules of Microsoft Defender that come between Excel and Python.

Other antivirus software does not tell; where it blocks, the doctor sees files missing.
"""

from collections.abc import Iterator

from addin.setup.pc import Pc
from kpi.problems import Problem
from kpi.problems import setup as problem

CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"  # Block all Office applications from creating child processes
CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"  # Block Win32 API calls from Office macros
BLOCKS = {"1", "6"}  # block; warn, which blocks until somebody allows it
GUARD = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
KEYS = (rf"HKLM\SOFTWARE\Policies\Microsoft\{GUARD}", rf"HKLM\SOFTWARE\Microsoft\{GUARD}")
MANAGED = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"  # id=1|id=2|..., as Intune writes it


def rules(pc: Pc, *, as_service: bool) -> Iterator[Problem]:
    """The rules that block; a server started at logon is no child of Excel."""
    if _blocks(pc, CHILDREN) and not as_service:
        yield problem.child_processes_blocked()
    if _blocks(pc, CALLS):
        yield problem.system_calls_blocked()


def _blocks(pc: Pc, rule: str) -> bool:
    managed = str(pc.registry.read(MANAGED, "ASRRules") or "").lower()
    said = [pair.partition("=")[2] for pair in managed.split("|") if pair.startswith(rule)]
    return any(str(value) in BLOCKS for value in [*said, *(pc.registry.read(key, rule) for key in KEYS)])
