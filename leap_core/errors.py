"""The one error that bad input raises: a clear message, no traceback."""

from os import PathLike

TOO_DEEP = "nested too deep"
_LONGEST = 300  # characters of a reason


class InputError(Exception):
    """Something the user gave cannot be used.

    The command line prints it and exits with 2; the dashboard shows it in place.
    """

    def __init__(self, source: str | PathLike[str], expected: str, remedy: str) -> None:
        """Name what was read (`source`), what was `expected` of it and what to do (`remedy`)."""
        self.source, self.expected, self.remedy = str(source), expected, remedy
        super().__init__(f"{source}: {expected}. {remedy}")

    def __reduce__(self) -> tuple:
        """How it comes home from another process."""
        return type(self), (self.source, self.expected, self.remedy)


def reason(error: Exception) -> str:
    """What a library says of broken input: its first line, cut where it repeats the input itself."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    said = isinstance(error, OSError) and error.strerror  # without its number and the file
    return (said or str(error)).partition("\n")[0][:_LONGEST]
