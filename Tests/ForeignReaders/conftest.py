"""Labels of a clip with a cut, exported by the program, and their maps as Pillow reads them."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FILM = ROOT / "fixtures" / "shapes.mp4"
PROGRAM = Path(os.environ.get("TESSERA", ROOT / ".build" / "release" / "tessera")).absolute()


def run(*words, folder=None):
    result = subprocess.run([str(PROGRAM), *map(str, words)], cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def read_maps(labels):
    """Track IDs, frames × height × width."""
    return np.stack([np.array(Image.open(path)).astype(np.uint16) for path in sorted(Path(labels).glob("*.png"))])


class Labels:
    """A label folder in a temporary folder, and its exports."""

    def __init__(self, folder, name, title):
        self.folder, self.name, self.title = folder, name, title
        self.maps = read_maps(folder / name)
        self.tracks = [int(track) for track in np.unique(self.maps) if track]

    def export(self, name, output=None, *more):
        output = self.folder / (output or f"out.{name}")
        run("export", self.folder / self.name, name, output, "--overwrite", *more)
        return output


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """A video with a cut, two shots of thirty frames."""
    if not PROGRAM.is_file():
        pytest.skip(f"there is no program {PROGRAM}: build it, or set TESSERA")
    folder = tmp_path_factory.mktemp("clip")
    run("segment", FILM, "--pipeline", "preview", "--max-frames", 60, "--labels", "clip.labels", folder=folder)
    return Labels(folder, "clip.labels", "clip")


@pytest.fixture(scope="session")
def hard(clip, tmp_path_factory):
    """Images with gaps, holes, single pixels, a 16-bit track ID and pixels without one: a DAVIS folder, imported."""
    folder = tmp_path_factory.mktemp("hard")
    random = np.random.default_rng(7)
    (folder / "masks").mkdir()
    for index in range(7):
        image = np.zeros((37, 53), np.uint16)
        image[3:30, 4:40] = 5
        image[10:20, 10:30] = 0
        image[12:18, 14:20] = 5
        image[:, 50 + index % 2] = 9
        image[36, :] = 3
        image[random.random(image.shape) < 0.05] = 300
        if index in (2, 5):
            image[image == 5] = 2
        image[0, 0] = image[36, 52] = 7
        Image.fromarray(image).save(folder / "masks" / f"shot_{3 * index:03}.png")
    run("import", folder / "masks", "--labels", folder / "hard.labels")
    return Labels(folder, "hard.labels", "hard")


@pytest.fixture(params=["clip", "hard"])
def labels(request):
    return request.getfixturevalue(request.param)
