"""A stand-in for the module winreg, as strict as the real one: handles, rights, errors, types."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_CLASSES_ROOT = 0x80000001, 0x80000002, 0x80000000
KEY_READ, KEY_SET_VALUE, KEY_WRITE = 0x20019, 0x0002, 0x20006
REG_SZ, REG_BINARY, REG_DWORD = 1, 3, 4


class Handle:
    """An open key; closed when its `with` ends."""

    def __init__(self, path: tuple[int, str], access: int) -> None:
        self.path, self.access, self.open = path, access, False

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False


class FakeWinreg(ModuleType):
    """The registry by key and by name; both without regard to capitals."""

    def __init__(self) -> None:
        super().__init__("winreg")
        constants = {name: value for name, value in globals().items() if name.startswith(("HKEY_", "KEY_", "REG_"))}
        vars(self).update(constants)
        self.stored: dict[tuple[int, str], dict[str, tuple[str, object, int]]] = {}

    def put(self, root: int, path: str, name: str, value: object, kind: int = REG_SZ) -> None:
        """As somebody else would."""
        parts = path.split("\\")
        for end in range(1, len(parts) + 1):
            self.stored.setdefault((root, "\\".join(parts[:end]).lower()), {})
        self.stored[root, path.lower()][name.lower()] = (name, value, kind)

    def _values(self, key: Handle, access: int) -> dict[str, tuple[str, Any, int]]:
        if not key.open or key.access & access != access:
            raise PermissionError(5, "Access is denied")
        return self.stored[key.path]

    def OpenKey(self, root: int, path: str, reserved: int, access: int) -> Handle:  # noqa: N802 - names of Windows
        assert reserved == 0
        if (root, path.lower()) not in self.stored:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return Handle((root, path.lower()), access)

    def CreateKey(self, root: int, path: str) -> Handle:  # noqa: N802
        if root != HKEY_CURRENT_USER:
            raise PermissionError(5, "Access is denied")  # nobody installs as administrator
        parts = path.split("\\")
        for end in range(1, len(parts) + 1):
            self.stored.setdefault((root, "\\".join(parts[:end]).lower()), {})
        return Handle((root, path.lower()), KEY_WRITE)

    def QueryValueEx(self, key: Handle, name: str) -> tuple[object, int]:  # noqa: N802
        values = self._values(key, KEY_READ)
        if name.lower() not in values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return values[name.lower()][1:]

    def QueryInfoKey(self, key: Handle) -> tuple[int, int, int]:  # noqa: N802
        return len(list(self._children(key))), len(self._values(key, KEY_READ)), 0

    def EnumValue(self, key: Handle, index: int) -> tuple[str, object, int]:  # noqa: N802
        return list(self._values(key, KEY_READ).values())[index]

    def EnumKey(self, key: Handle, index: int) -> str:  # noqa: N802
        return list(self._children(key))[index]

    def _children(self, key: Handle) -> Iterator[str]:
        root, path = key.path
        for other, below in self.stored:
            rest = below.removeprefix(path + "\\")
            if other == root and rest != below and "\\" not in rest:
                yield rest

    def SetValueEx(self, key: Handle, name: str, reserved: int, kind: int, value: object) -> None:  # noqa: N802
        assert (reserved, kind, type(value)) == (0, REG_SZ, str)
        self._values(key, KEY_SET_VALUE)[name.lower()] = (name, value, kind)

    def DeleteValue(self, key: Handle, name: str) -> None:  # noqa: N802
        values = self._values(key, KEY_SET_VALUE)
        if name.lower() not in values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del values[name.lower()]

    def DeleteKey(self, root: int, path: str) -> None:  # noqa: N802
        if (root, path.lower()) not in self.stored:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        if any(True for _ in self._children(Handle((root, path.lower()), 0))):
            raise PermissionError(5, "Access is denied")
        del self.stored[root, path.lower()]
