"""Label maps, of PNG images and of videos without loss."""

import io
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .checksums import slices_are_whole
from .errors import LabelsError, reading


def read_image(path: Path, shape: tuple[int, int]) -> NDArray[np.uint16]:
    """A label image, height × width; its checksums are checked."""
    with reading(path):
        data = io.BytesIO(path.read_bytes())
        try:
            Image.open(data, formats=["PNG"]).verify()
            image = Image.open(data, formats=["PNG"])
            pixels = np.array(image)
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise LabelsError(path, f"it is no whole PNG ({error})") from error
        if image.mode not in ("P", "L", "I", "I;16"):
            raise ValueError(f"its pixels are {image.mode}, and those of a label image are indices or 16-bit grey")
        if pixels.shape != shape:
            raise ValueError(f"it is {pixels.shape[1]}×{pixels.shape[0]}, and not {shape[1]}×{shape[0]}")
    return pixels.astype(np.uint16, copy=False)


class MapVideo:
    """The maps of an FFV1 video, height × width. In their order they are read one after the other; else it seeks.

    ``times`` are the presentation times of the frames, in seconds: a frame that has another is not taken.
    """

    def __init__(self, path: Path, shape: tuple[int, int], times: Iterable[Fraction]) -> None:
        try:
            import av
        except ImportError as error:
            remedy = "pip install 'tessera-labels[video]'"
            raise LabelsError(path, "label videos are read with PyAV, which is not installed", remedy) from error
        self._path, self._shape, self._ticks = path, shape, milliseconds(times)
        self._error: Any = av.FFmpegError
        self._next = 0
        try:
            self._container = av.open(f"file:{path}", format="matroska")
            self._stream = self._container.streams.video[0]
        except (av.FFmpegError, ValueError, IndexError) as error:
            raise LabelsError(path, f"it is no label video ({error})") from error
        codec = self._stream.codec_context
        if codec is None or codec.name != "ffv1":
            raise LabelsError(path, "it is no label video: its codec is not FFV1")
        codec.thread_type = "SLICE"
        codec.options = {"err_detect": "crccheck+explode"}
        notes = {key.lower(): value for key, value in self._stream.metadata.items()}
        self._has_checksums = notes.get("checksums") == "slices"
        self._frames = self._decode()

    def __getitem__(self, index: int) -> NDArray[np.uint16]:
        in_order, self._next = index == self._next, -1
        try:
            if not in_order:
                self._container.seek(self._ticks[index], stream=self._stream)
                self._frames = self._decode()
            frame = next(self._frames, None)
        except (self._error, ValueError) as error:
            raise LabelsError(self._path, f"frame {index} is damaged ({error})") from error
        if frame is None or frame.pts != self._ticks[index]:
            raise LabelsError(self._path, f"frame {index} is missing, at {self._ticks[index]} ms")
        if frame.format.name != "gray16le" or (frame.height, frame.width) != self._shape:
            expected = f"gray16le of {self._shape[1]}×{self._shape[0]}"
            found = f"{frame.format.name} of {frame.width}×{frame.height}"
            raise LabelsError(self._path, f"frame {index} is {found}, and not {expected}")
        self._next = index + 1
        pixels: NDArray[np.uint16] = frame.to_ndarray()
        return pixels

    def _decode(self) -> Iterator[Any]:
        """The frames from here on."""
        for packet in self._container.demux(self._stream):
            if self._has_checksums and packet.size and not slices_are_whole(bytes(packet)):
                raise ValueError("its checksum is wrong")
            yield from packet.decode()

    def close(self) -> None:
        self._container.close()


def milliseconds(times: Iterable[Fraction]) -> list[int]:
    """Times as Matroska has them: whole, rising, and from 0 on where they begin below."""
    ticks: list[int] = []
    shift = 0
    for time in times:
        rounded = math.floor(abs(time) * 1000 + Fraction(1, 2)) * (1 if time >= 0 else -1)
        if not ticks:
            shift = max(0, -rounded)
        ticks.append(max(rounded + shift, ticks[-1] + 1) if ticks else rounded + shift)
    return ticks
