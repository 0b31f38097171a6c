"""Writes the committed copies of what LibreOffice reads, after a change of functions or buttons (run it from the root)."""

from pathlib import Path

from addin.oxt.pack import projections

FOLDER = Path(__file__).parents[1] / "addin" / "libreoffice"


def main() -> None:
    """Writes all of them."""
    for name, text in projections().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
