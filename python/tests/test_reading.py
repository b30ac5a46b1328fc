"""Reads labels that the tests write."""

import pickle
import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import FRAMES, HEIGHT, TIMES, WIDTH, tiny_maps, write_record

import tessera_labels
from tessera_labels.videos import milliseconds


@pytest.fixture(params=["folder", "video"])
def labels(request, tmp_path):
    path = request.getfixturevalue("tiny" if request.param == "folder" else "tiny_video")
    with tessera_labels.open(path) as labels:
        yield labels


def test_sequence(labels):
    assert len(labels) == FRAMES
    assert labels.size == (WIDTH, HEIGHT)
    assert labels.shape == (FRAMES, HEIGHT, WIDTH)
    assert labels.complete
    assert labels.info["seed"] == 7 and "identities" not in labels.info
    assert repr(labels).endswith("4 frames of 16×12, 3 tracks>")
    for index, (frame, pixels) in enumerate(zip(labels, tiny_maps(), strict=True)):
        assert frame.index == index
        assert frame.label_map.dtype == np.uint16 and frame.label_map.flags.writeable
        np.testing.assert_array_equal(frame.label_map, pixels)
    np.testing.assert_array_equal(labels.array(), tiny_maps())


def test_any_order(labels):
    for index in (3, 0, 0, 2, 1, -1, 3, 2, -4):
        np.testing.assert_array_equal(labels[index].label_map, tiny_maps()[index])
    for index in (4, -5):
        with pytest.raises(IndexError, match="there is no frame"):
            labels[index]
    labels.close()
    np.testing.assert_array_equal(labels[1].label_map, tiny_maps()[1])


def test_two_iterations_at_once(labels):
    for one, other in zip(labels, reversed([labels[index] for index in range(FRAMES)])):
        np.testing.assert_array_equal(one.label_map, tiny_maps()[one.index])
        np.testing.assert_array_equal(other.label_map, tiny_maps()[other.index])


def test_times(labels):
    assert [row.pts for row in labels.rows] == TIMES
    assert labels[0].time_base == Fraction(1, 30)
    assert labels[3].time == Fraction(5, 3)
    assert labels.seconds.tolist() == [ticks / 30 for ticks in TIMES]
    assert [labels.at(seconds).index for seconds in (-2 / 3, -0.1, 0, 1.3, 4 / 3, 5 / 3, 99)] == [0, 0, 1, 1, 2, 3, 3]
    with pytest.raises(ValueError, match="there is no frame at -1 s"):
        labels.at(-1)


def test_rows(labels):
    first, second = labels.rows[:2]
    assert (first.changed, first.loss, first.iterations, first.births) == (None, 1.5, 9, 2)
    assert (second.changed, second.loss, second.level, second.labels) == (0.25, None, 2.5, 2)


def test_names(tiny, tiny_video):
    first = tessera_labels.open(tiny)[0]
    assert (first.image, first.source) == ("a, b.png", "a, b.jpg")
    first = tessera_labels.open(tiny_video)[0]
    assert (first.image, first.source) == (None, None)


def test_tracks(labels):
    assert list(labels.tracks) == [1, 2, 300]
    track = labels.tracks[300]
    assert (track.id, track.color, track.born_from, track.merged_into) == (300, (10, 128, 255), 1, None)
    assert track.area_over_time == ((3, 9 / 192),)
    assert labels.tracks[2].came_back == (tessera_labels.Return(frame=2, seconds=1.0, gone_seconds=0.5),)
    for track in labels.tracks.values():
        masks = [labels.mask(track, frame) for frame in range(FRAMES)]
        assert masks[0].dtype == np.bool_
        assert sum(mask.sum() for mask in masks) == track.area
    np.testing.assert_array_equal(labels.mask(2, -1), tiny_maps()[3] == 2)
    with pytest.raises(ValueError, match="there is no track 3"):
        labels.mask(3, 0)


def test_array_has_a_limit(labels):
    with pytest.raises(ValueError, match="takes 1,536 bytes; iterate"):
        labels.array(max_bytes=1535)


def test_memory_does_not_grow_with_the_frames(labels):
    list(frame.index for frame in labels)
    tracemalloc.start()
    for _ in range(50):
        for _frame in labels:
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_supervoxels(tree):
    labels = tessera_labels.open(tree)
    assert labels.tree.working_size == (16, 9) and len(labels.tree) == 3
    assert labels.tree.joins.tolist() == [-1, 0, 1]
    left, right = tiny_maps()[2] == 1, tiny_maps()[2] == 2
    for frame, number in ((2, 2), (1, 0), (2, 2)):
        numbers = labels.supervoxels(frame)
        assert numbers.dtype == np.int32
        assert numbers[0, 0] == number and numbers[0, -1] == 1
    np.testing.assert_array_equal(labels.supervoxels(2), 2 * left + right)


def test_relabel(tree):
    labels = tessera_labels.open(tree)
    assert labels.relabel(scale=0.5).levels[0] == pytest.approx(0.5 * 144**0.75)
    for level, founders in ((20.5, [0, 0, 0]), (20.4, [0, 1, 1]), (3.25, [0, 1, 1]), (3.2, [0, 1, 2])):
        assert labels.tree.founders(level).tolist() == founders
        regions = labels.relabel(level=level)
        last = regions[-1]
        assert len(regions) == FRAMES and last.label_map.dtype == np.uint16
        for index, found in enumerate(regions):
            numbers = np.array(founders)[labels.supervoxels(index)] + 1
            np.testing.assert_array_equal(found.label_map, numbers)
            assert (found.index, found.seconds, found.shot) == (index, labels[index].seconds, labels[index].shot)
            assert np.float32(found.level) == np.float32(level) and found.image is None and found.loss is None
            assert found.labels == len(np.unique(numbers))
        np.testing.assert_array_equal(last.label_map, regions[3].label_map)
    for cuts in ({}, {"scale": 1, "level": 1}, {"scale": 1, "regions": 1}):
        with pytest.raises(TypeError, match="one of regions, scale and level"):
            labels.relabel(**cuts)


def test_relabel_to_a_number(tree):
    labels = tessera_labels.open(tree)
    # Two regions in each frame below level 20.5, and one from it on.
    assert [labels.relabel(regions=count).levels[0] for count in (1, 2, 3)] == [20.5, 0, 0]
    for count in (0, -1, 10_001):
        with pytest.raises(ValueError, match="regions must be in 1…10000"):
            labels.relabel(regions=count)


def test_errors_can_be_sent():
    error = tessera_labels.LabelsError(Path("a"), "b", "c")
    assert str(pickle.loads(pickle.dumps(error))) == "a: b; c"


def test_empty(tmp_path):
    write_record(tmp_path / "frames.csv", tmp_path / "labels.json", [], [])
    table = tmp_path / "labels.json"
    table.write_text(table.read_text().replace('"frames": 4, "complete"', '"frames": 0, "complete"'))
    labels = tessera_labels.open(str(tmp_path))
    assert list(labels) == [] and labels.array().shape == (0, 12, 16)


@pytest.mark.parametrize(
    ("times", "ticks"),
    [
        ([], []),
        ([0, Fraction(1001, 30000), Fraction(2002, 30000)], [0, 33, 67]),
        ([Fraction(-1, 2000), 0, 1], [0, 1, 1001]),
        ([Fraction(1, 2000), 1, 1, Fraction(10004, 10000)], [1, 1000, 1001, 1002]),
    ],
)
def test_times_of_a_video(times, ticks):
    assert milliseconds(map(Fraction, times)) == ticks
