"""Label maps of another cut of the tree."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .errors import LabelsError
from .frames import Frame
from .supervoxels import Supervoxels, paint


class Regions:
    """The frames of the tree cut at other levels: a sequence, as ``tessera relabel`` writes it.

    ``levels`` has the level of each shot. Regions are numbered in order of appearance. A frame requested
    out of order therefore reads the earlier frames once. In order, each frame is read once.

    The frames have what the label maps and the input tell: ``changed`` and ``loss`` are None, ``iterations`` is 0,
    and ``image`` is None, since there is no file.
    """

    def __init__(self, supervoxels: Supervoxels, levels: Mapping[int, float], place: Callable[[int], int]) -> None:
        # As in frames.csv: the shortest decimals of the same 32-bit numbers.
        self.levels = {shot: float(str(np.float32(level))) for shot, level in levels.items()}
        self._supervoxels, self._place = supervoxels, place
        self._founders = supervoxels.tree.founders(levels)
        self._regions: dict[int, int] = {}  # by founder, of the frames before _numbered
        self._present: list[frozenset[int]] = []  # the regions of these frames
        self._known: list[int] = []  # the number of regions before each of these frames

    def __len__(self) -> int:
        return len(self._supervoxels.rows)

    def __iter__(self) -> Iterator[Frame]:
        return (self[frame] for frame in range(len(self)))

    def __getitem__(self, frame: int) -> Frame:
        """A frame by index; −1 is the last. Its label map has the region of every pixel, from 1."""
        index = self._place(frame)
        for before in range(len(self._present), index):
            self._read(before)
        label_map = self._read(index)
        row = self._supervoxels.rows[index]
        now, last = self._present[index], self._present[index - 1] if index else frozenset[int]()
        births = sum(region > self._known[index] for region in now)
        values = vars(replace(
            row, labels=len(now), changed=None, births=births, deaths=len(last - now),
            returns=len(now - last) - births, iterations=0, loss=None, level=self.levels[row.shot], image=None,
        ))  # fmt: skip
        return Frame(**values, label_map=label_map)

    def _read(self, index: int) -> NDArray[np.uint16]:
        slots, present, owners = self._supervoxels.read(index)
        known = len(self._regions)
        founders = self._founders[owners].tolist()
        for founder in sorted(set(founders)):
            self._regions.setdefault(founder, len(self._regions) + 1)
        numbers = [self._regions[founder] for founder in founders]
        if len(self._regions) > 65535:
            remedy = "give a larger scale or level, or fewer regions"
            raise LabelsError(self._supervoxels.table, "this cut makes more than 65,535 regions", remedy)
        if index == len(self._present):
            self._present.append(frozenset(numbers))
            self._known.append(known)
        return paint(slots, present, np.array(numbers, np.uint16))
