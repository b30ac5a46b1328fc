"""Label maps, of PNG images and of videos without loss."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

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
    """The maps of an FFV1 video, height × width. In their order they are read one after the other; else it seeks."""

    def __init__(self, path: Path, shape: tuple[int, int]) -> None:
        try:
            import av
        except ImportError as error:
            remedy = "pip install 'tessera-labels[video]'"
            raise LabelsError(path, "label videos are read with PyAV, which is not installed", remedy) from error
        self._path, self._shape = path, shape
        self._error: Any = av.FFmpegError
        self._times: list[int] = []  # of all frames, in ticks; empty until it must seek
        self._next = 0
        try:
            self._container = av.open(f"file:{path}", format="matroska")
            self._stream = self._container.streams.video[0]
        except (av.FFmpegError, OSError, IndexError) as error:
            raise LabelsError(path, f"it is no label video ({error})") from error
        if (codec := self._stream.codec_context).name != "ffv1":
            raise LabelsError(path, f"it is no label video: its codec is {codec.name}, and not ffv1")
        codec.thread_type = "SLICE"
        codec.options = {"err_detect": "crccheck+explode"}
        self._frames: Iterator[Any] = self._container.decode(self._stream)

    def __getitem__(self, index: int) -> NDArray[np.uint16]:
        in_order, self._next = index == self._next, -1
        try:
            frame = next(self._frames, None) if in_order else self._seek(index)
        except self._error as error:
            raise LabelsError(self._path, f"frame {index} is damaged ({error})") from error
        if frame is None:
            raise LabelsError(self._path, f"it ends before frame {index}")
        if frame.format.name != "gray16le" or (frame.height, frame.width) != self._shape:
            found = f"{frame.width}×{frame.height} of {frame.format.name}"
            raise LabelsError(self._path, f"frame {index} is {found}, not {self._shape[1]}×{self._shape[0]} of gray16le")
        self._next = index + 1
        pixels: NDArray[np.uint16] = frame.to_ndarray()
        return pixels

    def _seek(self, index: int) -> Any:
        if not self._times:
            self._container.seek(0, stream=self._stream)
            packets = self._container.demux(self._stream)
            self._times = [packet.pts for packet in packets if packet.pts is not None]
        if index >= len(self._times):
            return None
        self._container.seek(self._times[index], stream=self._stream)
        self._frames = self._container.decode(self._stream)
        return next((frame for frame in self._frames if frame.pts == self._times[index]), None)

    def close(self) -> None:
        self._container.close()
