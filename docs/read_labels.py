"""Reads labels exported as .npz, .npy or Zarr, or a label video through ffmpeg. Copy this file; it needs NumPy only.

    for seconds, labels in read_labels("clip.npz"):     # labels: height × width, uint16, 0 is "no region"
        print(seconds, np.unique(labels))
"""

import json
import subprocess
import zlib
from pathlib import Path

import numpy as np


def read_labels(path):
    """Yields the time of each frame in seconds (None in .npy) and its track IDs. Memory does not grow with the frames."""
    path = Path(path)
    if path.is_dir():
        yield from _zarr(path)
    elif path.suffix == ".npz":
        yield from _npz(path)
    elif path.suffix == ".npy":
        for labels in np.load(path, mmap_mode="r"):
            yield None, np.array(labels)
    else:
        yield from _video(path)


def _npz(path):
    with np.load(path) as archive:
        seconds = archive["seconds"]
        with archive.zip.open("labels.npy") as file:
            np.lib.format.read_magic(file)
            shape, _, kind = np.lib.format.read_array_header_1_0(file)
            for time in seconds:
                data = file.read(int(np.prod(shape[1:])) * kind.itemsize)
                yield time, np.frombuffer(data, kind).reshape(shape[1:])


def _zarr(folder):
    if not (folder / "labels" / ".zarray").is_file():
        raise ValueError(f"{folder} is no Zarr folder; to make one of label images: tessera export {folder} zarr OUT")
    about = json.loads((folder / "labels" / ".zarray").read_text())
    chunk = json.loads((folder / "seconds" / ".zarray").read_text())["chunks"][0]
    for index in range(about["shape"][0]):
        if index % chunk == 0:
            seconds = np.frombuffer(zlib.decompress((folder / "seconds" / str(index // chunk)).read_bytes()), "<f8")
        data = zlib.decompress((folder / "labels" / f"{index}.0.0").read_bytes())
        yield seconds[index % chunk], np.frombuffer(data, "<u2").reshape(about["shape"][1:])


def _video(path):
    about = json.loads(path.with_suffix(".json").read_text())
    head, *rows = (line.split(",") for line in path.with_suffix(".csv").read_text(encoding="utf-8").splitlines())
    command = ["ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray16le", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as pipe:
        for row in rows:
            data = pipe.stdout.read(2 * about["width"] * about["height"])
            yield float(row[head.index("seconds")]), np.frombuffer(data, "<u2").reshape(about["height"], about["width"])
