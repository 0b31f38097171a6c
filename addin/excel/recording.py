"""One press of a button that writes: what stood there is kept outside the workbook before the first cell changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addin.excel.book_state import AreaData, Box, differing, reaches, states
from addin.excel.sheet_state import State
from addin.excel.steps import Steps
from addin.excel.undo import restore_all
from addin.free_xlwings import xw
from addin.start import Area


class NotKeptError(Exception):
    """There is no room for a step; nothing was written yet."""


@dataclass(slots=True)
class Recording:
    """One press of a button that writes."""

    book: xw.Book
    button: str
    steps: Steps
    areas: list[AreaData] = field(default_factory=list)
    added: list[str] = field(default_factory=list)  # sheets
    tables: dict[str, Box] = field(default_factory=dict)
    before: Mapping[str, State] = field(default_factory=dict)  # by sheet
    file: Path | None = None

    def keep(self, areas: Sequence[Area]) -> None:
        """Remembers what stands where something is about to be written."""
        self.areas = [(one.sheet.name, one.top, one.left, one.bottom, one.right) for one in areas]
        self.added = [one.sheet.name for one in areas if one.added]
        self.tables = reaches(self.book, [one.table for one in areas if one.table])
        self.before = states(self.book, self.areas)
        unfinished = self.steps.last()
        if unfinished is not None and not unfinished.data["done"]:  # somebody has worked on in the meantime
            unfinished.file.unlink(missing_ok=True)
        try:
            self.file = self.steps.add(self._data(done=False, cells=_listed(self.before)))
        except OSError as error:
            raise NotKeptError(error.strerror or str(error)) from error

    def finish(self) -> None:
        """Notes what has changed; a press that changed nothing is no step."""
        if self.file is None:
            return
        after = states(self.book, self.areas)
        cells = {title: _changes(before, after[title]) for title, before in self.before.items()}
        reached = reaches(self.book, self.tables)
        try:
            if any(cells.values()) or self.added or reached != self.tables:
                self.steps.write(self.file, {**self._data(done=True, cells=cells), "reached": reached})
            else:
                self.file.unlink(missing_ok=True)
        except OSError:  # better no step than half a one
            self.file.unlink(missing_ok=True)

    def take_back(self) -> None:
        """Brings everything back at once, after a press that failed half way."""
        restore_all(self.book, self._data(done=False, cells=_listed(self.before)))
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def _data(self, *, done: bool, cells: Any) -> dict[str, Any]:
        return {
            "button": self.button,
            "done": done,
            "areas": self.areas,
            "added": self.added,
            "tables": self.tables,
            "cells": cells,
        }


def _listed(states: Any) -> dict[str, list[Any]]:
    return {title: [[*cell, one] for cell, one in cells.items()] for title, cells in states.items()}


def _changes(before: State, after: State) -> list[list[Any]]:
    """Row, column, before and after of each cell that differs."""
    return [[*cell, before.get(cell), after.get(cell)] for cell in differing(before, after)]
