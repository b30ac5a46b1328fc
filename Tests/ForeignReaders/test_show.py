"""`tessera show` as terminals read it: kitty's protocol, and sixel by libsixel."""

import base64
import re
import shutil
import subprocess

import numpy as np
import pytest
from conftest import PROGRAM
from PIL import Image


def shown(clip, graphics):
    command = [PROGRAM, "show", clip.folder / clip.name, "--frame", "20", "--graphics", graphics, "--columns", "20"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def kitty(text):
    """The picture of sequences ESC _ G keys ; base 64 ESC \\, which must come without anything between them."""
    pieces = re.findall(rb"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", text)
    assert text.startswith(b"\x1b_G") and text.count(b"\x1b_G") == len(pieces)
    keys = [dict(key.split(b"=") for key in piece[0].split(b",")) for piece in pieces]
    assert keys[0][b"a"] == b"T" and keys[0][b"f"] == b"24"
    assert [key[b"m"] for key in keys] == [b"1"] * (len(pieces) - 1) + [b"0"]
    assert all(list(key) == [b"m"] for key in keys[1:]) and all(len(piece[1]) <= 4096 for piece in pieces)
    data = base64.b64decode(b"".join(piece[1] for piece in pieces), validate=True)
    return np.frombuffer(data, np.uint8).reshape(int(keys[0][b"v"]), int(keys[0][b"s"]), 3)


def test_kitty(clip):
    picture = kitty(shown(clip, "kitty"))
    height, width = clip.maps.shape[1:]
    assert picture.shape[1] == 200 and abs(picture.shape[0] - 200 * height / width) <= 1
    # Half blocks have the same colors, in coarser pixels.
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 1


def test_sixel(clip, tmp_path):
    """libsixel decodes the picture of kitty, but for the steps of the 252 colors."""
    if shutil.which("sixel2png") is None:
        pytest.skip("there is no sixel2png (Debian: libsixel-bin)")
    text = shown(clip, "sixel")
    sixel = text[: text.index(b"\x1b\\") + 2]
    (tmp_path / "frame.six").write_bytes(sixel)
    subprocess.run(["sixel2png", "-i", tmp_path / "frame.six", "-o", tmp_path / "frame.png"], check=True, capture_output=True)
    decoded = np.array(Image.open(tmp_path / "frame.png").convert("RGB")).astype(float)
    expected = kitty(shown(clip, "kitty")).astype(float)
    assert decoded.shape == expected.shape
    assert np.abs(decoded - expected).max() <= 255 / 5 + 3
    # Dithering keeps the mean of a neighborhood.
    blocks = [image[: len(image) // 4 * 4, :200].reshape(len(image) // 4, 4, 50, 4, 3).mean((1, 3)) for image in (decoded, expected)]
    assert np.abs(blocks[0] - blocks[1]).mean() < 6
