"""Every damage is a LabelsError that names the file, the cause and a remedy."""

import os
import random
import sys

import numpy as np
import pytest
from conftest import MILLISECONDS, tiny_maps, write_video
from PIL import Image

import tessera_labels
from tessera_labels import LabelsError


def fails(path, *words):
    with pytest.raises(LabelsError) as caught:
        labels = tessera_labels.open(path)
        for frame in labels:
            assert frame.label_map.any()
        if (path / "supervoxels.csv").exists():
            list(labels.relabel(level=1))
    for word in words:
        assert word in str(caught.value)
    assert caught.value.remedy
    return caught.value


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("file", ["labels.json", "frames.csv", "000002.png"])
def test_missing_file(tiny, file):
    (tiny / file).unlink()
    error = fails(tiny, file, "copy the labels again")
    assert error.path.name == file


@pytest.mark.parametrize("file", ["labels.json", "frames.csv"])
def test_stopped_run(tiny, file):
    (tiny / file).unlink()
    (tiny / ".checkpoint").touch()
    fails(tiny, file, "--resume")


def test_no_labels(tmp_path):
    fails(tmp_path / "nothing", "nothing: it does not exist")
    fails(tmp_path / "nothing.mkv", "nothing.mkv: it is missing")
    (tmp_path / "clip.mp4").touch()
    fails(tmp_path / "clip.mp4", "neither a label folder nor a label video")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"format": 1', '"format": 2', "format is 2, and this package reads 1; use a newer tessera-labels"),
        ('"index_format": 1', '"index_format": 3', "index_format is 3"),
        ('"format": 1, ', "", "'format' is missing"),
        ('"width": 16', '"width": "16"', "'16' is not a valid width"),
        ('"complete": true', '"complete": 1', "1 is not a valid complete"),
        ('"area": ', '"arena": ', "identities[0]: 'area' is missing"),
        ('"color": "#0a80ff"', '"color": "red"', "identities[0]: "),
        ('"gone_seconds": 0.5', '"gone_seconds": null', "identities[1]: None is not a valid gone_seconds"),
        ('[{"identity": 1', '[3, {"identity": 1', "identities[0]: "),
        ('{"format"', '[{"format"', "labels.json: "),
        ('"identity": 1', '"identity": -1', "identities[0]: -1 is not a track ID"),
        ('"identity": 2', '"identity": 1', "identities[1]: there already is a track 1"),
        ('"width": 16', '"width": -1', "-1 is not a valid width"),
        ('"width": 16', '"width": 99999999999', "99999999999 is not a valid width"),
        ('"frames": 4, "complete"', f'"frames": {"9" * 5000}, "complete"', "labels.json: "),
        ('"frames": 4, "complete"', '"frames": 5, "complete"', "frames.csv: it has 4 frames, but labels.json says 5"),
    ],
)
def test_table(tiny, old, new, words):
    edit(tiny / "labels.json", old, new)
    fails(tiny, words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",loss,", ",lost,", "line 1: the column loss is missing"),
        ("\n1,0,", "\n1,x,", "line 3: 'x' is not a valid pts"),
        ("1,0,1/30,", "1,0,1/0,", "line 3: '1/0' is not a valid time_base"),
        ("1,0,1/30,", "1,0,-1/30,", "line 3: '-1/30' is not a valid time_base"),
        ("1,0,1/30,", "1,0,1e999999999,", "line 3: '1e999999999' is not a valid time_base"),
        ("1,0,1/30,", "1,0,1e400,", "line 3: '1e400' is not a valid time_base"),
        ("1,0,1/30,", f"1,{'9' * 4000},1/30,", "99999' is not a valid pts"),
        ("1,0,1/30,", f"1,{'9' * 4096},1/30,", "a line is longer than 4096 characters"),
        ("1,0,1/30,", "1,0,", "line 3: there are 15 fields, not 16"),
        ("\n2,40", "\n3,40", "line 4: its frame is 3, but frame 2 is next"),
        ("000001.png", "../000001.png", "line 3: '../000001.png' is not a valid image"),
        ("000001.png", "", "line 3: the name of the label image is missing"),
        ("0.1,2.5", "x,2.5", "line 3: 'x' is not a valid change"),
        ('"a, b.png"', '"a, b.png', "frames.csv: ',' expected after"),
    ],
)
def test_index(tiny, old, new, words):
    edit(tiny / "frames.csv", old, new)
    fails(tiny, words)


def test_images(tiny):
    path = tiny / "000001.png"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    fails(tiny, "000001.png: it is not a complete PNG")
    Image.fromarray(np.ones((12, 15), np.uint8)).save(path)
    fails(tiny, "000001.png: it is 15×12, but the labels are 16×12")
    Image.fromarray(np.ones((12, 16, 3), np.uint8)).save(path)
    fails(tiny, "000001.png: its pixels are RGB")
    Image.fromarray(np.ones((12, 16), np.uint8)).save(path, format="BMP")
    fails(tiny, "000001.png: it is not a complete PNG")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format 1,", "format 2,", "its format is 2, and this package reads 1; use a newer"),
        ("# tessera", "# mosaic", "it is not a table of supervoxels"),
        ("number,slot", "slot,number", "it is not a table of supervoxels"),
        ("\n2,1,", "\n2,9", "line 5: there are 5 fields, not 6"),
        ("\n2,1,", "\n2,70000,", "line 5: "),
        ("\n2,1,", "\n3,1,", "line 5: its values contradict the lines"),
        ("\n2,1,", "\n2,0,", "line 5: its values contradict"),
        ("16x9", "0x0", "its working size is 0x0"),
        ("16x9", "9" * 400 + "x9", "it is not a table of supervoxels"),
        ("16x9", "9" * 4000 + "x9", "it is not a table of supervoxels"),
        ("2,0,1,3.25", "2,0,-2,3.25", "line 5: its values contradict"),
        ("2,0,1,3.25", "2,0,2,3.25", "line 5: its values contradict"),
        ("2,0,1,3.25", "2,1,1,3.25", "line 5: its values contradict"),
        ("2,0,1,3.25", "2,0,1,nan", "line 5: its values contradict"),
        ("\n1,2,0,", "\n1,3,0,", "it has no supervoxel for slot 2 in frame 0, shot 0"),
    ],
)
def test_tree(tree, old, new, words):
    edit(tree / "supervoxels.csv", old, new)
    fails(tree, "supervoxels.csv", words)


FILES = ["labels.json", "frames.csv", "000001.png", "supervoxels.csv", "supervoxels.mkv"]


@pytest.mark.parametrize("file", FILES)
def test_no_regular_file(tree, file):
    """A pipe or a device is neither waited for nor read to the end of the memory."""
    path = tree / file
    path.unlink()
    os.mkfifo(path)
    fails(tree, file, "it is a folder, a device or a pipe")
    path.unlink()
    path.symlink_to("/dev/zero")
    fails(tree, file, "it is a folder, a device or a pipe")


@pytest.mark.parametrize("file", ["labels.json", "000001.png"])
def test_too_large(tree, file):
    os.truncate(tree / file, 1 << 40)
    fails(tree, file, "1,099,511,627,776 bytes, too many")


def test_too_large_for_memory(tree, monkeypatch):
    def fill(*_):
        raise MemoryError

    monkeypatch.setattr("json.loads", fill)
    fails(tree, "labels.json: it needs more memory than there is")


def test_control_characters(tmp_path):
    """A name can not write into the terminal."""
    error = fails(tmp_path / "a\x1b[2J\u202e\x9b.mkv", "a\\u{1B}[2J\\u{202E}\\u{9B}.mkv: it is missing")
    assert "\x1b" in error.path.name and "\x1b" not in str(error)


def test_no_supervoxels(tiny):
    with pytest.raises(LabelsError, match=r"supervoxels\.mkv: it is missing; segment with"):
        tessera_labels.open(tiny).supervoxels(0)


def test_videos(tiny_video, tree):
    whole = tiny_video.read_bytes()
    tiny_video.write_bytes(whole[:40])
    fails(tiny_video, "tiny.mkv: ")
    tiny_video.write_bytes((tree / "000001.png").read_bytes())
    fails(tiny_video, "tiny.mkv: it is not a label video")
    for suffix, text in ((".csv", "4,60,1/30,2.0,2,0,0,0,0,0,0,,0,,,\n"), (".json", "")):
        path = tiny_video.with_suffix(suffix)
        path.write_text(path.read_text().replace('"frames": 4, "co', '"frames": 5, "co') + text)
    tiny_video.write_bytes(whole)
    fails(tiny_video, "tiny.mkv: it has no frame 4 at 2667 ms")


def test_without_pyav(tiny_video, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    fails(tiny_video, "PyAV", "pip install av")


@pytest.mark.parametrize("file", ["labels.json", "frames.csv", "supervoxels.csv", "000001.png", "000003.png"])
def test_nothing_but_labels_errors(tree, file):
    """After a byte change or truncation, labels are read or a LabelsError is raised."""
    path = tree / file
    whole = path.read_bytes()
    random.seed(19)
    for _ in range(150):
        damaged = bytearray(whole)
        damaged[random.randrange(len(whole))] = random.randrange(256)
        path.write_bytes(damaged if random.random() < 0.7 else whole[: random.randrange(len(whole))])
        try:
            labels = tessera_labels.open(tree)
            list(labels)
            list(labels.relabel(level=1))
        except LabelsError as error:
            assert error.cause and error.remedy


def test_changed_pixels_are_noticed(tiny, tiny_video):
    """A changed byte of the packets or of the image data never changes a label."""
    whole, expected = tiny_video.read_bytes(), tessera_labels.open(tiny_video).array()
    image = tiny / "000001.png"
    png = image.read_bytes()
    random.seed(19)
    noticed = 0
    for _ in range(200):
        video, picture = bytearray(whole), bytearray(png)
        video[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        picture[random.randrange(len(png))] ^= 1 << random.randrange(8)
        tiny_video.write_bytes(video)
        image.write_bytes(picture)
        for path in (tiny, tiny_video):
            try:
                np.testing.assert_array_equal(tessera_labels.open(path).array(), expected)
            except LabelsError:
                noticed += 1
    assert noticed > 200


def test_lost_frame(tiny_video):
    """A missing frame never gets the map of the next one."""
    write_video(tiny_video, tiny_maps()[[0, 2, 3]], MILLISECONDS[:1] + MILLISECONDS[2:])
    labels = tessera_labels.open(tiny_video)
    np.testing.assert_array_equal(labels[0].label_map, tiny_maps()[0])
    for _ in range(2):
        with pytest.raises(LabelsError, match="it has no frame 1 at 667 ms"):
            labels[1]
        np.testing.assert_array_equal(labels[2].label_map, tiny_maps()[2])
