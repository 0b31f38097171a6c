"""The Windows PC that this program runs on."""

import os
import sys
import sysconfig

from addin.setup.files import Files
from addin.setup.pc import Pc, Python
from addin.setup.windows_programs import WindowsPrograms
from addin.setup.windows_registry import WindowsRegistry


def this_pc() -> Pc:
    """The Windows PC that this program runs on."""
    base = str(getattr(sys, "_base_executable", "") or sys.executable)
    return Pc(
        system=sys.platform,
        variables={name.upper(): value for name, value in os.environ.items()},
        python=Python(base, sysconfig.get_platform(), sys.prefix),
        files=Files(),
        registry=WindowsRegistry(),
        programs=WindowsPrograms(),
    )
