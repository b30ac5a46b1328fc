"""The one error of this package."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RESTORE = "copy the labels again from their source, or segment again"
UPGRADE = "use a newer tessera-labels, or segment again"

# Control characters, bidirectional controls, and bytes that are not UTF-8: names and contents are untrusted.
CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class LabelsError(ValueError):
    """Labels that can not be read, with the file, the cause and the remedy."""

    def __init__(self, path: Path, cause: str, remedy: str = RESTORE) -> None:
        super().__init__(path, cause, remedy)
        self.path, self.cause, self.remedy = path, cause, remedy

    def __str__(self) -> str:
        """One line. Control characters are escaped, as ``tessera`` does: ``\\u{1B}``."""
        text = f"{self.path}: {self.cause}; {self.remedy}"
        return CONTROLS.sub(lambda found: f"\\u{{{ord(found[0]):X}}}", text)


@contextmanager
def reading(path: Path, place: str = "") -> Iterator[None]:
    """Converts parsing errors into ``LabelsError``; ``place`` is, for example, ``"line 3: "``."""
    try:
        yield
    except LabelsError:
        raise
    except KeyError as error:
        raise LabelsError(path, f"{place}{error} is missing") from error
    except MemoryError as error:
        raise LabelsError(path, f"{place}it needs more memory than there is") from error
    except (ValueError, TypeError, ArithmeticError, RecursionError, OSError, csv.Error) as error:
        raise LabelsError(path, f"{place}{error}") from error
