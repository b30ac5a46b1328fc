"""``supervoxels.csv`` and ``supervoxels.mkv``: the finest regions and their merge tree."""

import csv
import math
import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import UPGRADE, LabelsError, reading
from .files import bounded_lines, check
from .frames import Row
from .videos import MapVideo

FORMAT = 1
TITLE = re.compile(r"# tessera supervoxels, format ([0-9]{1,9})(?:, working size ([0-9]{1,5})x([0-9]{1,5})$)?")
LARGEST_SIDE = 65535
COLUMNS = ["number", "slot", "frame", "shot", "joins", "level"]
TYPES = "iHiiif"
NONE = -1  # for an empty field


@dataclass(frozen=True, eq=False)
class Tree:
    """The merge tree. Each array has one element for each of N supervoxels, by number."""

    working_size: tuple[int, int]  # width and height at which supervoxels were made, in pixels
    slot: NDArray[np.uint16]  # its value in the maps, from 1
    frame: NDArray[np.int32]  # from which the slot means it; rising
    shot: NDArray[np.int32]
    joins: NDArray[np.int32]  # the older supervoxel of its shot that it joins; −1: none
    level: NDArray[np.float32]  # at which it joins; infinite if it joins none

    def __len__(self) -> int:
        return len(self.slot)

    def level_of(self, scale: float) -> float:
        """The level of ``tessera relabel --scale``."""
        side = math.sqrt(self.working_size[0] * self.working_size[1])
        return float(np.float32(scale * (side * math.sqrt(side))))

    def founders(self, level: float | Mapping[int, float]) -> NDArray[np.int32]:
        """N, int32: the founder of every supervoxel's region at a level, or at the level of its shot."""
        if isinstance(level, Mapping):
            shots, places = np.unique(self.shot, return_inverse=True)
            # A shot without a frame has no level.
            limits = np.array([level.get(shot, 0) for shot in shots.tolist()], np.float32)[places]
        else:
            limits = np.full(len(self), level, np.float32)
        numbers = np.arange(len(self), dtype=np.int32)
        founders = np.where((self.joins >= 0) & (self.level <= limits), self.joins, numbers)
        while np.any((further := founders[founders]) != founders):
            founders = further
        return founders


def read_tree(path: Path) -> Tree:
    columns: list[array[Any]] = [array(kind) for kind in TYPES]
    check(path)
    with reading(path), path.open(newline="", encoding="utf-8") as stream:
        text_lines = bounded_lines(stream)
        title = TITLE.match(next(text_lines, "").rstrip())
        if title and int(title[1]) != FORMAT:
            raise LabelsError(path, f"its format is {title[1]}, and this package reads {FORMAT}", UPGRADE)
        lines = csv.reader(text_lines, strict=True)
        if not title or not title[2] or next(lines, []) != COLUMNS:
            raise ValueError("it is not a table of supervoxels: its first two lines are wrong")
        size = (int(title[2]), int(title[3]))
        if not all(1 <= side <= LARGEST_SIDE for side in size):
            raise ValueError(f"its working size is {size[0]}x{size[1]}, not 1…{LARGEST_SIDE} pixels")
        for line in lines:
            with reading(path, f"line {lines.line_num + 1}: "):
                if len(line) != len(COLUMNS):
                    raise ValueError(f"there are {len(line)} fields, not {len(COLUMNS)}")
                for column, kind, text in zip(columns, TYPES, line):
                    column.append(float(text) if kind == "f" else int(text) if text else NONE)
    number, *rest = (np.array(column, column.typecode) for column in columns)
    tree = Tree(size, *rest)
    joined, place = np.maximum(tree.joins, 0), np.arange(len(tree))
    right = (number == place) & (tree.joins >= NONE) & (tree.slot > 0) & (tree.joins < place) & (tree.level >= 0)
    # A row that joins no older supervoxel is already wrong, and is not looked up.
    right &= (np.diff(tree.frame, prepend=0) >= 0) & ((tree.joins < 0) | (tree.shot[joined * right] == tree.shot))
    if not right.all():
        wrong = int(np.argmin(right)) + 3
        raise LabelsError(path, f"line {wrong}: its values contradict the lines before it")
    return tree


class Supervoxels:
    """The tree, and the supervoxels of the pixels of each frame."""

    def __init__(self, table: Path, maps: MapVideo, rows: tuple[Row, ...]) -> None:
        self.tree, self.table, self.maps, self.rows = read_tree(table), table, maps, rows
        self._owners, self._known = np.full(1 << 16, -1, np.int32), 0

    def read(self, index: int) -> tuple[NDArray[np.uint16], NDArray[np.intp], NDArray[np.int32]]:
        """A frame: the slot of every pixel, height × width; the slots in it, rising; their supervoxels."""
        decided = int(np.searchsorted(self.tree.frame, index, side="right"))
        if decided < self._known:
            self._owners[:], self._known = -1, 0
        # If a slot is reused, the last assignment counts.
        self._owners[self.tree.slot[self._known : decided]] = np.arange(self._known, decided)
        self._known = decided
        slots = self.maps[index]
        present = np.flatnonzero(np.bincount(slots.ravel(), minlength=1 << 16))
        owners = self._owners[present]
        shot = self.rows[index].shot
        wrong = owners < 0 if not decided else (owners < 0) | (self.tree.shot[owners] != shot)
        if wrong.any():
            slot = present[np.argmax(wrong)]
            raise LabelsError(self.table, f"it has no supervoxel for slot {slot} in frame {index}, shot {shot}")
        return slots, present, owners


def paint(slots: NDArray[np.uint16], present: NDArray[np.intp], values: NDArray[Any]) -> NDArray[Any]:
    """Height × width: every pixel gets the value of its slot."""
    table = np.zeros(1 << 16, values.dtype)
    table[present] = values
    return table[slots]
