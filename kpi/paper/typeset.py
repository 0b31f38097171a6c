"""Plain data to PDF, by typst: a page layout in `*.typ`, the data as JSON beside it, never inside it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typst

from kpi.model import Language
from kpi.paper.fonts import Installed

LAYOUTS = Path(__file__).parent
REGIONS = {"zh": "cn", "en": "gb"}


class Typesetter:
    """Sets many documents with the same fonts; the same data gives the same bytes."""

    def __init__(self, fonts: Installed, families: Sequence[str], language: Language) -> None:
        self._common = {"fonts": list(families), "language": language, "region": REGIONS[language]}
        self._fonts = fonts.fonts
        self._compilers: dict[str, typst.Compiler] = {}

    def pdf(self, layout: str, data: Mapping[str, object]) -> bytes:
        """The document that a layout makes of the data."""
        text = json.dumps({**self._common, **data}, ensure_ascii=False)
        made = self._compiler(layout).compile(format="pdf", sys_inputs={"data": text})
        if not isinstance(made, bytes):
            raise TypeError("typst gave no single document")
        return made

    def _compiler(self, layout: str) -> typst.Compiler:
        if layout not in self._compilers:
            page = LAYOUTS / f"{layout}.typ"
            self._compilers[layout] = typst.Compiler(page, root=LAYOUTS, font_paths=self._fonts)
        return self._compilers[layout]


def texts(data: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from texts(value)
