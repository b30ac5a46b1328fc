"""Label maps of PNG images."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .errors import LabelsError, reading


def read_image(path: Path, shape: tuple[int, int]) -> NDArray[np.uint16]:
    """The identity of every pixel, height × width; the checksums of the file are compared."""
    with reading(path):
        data = io.BytesIO(path.read_bytes())
        try:
            Image.open(data, formats=["PNG"]).verify()
            image = Image.open(data, formats=["PNG"])
            if image.mode not in ("P", "L", "I", "I;16"):
                raise LabelsError(path, f"its pixels are {image.mode}, not indices or 16-bit grey")
            if image.size != (shape[1], shape[0]):
                raise LabelsError(path, f"it is {image.width}×{image.height}, not {shape[1]}×{shape[0]}")
            return np.array(image).astype(np.uint16, copy=False)
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise LabelsError(path, f"it is no whole PNG ({error})") from error
