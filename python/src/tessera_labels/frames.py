"""``frames.csv``: the data of every frame."""

import csv
import re
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import reading
from .files import bounded_lines, check


@dataclass(frozen=True)
class Row:
    """A row of ``frames.csv``. Shares are 0 … 1; empty fields are None."""

    index: int  # the place among the segmented frames, from 0
    pts: int  # the presentation time, in ticks
    time_base: Fraction  # the length of a tick, in seconds
    labels: int  # the number of tracks in the frame
    shot: int  # the shot of the frame, from 0; a returning shot keeps its number
    changed: float | None  # share of the followed pixels that changed their track ID; None after a cut
    births: int  # tracks that are in no earlier frame
    deaths: int  # tracks that are in the previous frame, and not in this one
    returns: int  # tracks that are in an earlier frame, but not in the previous one
    iterations: int  # training iterations
    loss: float | None  # of the last iteration; None without training
    change: float | None  # share of the picture that the shot's previous frame does not explain; None if unknown
    level: float | None  # at which the tree of supervoxels is cut; None without a tree
    image: str | None  # the name of the label image; None in a label video
    source: str | None  # the name of the segmented image; None for a frame of a video

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
    """A row and its pixels.

    ``label_map``: height × width, uint16, the track ID of every pixel, 1 … 65535, rows from the top.
    """

    label_map: NDArray[np.uint16]


def read_rows(path: Path, has_images: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    check(path)
    with reading(path), path.open(newline="", encoding="utf-8") as stream:
        lines = csv.reader(bounded_lines(stream), strict=True)
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
                    raise ValueError(f"its frame is {row.index}, but frame {len(rows)} is next")
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
            raise ValueError(f"{reprlib.repr(line[name])} is not a valid {name}") from None
    return Row(**values)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError
    return int(text)


def _ticks(text: str) -> int:
    return -_whole(text[1:]) if text.startswith("-") else _whole(text)


def _time_base(text: str) -> Fraction:
    ticks, per_seconds = map(_whole, text.split("/"))
    if ticks == 0:
        raise ValueError
    return Fraction(ticks, per_seconds)


def _image(text: str) -> str:
    """A file name without a folder."""
    if not text.endswith(".png") or set(text) & set("/\\:\0"):
        raise ValueError
    return text


WHOLE = re.compile("[0-9]{1,19}")  # more digits make numbers that no run has, and slow arithmetic
OPTIONAL = {"changed", "loss", "change", "level", "image", "source"}
PARSERS: dict[str, Callable[[str], Any]] = {field.name: _whole for field in fields(Row)}
PARSERS |= {"pts": _ticks, "time_base": _time_base, "image": _image, "source": str}
PARSERS |= dict.fromkeys(["changed", "loss", "change", "level"], float)
