"""What an installation on a Mac has written; noted in the user's own data, for a Mac has no registry."""

from addin.mac import places
from addin.setup import manifest
from addin.setup.manifest import Manifest
from addin.setup.pc import Pc


def file(pc: Pc) -> str:
    """Where it is noted."""
    return f"{places.own(pc)}/{manifest.FILE}"


def installed(pc: Pc) -> Manifest | None:
    """The manifest of this user's installation; None where there is none, or none that can be read."""
    content = pc.files.read(file(pc))
    return manifest.read(content) if content is not None else None
