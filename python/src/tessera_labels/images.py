"""Reads label maps from PNG images."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .errors import LabelsError, reading
from .files import check


def read_image(path: Path, shape: tuple[int, int]) -> NDArray[np.uint16]:
    """The track ID of every pixel, height × width. Verifies the checksums of the file."""
    # Four times the size of the pixels: more than any PNG of them.
    check(path, max_bytes=8 * shape[0] * shape[1] + (1 << 20))
    with reading(path):
        data = io.BytesIO(path.read_bytes())
        try:
            Image.open(data, formats=["PNG"]).verify()
            image = Image.open(data, formats=["PNG"])
            if image.mode not in ("P", "L", "I", "I;16"):
                raise LabelsError(path, f"its pixels are {image.mode}, but label images have palette or gray pixels")
            if image.size != (shape[1], shape[0]):
                raise LabelsError(path, f"it is {image.width}×{image.height}, but the labels are {shape[1]}×{shape[0]}")
            return np.array(image).astype(np.uint16, copy=False)
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise LabelsError(path, f"it is not a complete PNG ({error})") from error
