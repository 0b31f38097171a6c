"""The Python of our own on a Mac: no library of xlwings comes between it and Excel."""

from collections.abc import Sequence
from dataclasses import dataclass

from addin.mac import places
from addin.mac.script import MODULE, READY
from addin.setup.environment import ASKED, Environment, StepError, said
from addin.setup.pc import Pc


@dataclass(frozen=True, kw_only=True)
class MacEnvironment(Environment):
    """An environment with exactly this version of this program, ready for a button."""

    @property
    def python(self) -> str:
        """Its Python."""
        return places.python(self.folder)

    @property
    def wheel_path(self) -> str:
        """Where the wheel of this program is put for pip."""
        return f"{self.folder}/{self.wheel}"

    @property
    def needed(self) -> Sequence[str]:
        """Nothing but Python itself."""
        return (self.python,)

    def do(self, pc: Pc) -> None:
        """Makes it, and sees that it answers and can press a button; raises StepError where it does not."""
        super().do(pc)
        told = buttons(pc, self.folder)
        if told != READY:
            raise StepError(f"{MODULE}: {told}")


def answer(pc: Pc, folder: str) -> str:
    """What an environment says to a question whose answer is known; what went wrong where it says nothing."""
    return said(pc, places.python(folder), *ASKED)


def buttons(pc: Pc, folder: str) -> str:
    """"ready" where everything is there that a button needs; what is missing elsewhere."""
    return said(pc, places.python(folder), MODULE, READY)
