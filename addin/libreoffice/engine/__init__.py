"""An xlwings engine for LibreOffice: the macros of every host run on it, inside soffice or over a bridge.

It covers what the macros use; any other member says by name that it is not there.
"""

from typing import Any

from addin.free_xlwings import xw
from addin.libreoffice.engine.app import App, Engine
from addin.libreoffice.engine.books import Book


def book_of(context: Any, document: Any) -> xw.Book:
    """An open document as a book of xlwings."""
    impl = Engine(context)
    if impl.name not in {engine.name for engine in xw.engines}:
        xw.engines.add(xw.Engine(impl=impl))
        xw.engines[impl.name].activate()
    return xw.Book(impl=Book(App(impl, context, document), document))
