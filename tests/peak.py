"""How much memory a process has used at most."""

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")  # of Linux


def peak() -> int:
    """Kilobytes; on Linux of this program alone, while `ru_maxrss` begins with what its parent had."""
    if STATUS.exists():
        lines = STATUS.read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    import resource  # of Unix

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 if sys.platform == "darwin" else 1)
