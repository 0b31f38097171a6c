"""Tables and bars by rich, which is loaded only when something is drawn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, its first row the headers."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for header in rows[0]:
        drawn.add_column(header, overflow="fold")
    for row in rows[1:]:
        drawn.add_row(*row)
    return _lines(drawn)


def grid(rows: Iterable[Sequence[str]], indent: int) -> Iterator[str]:
    """The lines of a table without headers; rows may differ in length."""
    drawn = Table.grid(padding=(0, 2))
    kept = list(rows)
    for _ in max(kept, key=len, default=()):
        drawn.add_column(overflow="fold")
    for row in kept:
        drawn.add_row(*row)
    return _lines(Padding(drawn, (0, 0, 0, indent)))


def _lines(drawn: RenderableType) -> Iterator[str]:
    """What is drawn, without the spaces that fill a line up."""
    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(drawn)
    return (line.rstrip() for line in captured.get().splitlines())


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error output, gone when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
