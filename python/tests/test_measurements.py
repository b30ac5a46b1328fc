"""Compares tessera measure with scikit-image's regionprops."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

measure = pytest.importorskip("skimage.measure", reason="scikit-image is not installed: pip install scikit-image")

SIZE = (64, 90)


def noisy_maps(seed):
    """Frames of large and of tiny regions: blocks, a disk, single pixels, lines, holes; 0 is no label."""
    generator = np.random.default_rng(seed)
    rows, columns = np.indices(SIZE)
    for frame in range(4):
        labels = np.where(columns < 40 + frame, 1, 2)
        labels[(rows - 30) ** 2 + (columns - 20 - 2 * frame) ** 2 < 150] = 3
        labels[5:20, 60:85] = 40000
        labels[9:12, 66:70] = 2
        labels[:, 88] = 7
        spots = generator.random(SIZE) < 0.02
        labels[spots] = generator.integers(0, 9, SIZE)[spots]
        yield labels.astype(np.uint16)


@pytest.fixture(scope="module")
def measured(tessera, tmp_path_factory):
    """Label images and pictures of another program, and their tables."""
    folder = tmp_path_factory.mktemp("measured")
    generator = np.random.default_rng(3)
    maps = list(noisy_maps(1))
    pictures = [generator.integers(0, 256, (*SIZE, 3), np.uint8) for _ in maps]
    for name in ("labels", "frames"):
        (folder / name).mkdir()
    for index, (labels, picture) in enumerate(zip(maps, pictures)):
        Image.fromarray(labels).save(folder / "labels" / f"{index:04}.png")
        Image.fromarray(picture).save(folder / "frames" / f"{index:04}.png")
    tessera("measure", "labels", "frames", "--out", "regions.csv", folder=folder)
    tessera("measure", "labels", "frames", "--out", "regions.jsonl", folder=folder)
    return folder, maps, pictures


def rows(path):
    with open(path, newline="") as stream:
        return list(csv.DictReader(stream))


def test_properties(measured):
    folder, maps, pictures = measured
    table = {(int(row["frame"]), int(row["track"])): row for row in rows(folder / "regions.csv")}
    count = 0
    for frame, (labels, picture) in enumerate(zip(maps, pictures)):
        for region in measure.regionprops(labels, intensity_image=picture):
            row = table[frame, region.label]
            numbers = {name: float(value) for name, value in row.items() if value and name != "neighbors_px"}
            assert numbers["area_px"] == region.area
            y, x = region.centroid
            assert (numbers["centroid_x_px"], numbers["centroid_y_px"]) == pytest.approx((x, y), abs=1e-6)
            names = ("bbox_top_px", "bbox_left_px", "bbox_bottom_px", "bbox_right_px")
            assert tuple(numbers[name] for name in names) == region.bbox
            assert numbers["perimeter_px"] == pytest.approx(region.perimeter, abs=1e-6)
            pixels = picture[labels == region.label].astype(float)
            for channel, color in enumerate(("red", "green", "blue")):
                assert numbers[f"mean_{color}_of_255"] == pytest.approx(region.intensity_mean[channel], abs=1e-6)
                assert numbers[f"std_{color}_of_255"] == pytest.approx(pixels[:, channel].std(), abs=1e-6)
            count += 1
    assert count == len(table) > 30


def test_borders(measured):
    folder, maps, _ = measured
    for row in rows(folder / "regions.csv"):
        labels, track = maps[int(row["frame"])].astype(int), int(row["track"])
        lengths = {}
        for a, b in ((labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])):
            for one, other in ((a, b), (b, a)):
                for label in other[(one == track) & (other != track)]:
                    lengths[label] = lengths.get(label, 0) + 1
        edge = sum(int((side == track).sum()) for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]))
        given = dict(map(int, pair.split(":")) for pair in row["neighbors_px"].split())
        assert given == lengths and int(row["edge_px"]) == edge
        assert int(row["border_px"]) == sum(lengths.values()) + edge
        assert float(row["edge_share"]) == pytest.approx(edge / int(row["border_px"]), abs=1e-6)


def test_json_lines(measured):
    folder, _, _ = measured
    for name in ("regions", "regions.tracks"):
        table = rows(folder / f"{name}.csv")
        lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
        assert len(lines) == len(table)
        for row, line in zip(table, lines):
            assert list(row) == list(line)
            for key, text in row.items():
                if key == "neighbors_px":
                    assert text == " ".join(f"{track}:{length}" for track, length in line[key].items())
                else:
                    assert text == "" if line[key] is None else float(text) == line[key], key


def test_velocity_and_lives(tessera, clip, tmp_path):
    tessera("measure", clip, "--out", tmp_path / "regions.csv", folder=tmp_path)
    table = rows(tmp_path / "regions.csv")
    known = {(int(row["frame"]), row["track"]): row for row in table}
    compared = 0
    for row in table:
        before = known.get((int(row["frame"]) - 1, row["track"]))
        if before is None or before["shot"] != row["shot"]:
            assert row["velocity_x_px_per_s"] == ""
            continue
        seconds = float(row["time_s"]) - float(before["time_s"])
        for axis, side, unit in (("x", 256, "widths"), ("y", 144, "heights")):
            step = float(row[f"centroid_{axis}_px"]) - float(before[f"centroid_{axis}_px"])
            assert float(row[f"velocity_{axis}_px_per_s"]) == pytest.approx(step / seconds, abs=1e-3)
            assert float(row[f"velocity_{axis}_{unit}_per_s"]) == pytest.approx(step / seconds / side, abs=1e-5)
        compared += 1
    assert compared > 100
    for life, entry in zip(
        rows(tmp_path / "regions.tracks.csv"), json.loads((clip / "labels.json").read_text())["identities"], strict=True
    ):
        for ours, theirs in (
            ("track", "identity"), ("first_frame", "first_frame"), ("last_frame", "last_frame"), ("frames", "frames"),
            ("returns", "times_back"), ("largest_area_px", "largest_area"), ("largest_frame", "largest_frame"),
        ):  # fmt: skip
            assert int(life[ours]) == entry[theirs], ours
        assert float(life["mean_area_px"]) == pytest.approx(entry["area"] / entry["frames"], abs=1e-6)
