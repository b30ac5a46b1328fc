"""Reads maps from FFV1 videos in Matroska."""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .checksums import slices_are_whole
from .errors import LabelsError
from .files import check


class MapVideo:
    """The maps of a video, height × width. Reading in order decodes sequentially; any other order seeks.

    ``times`` are the presentation times of the frames, in seconds. A frame with another time is an error.
    """

    def __init__(self, path: Path, shape: tuple[int, int], times: Iterable[Fraction]) -> None:
        try:
            import av
        except ImportError as error:
            remedy = "pip install av"
            raise LabelsError(path, "videos are read with PyAV, which is not installed", remedy) from error
        self._path, self._shape, self._ticks = path, shape, milliseconds(times)
        self._failures: Any = (av.FFmpegError, ValueError, OverflowError, MemoryError)
        check(path)
        try:
            self._container = av.open(f"file:{path}", format="matroska")
            self._stream = self._container.streams.video[0]
        except (*self._failures, IndexError) as error:
            raise LabelsError(path, f"it is not a label video ({error})") from error
        codec = self._stream.codec_context
        if codec is None or codec.name != "ffv1" or (codec.height, codec.width) != shape:
            raise LabelsError(path, f"it is not an FFV1 video of {shape[1]}×{shape[0]}")
        codec.thread_type = "SLICE"
        codec.options = {"err_detect": "crccheck+explode"}
        notes = {key.lower(): value for key, value in self._stream.metadata.items()}
        self._has_checksums = notes.get("checksums") == "slices"
        self._frames, self._next = self._decode(), 0

    def __getitem__(self, index: int) -> NDArray[np.uint16]:
        in_order, self._next = index == self._next, -1
        try:
            if not in_order:
                self._container.seek(self._ticks[index], stream=self._stream)
                self._frames = self._decode()
            frame = next(self._frames, None)
            if frame is None or frame.pts != self._ticks[index]:
                raise LabelsError(self._path, f"it has no frame {index} at {self._ticks[index]} ms")
            pixels: NDArray[np.uint16] = frame.to_ndarray()
        except LabelsError:
            raise
        except self._failures as error:
            raise LabelsError(self._path, f"frame {index} is damaged ({error})") from error
        if pixels.shape != self._shape or pixels.dtype != np.uint16:
            raise LabelsError(self._path, f"frame {index} has {frame.format.name} pixels, but labels are 16-bit gray")
        self._next = index + 1
        return pixels

    def _decode(self) -> Iterator[Any]:
        """The frames from the current position."""
        for packet in self._container.demux(self._stream):
            if self._has_checksums and packet.size and not slices_are_whole(bytes(packet)):
                raise ValueError("its checksum is wrong")
            yield from packet.decode()

    def close(self) -> None:
        self._container.close()


def milliseconds(times: Iterable[Fraction]) -> list[int]:
    """Times as Tessera writes them into Matroska: rising integers, shifted to 0 if they start below it."""
    rounded = [math.floor(abs(time) * 1000 + Fraction(1, 2)) * (1 if time >= 0 else -1) for time in times]
    shift = max(0, -rounded[0]) if rounded else 0
    ticks, last = [], -1
    for tick in rounded:
        last = max(tick + shift, last + 1)
        ticks.append(last)
    return ticks
