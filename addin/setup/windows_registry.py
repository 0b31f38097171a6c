"""The registry of a real Windows. Nobody has run this on Windows yet; the tests run it over a stand-in for winreg."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from addin.setup.pc import Value

ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}


class WindowsRegistry:
    """The registry, by the module winreg of Python."""

    def __init__(self) -> None:
        self._api: Any = import_module("winreg")  # by name, for it exists on Windows only

    def _opened(self, key: str, access: int) -> Any:
        root, _, rest = key.partition("\\")
        return self._api.OpenKey(getattr(self._api, ROOTS[root]), rest, 0, access)

    def read(self, key: str, name: str) -> Value | None:
        """A value; None also where reading is not allowed."""
        try:
            with self._opened(key, self._api.KEY_READ) as opened:
                found: Value | None = self._api.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return found

    def names(self, key: str) -> Sequence[str]:
        """The names of a key's values."""
        return self._listed(key, 1, lambda opened, n: str(self._api.EnumValue(opened, n)[0]))

    def children(self, key: str) -> Sequence[str]:
        """The names of the keys in a key."""
        return self._listed(key, 0, lambda opened, n: str(self._api.EnumKey(opened, n)))

    def _listed(self, key: str, kind: int, one: Any) -> Sequence[str]:
        try:
            with self._opened(key, self._api.KEY_READ) as opened:
                return [one(opened, n) for n in range(self._api.QueryInfoKey(opened)[kind])]
        except OSError:
            return []

    def has(self, key: str) -> bool:
        """True where there is such a key."""
        try:
            with self._opened(key, self._api.KEY_READ):
                return True
        except OSError:
            return False

    def write(self, key: str, name: str, value: str) -> None:
        """Sets a text."""
        root, _, rest = key.partition("\\")
        with self._api.CreateKey(getattr(self._api, ROOTS[root]), rest) as opened:
            self._api.SetValueEx(opened, name, 0, self._api.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """Takes a value away."""
        try:
            with self._opened(key, self._api.KEY_SET_VALUE) as opened:
                self._api.DeleteValue(opened, name)
        except FileNotFoundError:
            return

    def delete_key(self, key: str) -> None:
        """Takes a key away."""
        root, _, rest = key.partition("\\")
        try:
            self._api.DeleteKey(getattr(self._api, ROOTS[root]), rest)
        except FileNotFoundError:
            return
