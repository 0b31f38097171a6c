"""A converter for xlwings that leaves a value as it is; its own are put together anew for every argument."""

from typing import Any


class AsItIs:
    """What xlwings asks of a converter."""

    @staticmethod
    def reader(_options: object) -> Any:
        return _taken

    @classmethod
    def router(cls, _value: object, _range: object, _options: object) -> Any:
        return cls

    @staticmethod
    def writer(_options: object) -> Any:
        return _left


def _taken(context: Any) -> None:
    if context.range is not None:  # from VBA that is not ours, which hands over cells instead of their values
        context.value = context.range.raw_value


def _left(_context: Any) -> None:
    pass
