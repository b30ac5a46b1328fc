"""The one error of this package."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RESTORE = "copy the labels again from their source, or segment again"
UPGRADE = "use a newer tessera-labels, or segment again"


class LabelsError(ValueError):
    """Labels that can not be read, with the file, the cause and the remedy."""

    def __init__(self, path: Path, cause: str, remedy: str = RESTORE) -> None:
        super().__init__(path, cause, remedy)
        self.path, self.cause, self.remedy = path, cause, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.cause}; {self.remedy}"


@contextmanager
def reading(path: Path, place: str = "") -> Iterator[None]:
    """Converts parsing errors into ``LabelsError``; ``place`` is, for example, ``"line 3: "``."""
    try:
        yield
    except LabelsError:
        raise
    except KeyError as error:
        raise LabelsError(path, f"{place}{error} is missing") from error
    except (ValueError, TypeError, ArithmeticError, RecursionError, OSError, csv.Error) as error:
        raise LabelsError(path, f"{place}{error}") from error
