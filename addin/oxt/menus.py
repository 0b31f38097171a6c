"""Addons.xcu and ProtocolHandler.xcu: menu and toolbar, and who answers when one is pressed."""

from xml.etree import ElementTree as ET

from addin.buttons import BUTTONS, TITLE
from addin.names import HANDLER, PROTOCOL
from addin.oxt.xcu import OOR, component, node, prop, told, written

ADDONS, HANDLERS = "Addons.xcu", "ProtocolHandler.xcu"
ONLY_IN = "com.sun.star.sheet.SpreadsheetDocument"


def addons() -> str:
    """A menu and a toolbar with all buttons, in Calc only."""
    root = component("Addons")
    surface = node(root, "AddonUI")
    menu = node(node(surface, "OfficeMenuBar"), f"{PROTOCOL[:-1]}.menu", new=True)
    told(menu, "Title", TITLE)
    prop(menu, "Context", ONLY_IN)
    _buttons(node(menu, "Submenu"))
    bar = node(node(surface, "OfficeToolBar"), f"{PROTOCOL[:-1]}.toolbar", new=True)
    _buttons(bar)
    return written(root)


def _buttons(parent: ET.Element) -> None:
    for number, button in enumerate(BUTTONS, 1):  # LibreOffice orders them by the name of the node
        entry = node(parent, f"B{number:02}", new=True)
        prop(entry, "URL", PROTOCOL + button.id)
        told(entry, "Title", button.label)
        prop(entry, "Target", "_self")
        prop(entry, "Context", ONLY_IN)


def handlers() -> str:
    """Commands of our protocol are for our handler."""
    root = component("ProtocolHandler")
    entry = node(node(root, "HandlerSet"), HANDLER, new=True)
    prop(entry, "Protocols", f"{PROTOCOL}*").set(f"{{{OOR}}}type", "oor:string-list")
    return written(root)
