"""Test labels: a tiny folder and video, and labels of the built program."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source"
)
HEIGHT, WIDTH, FRAMES = 12, 16, 4
TIMES = [-20, 0, 40, 50]  # of 1/30 s
MILLISECONDS = [0, 667, 2000, 2334]  # of a video: negative times are shifted to zero


def tiny_maps() -> np.ndarray:
    """Four frames: 1 on the left, 2 on the right; in the last frame 300 in a corner."""
    maps = np.ones((FRAMES, HEIGHT, WIDTH), np.uint16)
    for frame in range(FRAMES):
        maps[frame, :, 6 + frame :] = 2
    maps[3, :3, :3] = 300
    return maps


def write_record(index: Path, table: Path, names: list[str], sources: list[str]) -> None:
    maps = tiny_maps()
    rows = [COLUMNS]
    for frame, (ticks, name, source) in enumerate(zip(TIMES, names, sources)):
        figures = "0,,2,0,0,9,1.5,1,2.5" if frame == 0 else "0,0.25,0,0,0,0,,0.1,2.5"
        labels = len(np.unique(maps[frame]))
        rows.append(f"{frame},{ticks},1/30,{ticks / 30},{labels},{figures},{name},{source}")
    index.write_text("\n".join(rows) + "\n", encoding="utf-8")
    tracks = []
    for identity in (1, 2, 300):
        seen = [frame for frame in range(FRAMES) if (maps[frame] == identity).any()]
        areas = [int((maps[frame] == identity).sum()) for frame in seen]
        tracks.append({
            "identity": identity, "color": "#0a80ff", "first_frame": seen[0], "first_seconds": TIMES[seen[0]] / 30,
            "last_frame": seen[-1], "last_seconds": TIMES[seen[-1]] / 30, "frames": len(seen), "area": sum(areas),
            "largest_area": max(areas), "largest_frame": seen[areas.index(max(areas))],
            "area_over_time": [[frame, area / HEIGHT / WIDTH] for frame, area in zip(seen, areas)],
            "born_from": 1 if identity == 300 else None, "merged_into": None,
            "came_back": [{"frame": 2, "seconds": 1, "gone_seconds": 0.5}] if identity == 2 else [],
            "times_back": 0, "ended": False,
        })  # fmt: skip
    table.write_text(json.dumps({
        "format": 1, "index_format": 1, "input": "tiny.mp4", "images": [], "seed": 7, "run": None, "outputs": [],
        "selection": {"start": 0, "duration": None, "every": 1, "max_frames": None}, "width": WIDTH, "height": HEIGHT,
        "frames": FRAMES, "complete": True, "thumbnails": [], "identities": tracks,
    }))  # fmt: skip


def write_video(path: Path, maps: np.ndarray, times: list[int] = MILLISECONDS) -> None:
    av = pytest.importorskip("av", reason="PyAV is not installed: pip install av")
    with av.open(str(path), "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=30, options={"slicecrc": "1", "level": "3", "g": "1"})
        stream.width, stream.height, stream.pix_fmt = maps.shape[2], maps.shape[1], "gray16le"
        stream.metadata["checksums"] = "slices"
        stream.codec_context.time_base = Fraction(1, 1000)
        for pixels, ticks in zip(maps, times):
            frame = av.VideoFrame.from_ndarray(pixels, format="gray16le")
            frame.pts, frame.time_base = ticks, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A label folder: an indexed image with a quoted name, two of 8 bits, one of 16 bits."""
    folder = tmp_path / "tiny.labels"
    folder.mkdir()
    names = ["a, b.png", "000001.png", "000002.png", "000003.png"]
    for frame, (pixels, name) in enumerate(zip(tiny_maps(), names)):
        image = Image.fromarray(pixels if frame == 3 else pixels.astype(np.uint8))
        if frame == 0:
            image.putpalette(bytes(range(256)) * 3)
        image.save(folder / name)
    write_record(folder / "frames.csv", folder / "labels.json", ['"a, b.png"', *names[1:]], ['"a, b.jpg"', "", "", ""])
    return folder


@pytest.fixture
def tiny_video(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.mkv"
    write_video(path, tiny_maps())
    write_record(path.with_suffix(".csv"), path.with_suffix(".json"), [""] * 4, [""] * 4)
    return path


@pytest.fixture
def tree(tiny: Path) -> Path:
    """Supervoxels for the tiny folder. Slot 1 is on the left, 2 on the right; slot 1 is reused from frame 2."""
    (tiny / "supervoxels.csv").write_text(
        "# tessera supervoxels, format 1, working size 16x9\nnumber,slot,frame,shot,joins,level\n"
        "0,1,0,0,,inf\n1,2,0,0,0,20.5\n2,1,2,0,1,3.25\n"
    )
    write_video(tiny / "supervoxels.mkv", np.minimum(tiny_maps(), 2))
    return tiny


Run = Callable[..., None]


@pytest.fixture(scope="session")
def tessera() -> Run:
    """Runs the program in a folder."""
    program = Path(os.environ.get("TESSERA", ROOT / ".build" / "release" / "tessera")).absolute()
    if not program.is_file():
        pytest.skip(f"there is no program {program}: build it, or set TESSERA")

    def run(*arguments: object, folder: Path) -> None:
        command = [str(program), *map(str, arguments), "--threads", "2"]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr

    return run


@pytest.fixture(scope="session")
def clip(tessera: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty frames with a cut, as a folder and, beside it, as a label video."""
    folder = tmp_path_factory.mktemp("clip")
    segment = ["segment", ROOT / "fixtures" / "shapes.mp4", "--pipeline", "preview", "--max-frames", 60]
    tessera(*segment, "--labels", "clip.labels", folder=folder)
    tessera(*segment, "--labels", "clip.mkv", folder=folder)
    return folder / "clip.labels"
