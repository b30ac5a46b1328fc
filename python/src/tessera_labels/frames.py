"""``frames.csv``: what every frame got."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import reading


@dataclass(frozen=True)
class Row:
    """A row of ``frames.csv``. Shares are of 1; what the file leaves empty is None."""

    index: int  # the place among the frames that were segmented, from 0
    pts: int  # the presentation time, in ticks
    time_base: Fraction  # the length of a tick, in seconds
    labels: int  # how many identities are in the frame
    shot: int  # the shot it belongs to, from 0; a shot that returns keeps its number
    changed: float | None  # share of the followed pixels that changed their identity; None behind a cut
    births: int  # identities that are in no frame before
    deaths: int  # identities that are in the frame before, and not in this one
    returns: int  # identities that are in an earlier frame, but not in the one before
    iterations: int  # of training
    loss: float | None  # of the last iteration; None where there was none
    change: float  # share of the picture that the shot's previous frame does not explain
    level: float | None  # where the tree of supervoxels is cut; None where there is none
    image: str | None  # the name of the label image; None in a label video
    source: str | None  # the name of the image that was segmented; None for a frame of a video

    @property
    def time(self) -> Fraction:
        """The presentation time in seconds, exact."""
        return self.pts * self.time_base

    @property
    def seconds(self) -> float:
        """The presentation time in seconds."""
        return float(self.time)


@dataclass(frozen=True, eq=False)
class Frame(Row):
    """A row with its pixels.

    ``label_map``: height × width, uint16, the identity of every pixel, 1 … 65535, rows from the top.
    """

    label_map: NDArray[np.uint16]


def read_rows(path: Path, has_images: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    with reading(path), path.open(newline="", encoding="utf-8") as stream:
        lines = csv.reader(stream, strict=True)
        columns = next(lines, [])
        for name in PARSERS:
            if name not in columns:
                raise ValueError(f"line 1: the column {name} is missing")
        for line in lines:
            with reading(path, f"line {lines.line_num}: "):
                if len(line) != len(columns):
                    raise ValueError(f"there are {len(line)} fields, not {len(columns)}")
                row = _row(dict(zip(columns, line)))
                if row.index != len(rows):
                    raise ValueError(f"frame {row.index} stands where frame {len(rows)} belongs")
                if has_images and row.image is None:
                    raise ValueError("the name of the label image is missing")
                rows.append(row)
    return tuple(rows)


def _row(line: dict[str, str]) -> Row:
    values: dict[str, Any] = {}
    for name, parse in PARSERS.items():
        try:
            values[name] = None if name in OPTIONAL and not line[name] else parse(line[name])
        except (ValueError, ArithmeticError):
            raise ValueError(f"{name} can not be {line[name]!r}") from None
    return Row(**values)


def _time_base(text: str) -> Fraction:
    if (base := Fraction(text)) <= 0:
        raise ValueError
    return base


def _image(text: str) -> str:
    """A name that stays in the folder."""
    if not text.endswith(".png") or set(text) & set("/\\:\0"):
        raise ValueError
    return text


OPTIONAL = {"changed", "loss", "level", "image", "source"}
PARSERS: dict[str, Callable[[str], Any]] = {field.name: int for field in fields(Row)}
PARSERS |= {"time_base": _time_base, "image": _image, "source": str}
PARSERS |= dict.fromkeys(["changed", "loss", "change", "level"], float)
