"""Writes the committed copies of what LibreOffice and Excel read, after a change of functions or buttons (run it from the root)."""

from pathlib import Path

from addin.excel import build as excel
from addin.oxt.pack import projections
from tests import ribbon_picture

ADDIN = Path(__file__).parents[1] / "addin"
FOLDER = ADDIN / "libreoffice"


def main() -> None:
    """Writes all of them."""
    for folder, texts in ((FOLDER, projections()), (ADDIN, excel.projections())):
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    ribbon_picture.main()


if __name__ == "__main__":
    main()
