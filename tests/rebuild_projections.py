"""Writes the committed copies of what LibreOffice and Excel read, after a change of functions or buttons (run it from the root)."""

from pathlib import Path

from addin.excel import build as excel
from addin.oxt.pack import projections

ADDIN = Path(__file__).parents[1] / "addin"


def main() -> None:
    """Writes all of them."""
    texts = {**{f"libreoffice/{name}": text for name, text in projections().items()}, **excel.projections()}
    for name, text in texts.items():
        (ADDIN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
