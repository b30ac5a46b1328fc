"""Label maps of another cut of the tree."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from .errors import LabelsError
from .supervoxels import Supervoxels, paint


class Regions:
    """The label maps of the tree cut at ``level``: a sequence, as ``tessera relabel`` writes it.

    Regions are numbered in order of appearance. A map requested out of order therefore reads
    the earlier maps once. In order, each map is read once.
    """

    def __init__(self, supervoxels: Supervoxels, level: float, place: Callable[[int], int]) -> None:
        self.level = level
        self._supervoxels, self._place = supervoxels, place
        self._founders = supervoxels.tree.founders(level)
        self._regions: dict[int, int] = {}  # by founder, of the frames before _numbered
        self._numbered = 0

    def __len__(self) -> int:
        return len(self._supervoxels.rows)

    def __iter__(self) -> Iterator[NDArray[np.uint16]]:
        return (self[frame] for frame in range(len(self)))

    def __getitem__(self, frame: int) -> NDArray[np.uint16]:
        """Height × width, uint16: the region of every pixel, from 1."""
        index = self._place(frame)
        for before in range(self._numbered, index):
            self._read(before)
        return self._read(index)

    def _read(self, index: int) -> NDArray[np.uint16]:
        slots, present, owners = self._supervoxels.read(index)
        founders = self._founders[owners].tolist()
        numbers = [self._regions.setdefault(founder, len(self._regions) + 1) for founder in founders]
        if len(self._regions) > 65535:
            remedy = "give a larger scale or level"
            raise LabelsError(self._supervoxels.table, "it makes more than 65,535 regions", remedy)
        self._numbered = max(self._numbered, index + 1)
        return paint(slots, present, np.array(numbers, np.uint16))
