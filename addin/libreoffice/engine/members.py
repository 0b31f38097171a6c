"""What of xlwings this engine covers; the rest says so in a sentence instead of failing somewhere inside."""

import inspect
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

T = TypeVar("T", bound=type)


class NotCoveredError(NotImplementedError):
    """A member of the xlwings object model that this engine does not have."""


def covering(base: type) -> Callable[[T], T]:
    """Gives a class of the engine everything of `base` that it lacks, as members that name themselves."""

    def complete(cls: T) -> T:
        for name, member in vars(base).items():
            if name not in vars(cls) and _is_abstract(member):
                setattr(cls, name, _absent(base.__name__, name, is_property=isinstance(member, property)))
        return cls

    return complete


def _is_abstract(member: object) -> bool:
    """True for a member that only says that an engine has to bring it."""
    body = member.fget if isinstance(member, property) else member
    code = getattr(body, "__code__", None)
    return inspect.isfunction(body) and code is not None and "NotImplementedError" in code.co_names


def _absent(owner: str, name: str, *, is_property: bool) -> Any:
    def absent(*_: object, **__: object) -> NoReturn:
        raise NotCoveredError(f"xlwings in LibreOffice does not have {owner}.{name}; the KPI add-in does not need it.")

    return property(absent, absent) if is_property else absent
