"""Compares labels of the program with an independent reader."""

import csv
import json

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image

import tessera_labels


def read(folder):
    """Rows and label maps, read without the package."""
    with open(folder / "frames.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return rows, [np.array(Image.open(folder / row["image"])) for row in rows]


def test_folder(clip):
    rows, maps = read(clip)
    labels = tessera_labels.open(clip)
    assert len(rows) == len(labels) == 60 and {row.shot for row in labels.rows} == {0, 1}
    for frame, row, pixels in zip(labels, rows, maps, strict=True):
        np.testing.assert_array_equal(frame.label_map, pixels)
        for name, text in row.items():
            value = getattr(frame, name)
            if name == "time_base":
                assert f"{value.numerator}/{value.denominator}" == text
            else:
                assert (value is None and text == "") or type(value)(text) == value, name


def test_tracks(clip):
    labels, table = tessera_labels.open(clip), json.loads((clip / "labels.json").read_text())
    assert [track.id for track in labels.tracks.values()] == [entry["identity"] for entry in table["identities"]]
    areas = np.bincount(labels.array().ravel())
    for entry in table["identities"]:
        track = labels.tracks[entry["identity"]]
        assert track.area == areas[track.id]
        assert "#{:02x}{:02x}{:02x}".format(*track.color) == entry["color"]
        assert [list(sample) for sample in track.area_over_time] == entry["area_over_time"]
        assert [vars(back) for back in track.came_back] == entry["came_back"]
        for key in entry.keys() - {"identity", "color", "area_over_time", "came_back"}:
            assert getattr(track, key) == entry[key], key
    assert dict(labels.info) == {key: value for key, value in table.items() if key != "identities"}


def test_video(clip):
    folder, video = tessera_labels.open(clip), tessera_labels.open(clip.with_suffix(".mkv"))
    expected = folder.array()
    np.testing.assert_array_equal(video.array(), expected)
    for index in (59, 0, 30, 31, 7, 7, 58):
        np.testing.assert_array_equal(video[index].label_map, expected[index])
    assert video.tracks == folder.tracks
    assert [vars(row) | {"image": None} for row in folder.rows] == [vars(row) for row in video.rows]


CUTS = [("scale", 0.7), ("scale", 3), ("scale", 17.5), *(("regions", count) for count in (1, 3, 5, 12, 40, 10_000))]


@pytest.mark.parametrize(("option", "value"), CUTS)
@pytest.mark.parametrize("kind", [".labels", ".mkv"])
def test_relabel(clip, tessera, tmp_path, option, value, kind):
    tessera("relabel", clip.with_suffix(kind), f"--{option}", value, "--labels", "out", folder=tmp_path)
    _, expected = read(tmp_path / "out")
    labels = tessera_labels.open(clip.with_suffix(kind))
    regions = labels.relabel(**{option: value})
    np.testing.assert_array_equal(regions[50].label_map, expected[50])
    again = tessera_labels.open(tmp_path / "out")
    for found, row, pixels in zip(regions, again.rows, expected, strict=True):
        np.testing.assert_array_equal(found.label_map, pixels)
        assert {**vars(found), "label_map": None, "image": row.image} == {**vars(row), "label_map": None}
    np.testing.assert_array_equal(again.array(), expected)
    np.testing.assert_array_equal(again.supervoxels(50), labels.supervoxels(50))


def test_labels_are_a_cut(clip):
    """The labels of a frame are the regions at its level, with other numbers."""
    labels = tessera_labels.open(clip)
    for frame in labels:
        founders = labels.tree.founders(frame.level)[labels.supervoxels(frame.index)]
        pairs = np.unique(np.stack([founders.ravel(), frame.label_map.ravel()]), axis=1)
        assert pairs.shape[1] == len(np.unique(founders)) == len(np.unique(frame.label_map))


def test_images(tessera, tmp_path):
    still = Image.open(ROOT / "fixtures" / "still.png")
    for name in ("b_2.png", 'a, "1".jpg', "c.png"):
        still.convert("RGB").save(tmp_path / name)
    tessera("segment", "*.[jp]*", "--pipeline", "preview", "--labels", "out.labels", folder=tmp_path)
    labels = tessera_labels.open(tmp_path / "out.labels")
    assert [(frame.image, frame.source) for frame in labels] == [
        ('a, "1".png', 'a, "1".jpg'), ("b_2.png", "b_2.png"), ("c.png", "c.png"),
    ]  # fmt: skip
    for frame, pixels in zip(labels, read(tmp_path / "out.labels")[1], strict=True):
        np.testing.assert_array_equal(frame.label_map, pixels)


@pytest.mark.parametrize("labels_format", ["gray16", "indexed"])
def test_labels_without_supervoxels(tessera, tmp_path, labels_format):
    tessera(
        "segment", ROOT / "fixtures" / "still.png", "--pipeline", "graph", "--set", f"labels.format={labels_format}",
        "--labels", "out", folder=tmp_path,
    )  # fmt: skip
    labels = tessera_labels.open(tmp_path / "out")
    np.testing.assert_array_equal(labels[0].label_map, read(tmp_path / "out")[1][0])
    assert labels[0].level is None
    with pytest.raises(tessera_labels.LabelsError, match=r"labels\.supervoxels: true"):
        _ = labels.tree
