"""Labels: a sequence of frames with tracks and supervoxels."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counts import levels_for
from .errors import LabelsError
from .files import Files
from .frames import Frame, Row, read_rows
from .images import read_image
from .regions import Regions
from .supervoxels import Supervoxels, Tree, paint
from .tracks import Track, read_table, read_tracks
from .videos import MapVideo


def open(path: str | os.PathLike[str]) -> Labels:
    """Opens a label folder, or a label video (``.mkv``) with the files beside it.

    Raises ``LabelsError`` if they are incomplete or have a newer format.
    """
    return Labels(path)


class Labels:
    """The labels of a video: a sequence of frames.

    Frames are read on demand and not kept: iterating takes the memory of one frame. Do not share the object between
    threads or forked processes; open the labels in each.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._files = files = Files.of(Path(path))
        table = read_table(files.table)
        self.tracks: Mapping[int, Track] = MappingProxyType(read_tracks(files.table, table.pop("identities")))
        """The tracks by track ID."""
        self.rows: tuple[Row, ...] = read_rows(files.index, has_images=not files.is_video)
        """The data of every frame, without pixels."""
        self.info: Mapping[str, Any] = MappingProxyType(table)
        """The other keys of ``labels.json``: input, selection, seed, run …"""
        if len(self) != self.info["frames"]:
            cause = f"it has {len(self)} frames, but {files.table.name} says {self.info['frames']}"
            raise LabelsError(files.index, cause)

    @property
    def path(self) -> Path:
        """The folder, or the label video."""
        return self._files.labels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels."""
        return self.info["width"], self.info["height"]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames, height and width: the shape of ``array()``."""
        return len(self), self.info["height"], self.info["width"]

    @property
    def complete(self) -> bool:
        """Whether all frames of the input, or of its selected part, have labels."""
        return bool(self.info["complete"])

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """The presentation time of every frame, in seconds."""
        return np.array([row.seconds for row in self.rows])

    def __repr__(self) -> str:
        width, height = self.size
        return f"<Labels {str(self.path)!r}: {len(self)} frames of {width}×{height}, {len(self.tracks)} tracks>"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Frame]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, frame: int) -> Frame:
        """A frame with its label map, by index; −1 is the last."""
        row = self.rows[self._place(frame)]
        is_video, image = self._files.is_video, self.path / str(row.image)
        label_map = self._video[row.index] if is_video else read_image(image, self.shape[1:])
        return Frame(**vars(row), label_map=label_map)

    def at(self, seconds: float) -> Frame:
        """The frame shown at a time: the last one that has begun, also after the end."""
        begun = np.flatnonzero(self.seconds <= seconds)
        if not begun.size:
            raise ValueError(
                f"{self.path}: there is no frame at {seconds} s; the first is at {self.seconds.min(initial=np.inf)} s"
            )
        return self[begun[np.argmax(self.seconds[begun])]]

    def mask(self, track: int | Track, frame: int) -> NDArray[np.bool_]:
        """Height × width, bool: the pixels of a track, or of a track ID, in a frame."""
        identity = track.id if isinstance(track, Track) else track
        if identity not in self.tracks:
            raise ValueError(f"{self.path}: there is no track {identity}")
        return np.equal(self[frame].label_map, identity)

    def array(self, max_bytes: int = 1 << 30) -> NDArray[np.uint16]:
        """Frames × height × width, uint16: all label maps, if they take at most ``max_bytes``."""
        if (size := 2 * math.prod(self.shape)) > max_bytes:
            raise ValueError(f"{self.path}: the array takes {size:,} bytes; iterate over frames, or raise max_bytes")
        array = np.empty(self.shape, np.uint16)
        for frame in self:
            array[frame.index] = frame.label_map
        return array

    @property
    def tree(self) -> Tree:
        """The merge tree of the supervoxels."""
        return self._supervoxels.tree

    def supervoxels(self, frame: int) -> NDArray[np.int32]:
        """Height × width, int32: the number of every pixel's supervoxel, from 0: an index into ``tree``."""
        return paint(*self._supervoxels.read(self._place(frame)))

    def relabel(self, *, regions: int | None = None, scale: float | None = None, level: float | None = None) -> Regions:
        """The frames of another cut of the tree, as ``tessera relabel`` writes it.

        Give one of: ``regions``, at most this many per frame on average in each shot, not counting those below
        0.1 % of the picture (reads all maps once more); ``scale``, as ``tessera relabel --scale``; or ``level``, as
        in the frames. Larger scales and levels give fewer regions.
        """
        if [regions, scale, level].count(None) != 2:
            raise TypeError("relabel needs one of regions, scale and level")
        if regions is not None:
            if not 1 <= operator.index(regions) <= 10_000:
                raise ValueError(f"regions must be in 1…10000, not {regions}")
            return Regions(self._supervoxels, levels_for(regions, self._supervoxels), self._place)
        cut = level if level is not None else self.tree.level_of(scale or 0)
        return Regions(self._supervoxels, {row.shot: cut for row in self.rows}, self._place)

    def close(self) -> None:
        """Closes the videos. Later reads open them again."""
        if video := vars(self).pop("_video", None):
            video.close()
        if supervoxels := vars(self).pop("_supervoxels", None):
            supervoxels.maps.close()

    def __enter__(self) -> Labels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _place(self, frame: int) -> int:
        if not -len(self) <= operator.index(frame) < len(self):
            raise IndexError(f"{self.path}: there is no frame {frame}; it has {len(self)} frames")
        return operator.index(frame) % len(self)

    @cached_property
    def _video(self) -> MapVideo:
        return MapVideo(self.path, self.shape[1:], (row.time for row in self.rows))

    @cached_property
    def _supervoxels(self) -> Supervoxels:
        maps, table = self._files.supervoxel_maps, self._files.supervoxel_table
        for file in (maps, table):
            self._files.require(file, "segment with a pipeline that makes regions, and labels.supervoxels: true")
        video = MapVideo(maps, self.shape[1:], (row.time for row in self.rows))
        return Supervoxels(table, video, self.rows)
