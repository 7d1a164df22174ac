"""A table of scores as text to paste: Markdown, LaTeX (booktabs) and CSV.  The best of each column is bold.

Scores are in percent, the larger the better; one that is not known is None.  Some rows have intervals, which
LaTeX shows below them, some are means over seeds with a standard deviation.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

_SPECIAL = str.maketrans(
    {c: rf"\{c}" for c in "&%$#_{}"}
    | dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " ")  # an empty line would end a caption
    | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}", "±": r"$\pm$", "−": "$-$", "Δ": r"$\Delta$"}  # noqa: RUF001
)


_FORMULA = re.compile(r"'*([=+@\t\r]|-(?![\w.-]*\Z))")  # names of clips and numbers may begin with a hyphen


def cell(text: str) -> str:
    """Text of others as a cell of CSV, which no spreadsheet carries out: a formula after an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_cell(cell: str) -> str:
    """The text that `cell` made one of."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def minus(number: str) -> str:
    """A written number with a minus sign for its hyphen."""
    return number.replace("-", "\N{MINUS SIGN}")


def signed(points: float) -> str:
    """A difference as people write it, like +1.7."""
    return minus(f"{points:+.1f}")


def escape_latex(text: str) -> str:
    """Text as LaTeX prints it."""
    return text.translate(_SPECIAL)


@dataclass(frozen=True)
class ScoreTable:
    """Rows of scores by name; each row has the same columns."""

    caption: str
    rows: Mapping[str, Mapping[str, float | None]]
    intervals: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    deviations: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)  # standard, over seeds
    baseline: str | None = None  # the row that the others are shown as differences to
    apart: Set[str] = frozenset()  # rows of other data: neither the best nor differences
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # further columns of some rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of scores."""
        return tuple(next(iter(self.rows.values()), {}))

    @property
    def note_columns(self) -> tuple[str, ...]:
        """Names of the further columns."""
        return tuple(next(iter(self.notes.values()), {}))

    def best(self, column: str) -> str | None:
        """The largest score of a column as it is printed; None where the column has none."""
        known = [row[column] for name, row in self.rows.items() if name not in self.apart]
        return max((_number(value) for value in known if value is not None), key=float, default=None)

    def is_best(self, name: str, column: str) -> bool:
        """Whether a score is the largest of its column, as printed: what looks equal is equally bold."""
        value = self.rows[name][column]
        return name not in self.apart and value is not None and _number(value) == self.best(column)

    def value(self, name: str, column: str) -> float | None:
        """A score or, where the row is a difference, what it has more than the baseline."""
        value = self.rows[name][column]
        if not self._is_difference(name) or value is None:
            return value
        base = self.rows[self.baseline or name][column]
        return None if base is None else value - base

    def text(self, name: str, column: str) -> str:
        """`value` as it is printed, a mean over seeds with its standard deviation."""
        value = self.value(name, column)
        if value is None:
            return ""
        if self._is_difference(name):
            return signed(value)
        deviation = self.deviations.get(name, {}).get(column)
        return _number(value) if deviation is None else f"{_number(value)} ± {_number(deviation)}"

    def note(self, name: str, column: str) -> str:
        """What a further column says of a row."""
        return self.notes.get(name, {}).get(column, "")

    def ordered(self, names: Sequence[str]) -> ScoreTable:
        """The same with its rows in the order of `names`."""
        return replace(self, rows={name: self.rows[name] for name in names})

    def markdown(self) -> str:
        """A table of GitHub's Markdown, under its caption."""
        columns = (*self.columns, *self.note_columns)
        lines = [_markdown(("", *columns)), _markdown(("---", *("---:" for _ in columns)))]
        lines += [_markdown((_escaped(name), *self._cells(name, "**{}**"))) for name in self.rows]
        return "\n".join((self.caption, "", *lines, ""))

    def latex(self) -> str:
        """A table of booktabs, with its caption; needs the LaTeX package booktabs."""
        columns = (*self.columns, *self.note_columns)
        lines = [
            r"\begin{table}",
            rf"\caption{{{escape_latex(self.caption)}}}",
            rf"\begin{{tabular}}{{l{'r' * len(columns)}}}",
            r"\toprule",
            _latex(("", *map(escape_latex, columns))),
            r"\midrule",
            *(line for name in self.rows for line in self._latex_lines(name)),
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
        return "\n".join(lines)

    def _latex_lines(self, name: str) -> list[str]:
        """A row and, small below it, its intervals."""
        bold = r"\textbf{{{}}}"
        lines = [_latex((escape_latex(name), *self._cells(name, bold, escape_latex)))]
        if name in self.intervals:
            ends = (self.intervals[name].get(column) for column in self.columns)
            small = (rf"{{\scriptsize {_number(x[0])}--{_number(x[1])}}}" if x else "" for x in ends)
            lines.append(_latex(("", *small)))
        return lines

    def csv(self) -> str:
        """Comma-separated values with every digit; an unknown score is empty."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        spread = self.columns if self.deviations else ()
        head = ("name", *self.columns, *(f"{c} SD" for c in spread), *self.note_columns)
        writer.writerow(map(cell, head))
        for name in self.rows:
            values = [self.value(name, column) for column in self.columns]
            deviations = [self.deviations.get(name, {}).get(column) for column in spread]
            notes = [cell(self.note(name, column)) for column in self.note_columns]
            writer.writerow((cell(name), *values, *deviations, *notes))
        return file.getvalue()

    def _is_difference(self, name: str) -> bool:
        return self.baseline not in (None, name) and name not in self.apart

    def _cells(self, name: str, bold: str, escape: Callable[[str], str] = str) -> list[str]:
        texts = {column: escape(self.text(name, column)) for column in self.columns}
        scores = [bold.format(text) if self.is_best(name, column) else text for column, text in texts.items()]
        return scores + [escape(self.note(name, column)) for column in self.note_columns]


def _number(value: float) -> str:
    return f"{value:.1f}"


def markdown_table(lines: Sequence[Sequence[str]]) -> str:
    """A table of plain cells in Markdown; the first line is its head."""
    head, *rows = lines
    return "\n".join(map(_markdown, (head, ["---"] * len(head), *rows)))


def _markdown(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _latex(cells: Sequence[str]) -> str:
    return f"{' & '.join(cells)} \\\\"


def _escaped(name: str) -> str:
    return name.replace("|", r"\|")
