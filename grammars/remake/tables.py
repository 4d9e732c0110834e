"""Writes a table: a header of comment lines, then sorted, tab-separated rows."""

from pathlib import Path

GRAMMARS = Path(__file__).resolve().parent.parent


def write(name, about, sources, licence, rows):
    """Writes `grammars/<name>`; the rows are tuples of texts, the first of which are the key."""
    lines = sorted("\t".join(row).rstrip("\t") for row in set(rows))
    for line in lines:
        assert "\n" not in line and line[:1].isalpha(), line
    header = [f"# {line}" for line in about.strip().splitlines()]
    header += [f"# Source: {source}" for source in sources]
    header += [f"# Licence of the source: {licence}", "# Remade by: python3 grammars/remake"]
    path = GRAMMARS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(header + lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines)} rows, {path.stat().st_size // 1024} KiB")
