"""A workbook file in place: its tables read, our cells replaced, every other byte kept.

`read` opens and guards a file, `change` makes the new one in memory, `save`
puts it where the old one was, or leaves everything as it is.
"""

from kpi.package.book import Book
from kpi.package.book import open_book as read
from kpi.package.book import open_bytes as read_bytes
from kpi.package.change import Changed, change
from kpi.package.receipt import ReceiptLine
from kpi.package.save import locks, save

__all__ = ["Book", "Changed", "ReceiptLine", "change", "locks", "read", "read_bytes", "save"]
