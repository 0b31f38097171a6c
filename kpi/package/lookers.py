"""The formulas of a sheet, by the columns that they look at."""

from collections.abc import Iterable, Iterator

from kpi.package.alike import Alike, Looked
from kpi.package.marked import WIDE, Marked, within


class Lookers:
    """Who looks where."""

    def __init__(self, part: str, title: str, groups: Iterable[Alike]) -> None:
        self.part = part
        self.title = title
        self.unknown: list[Alike] = []  # look at everything
        self.columns: dict[str, dict[int, list[tuple[Alike, int]]]] = {}  # by sheet, with which of the areas it is
        self.wide: dict[str, list[tuple[Alike, int]]] = {}
        for group in groups:
            if group.everything:
                self.unknown.append(group)
            for which, looked in enumerate(group.looked):
                self._put(group, which, looked)

    def _put(self, group: Alike, which: int, looked: Looked) -> None:
        if looked.right - looked.left >= WIDE:
            self.wide.setdefault(looked.sheet, []).append((group, which))
            return
        columns = self.columns.setdefault(looked.sheet, {})
        for column in range(looked.left, looked.right + 1):
            columns.setdefault(column, []).append((group, which))

    def meeting(self, sheet: str, marked: Marked) -> Iterator[tuple[Alike, list[int]]]:
        """The formulas, not found before, that look at marked cells of that sheet."""
        columns, wide = self.columns.get(sheet, {}), self.wide.get(sheet, ())
        if not (columns or wide):
            return
        for left, right, spans in marked.parts():
            for some in within(columns, left, right):
                for group, which in some:
                    yield group, group.meeting(which, spans)
            for group, which in wide:
                looked = group.looked[which]
                if looked.left <= right and left <= looked.right:
                    yield group, group.meeting(which, spans)
