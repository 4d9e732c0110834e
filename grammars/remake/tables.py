"""Writes a table: a header of comment lines, then sorted, tab-separated rows."""

import textwrap
from pathlib import Path

GRAMMARS = Path(__file__).resolve().parent.parent


def write(name, about, sources, licence, rows):
    """Writes `grammars/<name>`. The first cell of a row is its key."""
    lines = sorted("\t".join(row).rstrip("\t") for row in rows)
    keys = [line.partition("\t")[0] for line in lines]
    assert len(set(keys)) == len(keys), sorted(key for key in keys if keys.count(key) > 1)
    assert all(key[:1].isalpha() for key in keys)
    header = textwrap.dedent(about).strip().splitlines()
    header += textwrap.wrap("Source: " + ", ".join(sources), 140, break_on_hyphens=False)
    header += [f"Licence of the sources: {licence}.", "Remade by: python3 grammars/remake"]
    text = "".join(f"# {line}\n" for line in header) + "".join(f"{line}\n" for line in lines)
    path = GRAMMARS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} rows, {len(text) // 1024} KiB")
