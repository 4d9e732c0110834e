"""The tables in this folder: what no package says. Made by hand."""

from pathlib import Path


def rows(name, columns):
    """The rows of a table, each with that many columns; a missing one is empty."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield tuple(cells + [""] * (columns - len(cells)))
