"""What the buttons do, by their id: the macro of the button runs on the document of the window."""

from collections.abc import Callable, Mapping
from typing import Any

from addin.buttons import BUTTONS, TITLE, Button
from addin.libreoffice.host import language_of, message

Action = Callable[[Any, Any], None]


def _action(button: Button) -> Action:
    def press(context: Any, frame: Any) -> None:
        from addin.libreoffice import pressed  # noqa: PLC0415 - loading xlwings can wait for the first button

        language, controller = language_of(context), frame.getController()
        document = None if controller is None else controller.getModel()
        said = pressed.press(context, document, button.macro, language)
        message(frame, said, TITLE[language])

    return press


ACTIONS: Mapping[str, Action] = {button.id: _action(button) for button in BUTTONS}
