"""Tables with one definition for the terminal and for JSON."""

import json
import statistics


def median(values):
    return statistics.median(list(values))


def p95(values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]


def ratio(a, b):
    """None where a loaded machine got nothing done."""
    return a / b if b else None


class Column:
    """A column: its key in JSON, its heading, and how a number of it is printed; texts are printed as they are."""

    def __init__(self, key, heading, form="{}"):
        self.key, self.heading, self.form = key, heading, form

    def text(self, row):
        value = row.get(self.key)
        return "-" if value is None else value if isinstance(value, str) else self.form.format(value)


class Table:
    def __init__(self, name, title, columns):
        self.name, self.title = name, title
        self.columns = [Column(*column) for column in columns]
        self.rows = []

    def add(self, *values):
        self.rows.append(dict(zip((column.key for column in self.columns), values, strict=True)))

    def text(self):
        lines = [[column.heading for column in self.columns]]
        lines += [[column.text(row) for column in self.columns] for row in self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        numbers = [any(not isinstance(row.get(column.key), (str, type(None))) for row in self.rows)
                   for column in self.columns]
        printed = ["  ".join(cell.rjust(width) if number else cell.ljust(width)
                             for cell, width, number in zip(line, widths, numbers)).rstrip() for line in lines]
        return "\n".join([self.title, *("  " + line for line in printed), ""])

    def value(self):
        return {"name": self.name, "title": self.title, "columns": {c.key: c.heading for c in self.columns},
                "rows": self.rows}


def write_json(path, about, tables):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**about, "tables": [table.value() for table in tables]}, file, ensure_ascii=False, indent=1)
        file.write("\n")
