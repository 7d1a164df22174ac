"""A table of scores as text to paste: Markdown, LaTeX (booktabs) and CSV.  The best of each column is bold.

Scores are in percent, the larger the better; one that is not known is None.  Some rows have intervals, which
LaTeX shows below them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SPECIAL = str.maketrans(
    {c: rf"\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}
)


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

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(next(iter(self.rows.values()), {}))

    def best(self, column: str) -> str | None:
        """The largest score of a column as it is printed; None where the column has none."""
        known = [value for row in self.rows.values() if (value := row[column]) is not None]
        return _number(max(known)) if known else None

    def is_best(self, name: str, column: str) -> bool:
        """Whether a score is the largest of its column, as printed: what looks equal is equally bold."""
        value = self.rows[name][column]
        return value is not None and _number(value) == self.best(column)

    def markdown(self) -> str:
        """A table of GitHub's Markdown, under its caption."""
        lines = [_markdown(("", *self.columns)), _markdown(("---", *("---:" for _ in self.columns)))]
        lines += [_markdown((_escaped(name), *self._cells(name, "**{}**"))) for name in self.rows]
        return "\n".join((self.caption, "", *lines, ""))

    def latex(self) -> str:
        """A table of booktabs, with its caption; needs the LaTeX package booktabs."""
        lines = [
            r"\begin{table}",
            rf"\caption{{{escape_latex(self.caption)}}}",
            rf"\begin{{tabular}}{{l{'r' * len(self.columns)}}}",
            r"\toprule",
            _latex(("", *(escape_latex(column) for column in self.columns))),
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
        lines = [_latex((escape_latex(name), *self._cells(name, r"\textbf{{{}}}")))]
        if name in self.intervals:
            ends = (self.intervals[name].get(column) for column in self.columns)
            small = (rf"{{\scriptsize {_number(x[0])}--{_number(x[1])}}}" if x else "" for x in ends)
            lines.append(_latex(("", *small)))
        return lines

    def csv(self) -> str:
        """Comma-separated values with every digit; an unknown score is empty."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", *self.columns))
        writer.writerows((name, *row.values()) for name, row in self.rows.items())
        return file.getvalue()

    def _cells(self, name: str, bold: str) -> list[str]:
        texts = {column: _number(value) for column, value in self.rows[name].items()}
        return [bold.format(text) if self.is_best(name, column) else text for column, text in texts.items()]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


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
