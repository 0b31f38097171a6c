"""How a sheet function is declared, and the list of those that are."""

from collections.abc import Callable
from typing import TypeVar

from kpi.sheet_function import Body, Example, SheetFunction, declared

F = TypeVar("F", bound=Body)
DECLARED: dict[str, SheetFunction] = {}  # by name, in the order in which they are declared


def sheet_function(*, zh: str, example: Example, tells: bool = False) -> Callable[[F], F]:
    """Declares a sheet function: the docstring is its English help, `zh` the Chinese one.

    One that `tells` gives a sentence where an argument cannot be read.
    """

    def declare(body: F) -> F:
        function = declared(body, zh, example, tells=tells)
        DECLARED[function.name] = function
        return body

    return declare
