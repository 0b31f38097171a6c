"""What the buttons do, by their id: each action is registered here and gets the context and the frame."""

from collections.abc import Callable
from typing import Any

Action = Callable[[Any, Any], None]
ACTIONS: dict[str, Action] = {}


def action(button: str) -> Callable[[Action], Action]:
    """Registers a function as what a button does."""

    def register(body: Action) -> Action:
        ACTIONS[button] = body
        return body

    return register
