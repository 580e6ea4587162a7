"""Writes the table of built-in template files as C: embed.py OUTPUT FILE... (FILE is .../TEMPLATE/PATH)."""
import sys
from pathlib import Path

output, *files = map(Path, sys.argv[1:])
arrays, rows = [], []
for number, file in enumerate(files):
    data = file.read_bytes()
    values = ",".join(map(str, data))
    arrays.append(f"static const uint8_t file_{number}[] = {{{values}}};\n")
    rows.append(f'    {{"{file.parent.name}", "{file.name}", file_{number}, sizeof file_{number}}},\n')
output.write_text(
    '#include "render/templates/builtin.h"\n\n'
    + "".join(arrays)
    + "\nconst struct builtin_file builtin_files[] = {\n"
    + "".join(rows)
    + f"}};\nconst size_t builtin_file_count = {len(files)};\n"
)
