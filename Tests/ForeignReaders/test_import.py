"""`tessera import` of what tools write, and of what was exported."""

import csv
import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from conftest import FILM, PROGRAM, read_maps, run
from PIL import Image

FORMATS = ["coco", "coco-polygons", "youtube-vis", "cvat", "cvat-images", "davis"]


def imported(folder, source, *more):
    output = folder / "imported.labels"
    shutil.rmtree(output, ignore_errors=True)
    run("import", source, "--labels", output, *more)
    return output


def rows(labels):
    return list(csv.DictReader(open(labels / "frames.csv", newline="")))


@pytest.mark.parametrize("name", FORMATS)
def test_round_trip(labels, name, tmp_path):
    if name == "davis" and max(labels.tracks) > 254:
        pytest.skip("DAVIS holds track IDs up to 254")
    original = labels.folder / labels.name
    output = imported(tmp_path, labels.export(name), "--like", original)
    assert np.array_equal(read_maps(output), labels.maps)
    for column in ("index", "pts", "time_base", "shot", "image", "source"):
        assert [row[column] for row in rows(output)] == [row[column] for row in rows(original)]
    colors = lambda folder: {row["identity"]: row["color"] for row in json.loads((folder / "labels.json").read_text())["identities"]}
    assert colors(output) == colors(original)


@pytest.mark.parametrize("name", FORMATS)
def test_without_the_exported_labels(labels, name, tmp_path):
    if name == "davis" and max(labels.tracks) > 254:
        pytest.skip("DAVIS holds track IDs up to 254")
    output = imported(tmp_path, labels.export(name), "--fps", "10")
    assert np.array_equal(read_maps(output), labels.maps)
    times = [float(row["seconds"]) for row in rows(output)]
    if name.startswith("coco") or name == "youtube-vis":
        assert times == [float(row["seconds"]) for row in rows(labels.folder / labels.name)]
    else:
        assert np.allclose(times, np.arange(len(times)) / 10)


@pytest.mark.parametrize("name", ["coco", "cvat", "davis"])
def test_corrected_labels_are_used_as_all_others(clip, name, tmp_path):
    output = imported(tmp_path, clip.export(name), "--like", clip.folder / clip.name)
    run("check", output, FILM)
    figures = [
        json.loads(run("evaluate", "video", labels, "--frames", FILM, "--limit", "60", "--json"))
        for labels in (output, clip.folder / clip.name)
    ]
    assert figures[0] == figures[1]
    run("overlay", FILM, output, tmp_path / "overlay.mp4", "--progress", "none")
    # Each of the fewer regions is a union of imported ones, in every frame, and has the number of one of them.
    run("relabel", output, "--regions", "3", "--labels", tmp_path / "three", "--input", FILM, "--progress", "none")
    for fine, coarse in zip(read_maps(output), read_maps(tmp_path / "three")):
        pairs = {tuple(pair) for pair in np.stack([fine.ravel(), coarse.ravel()], 1)}
        assert len(pairs) == len(np.unique(fine)) and set(np.unique(coarse)) <= set(np.unique(read_maps(output)))


def test_cvat_writes_each_mask_as_a_track(clip, tmp_path):
    """CVAT reads tracks of masks as single masks. On export each is a track of its own, with its attributes."""
    root = ElementTree.parse(clip.export("cvat")).getroot()
    masks = []
    for track in root.findall("track"):
        masks += [mask for mask in track.findall("mask") if mask.get("outside") == "0"]
        root.remove(track)
    rng = np.random.default_rng(1)
    for number, place in enumerate(rng.permutation(len(masks))):
        track = ElementTree.SubElement(root, "track", id=str(number), label="region", source="manual")
        mask = masks[place]
        track.append(mask)
        frame = int(mask.get("frame"))
        if frame + 1 < len(clip.maps):
            ended = ElementTree.SubElement(track, "mask", {**mask.attrib, "frame": str(frame + 1), "outside": "1"})
            ended.append(mask[0])
    path = tmp_path / "annotations.xml"
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    assert np.array_equal(read_maps(imported(tmp_path, path, "--like", clip.folder / clip.name)), clip.maps)


def test_cvat_shapes(tmp_path):
    """A polygon, a box above it, a new object without a track ID, and a mask that stays until it is outside."""
    path = tmp_path / "shapes.xml"
    path.write_text("""<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><job><size>5</size>
<original_size><width>20</width><height>10</height></original_size></job></meta>
<!-- a comment -->
<track id="0" label="region" source="manual"><polygon frame="0" keyframe="1" outside="0" occluded="0"
 points="1.0,1.0;9.0,1.0;9.0,5.0;1.0,5.0" z_order="0"><attribute name="track_id">3</attribute></polygon></track>
<track id="1" label="region"><box frame="1" outside="0" xtl="4" ytl="2" xbr="12" ybr="8" z_order="1"/>
<box frame="3" outside="1" xtl="4" ytl="2" xbr="12" ybr="8" z_order="1"/></track>
<track id="2" label="region"><mask frame="2" outside="0" rle="1, 2, 1" left="0" top="8" width="2" height="2" z_order="0">
<attribute name="track_id">0</attribute></mask></track>
</annotations>""")
    maps = read_maps(imported(tmp_path, path))
    truth = np.zeros((5, 10, 20), int)
    truth[:, 1:5, 1:9] = 3
    truth[1:3, 2:8, 4:12] = 1
    truth[2:, 8, 1] = truth[2:, 9, 0] = 2
    assert np.array_equal(maps, truth)


def test_coco_of_other_tools(tmp_path):
    """Compressed and plain run lengths, polygons with fractions, images in any order, no track IDs."""
    from pycocotools import mask

    rng = np.random.default_rng(5)
    truth = rng.random((3, 33, 47)) < 0.4
    first = mask.encode(np.asfortranarray(truth[0].astype(np.uint8)))
    columns = truth[1].ravel(order="F").astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], columns, [1 - columns[-1]]])))
    plain = np.diff(np.concatenate([[0], edges])).tolist()
    data = {
        "annotations": [
            {"id": 4, "image_id": 12, "category_id": 7, "iscrowd": 1, "segmentation": {"size": [33, 47], "counts": plain}},
            {"id": 5, "image_id": 11, "category_id": 7, "segmentation": {"counts": first["counts"].decode(), "size": [33, 47]}},
            {"id": 6, "image_id": 13, "category_id": 7, "bbox": [0, 0, 1, 1], "segmentation": [[2.5, 2.5, 20.5, 2.5, 20.5, 9.5, 2.5, 9.5]]},
            {"id": 7, "image_id": 13, "category_id": 7, "segmentation": [[30, 0, 47, 0, 47, 33, 30, 33], [0, 20, 5, 20, 5, 25, 0, 25]]},
            {"id": 8, "image_id": 13, "category_id": 7},
        ],
        "categories": [{"id": 7, "name": "caf\u00e9", "supercategory": None}],
        "images": [
            {"id": 13, "file_name": "shots/c.jpg", "width": 47, "height": 33},
            {"id": 11, "file_name": "shots/a.jpg", "width": 47, "height": 33},
            {"id": 12, "file_name": "shots/b.jpg", "width": 47, "height": 33},
        ],
    }
    path = tmp_path / "instances.json"
    path.write_text(json.dumps(data, indent=1))
    output = imported(tmp_path, path)
    assert [row["source"] for row in rows(output)] == ["a.jpg", "b.jpg", "c.jpg"]
    maps = read_maps(output)
    assert np.array_equal(maps[0], truth[0]) and np.array_equal(maps[1], truth[1])
    third = np.zeros((33, 47), int)
    third[2:9, 2:20] = 1
    third[:, 30:] = third[20:25, :5] = 2
    assert np.array_equal(maps[2], third)


def test_youtube_vis_of_other_tools(tmp_path):
    """The track ID follows the masks, and is the ID of the annotation."""
    from pycocotools import mask

    truth = np.zeros((3, 8, 9), np.uint8)
    truth[0, 2:4, 3:7] = truth[2, 1:3, 1:3] = 1
    coded = [mask.encode(np.asfortranarray(image)) for image in truth]
    segmentations = [{**each, "counts": each["counts"].decode()} if image.any() else None for each, image in zip(coded, truth)]
    data = {
        "videos": [{"id": 9, "width": 9, "height": 8, "length": 3, "file_names": [f"v/0000{n}.jpg" for n in range(3)]}],
        "annotations": [{"segmentations": segmentations, "video_id": 9, "category_id": 1, "id": 42}],
        "categories": [{"id": 1, "name": "x"}],
    }
    path = tmp_path / "vis.json"
    path.write_text(json.dumps(data))
    assert np.array_equal(read_maps(imported(tmp_path, path)), truth * 42)


def test_davis_root(tmp_path):
    """A data set with one sequence: 255 is void."""
    folder = tmp_path / "DAVIS" / "Annotations" / "480p" / "bear"
    folder.mkdir(parents=True)
    image = np.zeros((6, 7), np.uint8)
    image[1:3, 2:5], image[5] = 2, 255
    picture = Image.fromarray(image, "P")
    picture.putpalette(bytes(range(256)) * 3)
    for number in range(3):
        picture.save(folder / f"{number:05}.png")
    maps = read_maps(imported(tmp_path, tmp_path / "DAVIS"))
    assert np.array_equal(maps, np.stack([np.where(image == 255, 0, image)] * 3))


def test_a_label_video(clip, tmp_path):
    run("import", clip.export("coco"), "--labels", tmp_path / "labels.mkv", "--like", clip.folder / clip.name)
    run("export", tmp_path / "labels.mkv", "npy", tmp_path / "labels.npy")
    assert np.array_equal(np.load(tmp_path / "labels.npy"), clip.maps)
    run("check", tmp_path / "labels.mkv", FILM)


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><annotations>&b;</annotations>'


@pytest.mark.parametrize("text, words", [
    ("", "empty"),
    ("hello", "neither"),
    ("{}", "neither"),
    ("[" * 100_000, "neither"),
    ('{"images":' + "[" * 100_000, "nested"),
    ('{"images":[{"id":1,"width":1e9,"height":1e9}]}', "width and height"),
    ('{"images":[{"id":1,"width":9,"height":9},{"id":2,"width":8,"height":9}]}', "several sizes"),
    ('{"images":[{"id":1,"width":9,"height":9}],"annotations":[{"image_id":2,"segmentation":[]}]}', "no image"),
    ('{"images":[{"id":1,"width":9,"height":9}],"annotations":[{"image_id":1,"segmentation":{"size":[9,9],"counts":"zz"}}]}', "run lengths"),
    ('{"images":[{"id":1,"width":9,"height":9}],"annotations":[{"image_id":1,"segmentation":{"size":[9,9],"counts":[1e15]}}]}', "run lengths"),
    ('{"images":[{"id":1,"width":9,"height":9}],"annotations":[{"image_id":1,"track_id":70000,"segmentation":[]}]}', "70000"),
    ('{"videos":[{"id":1,"width":9,"height":9,"length":99999999999}]}', "frames"),
    (BOMB, "document type"),
    ("<annotations><meta><job><size>2</size></job></meta></annotations>", "size of the pictures"),
    ('<annotations><image id="0" width="9" height="9"><mask rle="9" left="3" top="0" width="9" height="1"/></image></annotations>', "not in the picture"),
    ('<annotations><image id="0" width="9" height="9"><mask rle="1,9999999999" left="0" top="0" width="9" height="1"/></image></annotations>', "run lengths"),
    ('<annotations><image id="0" width="9" height="9">', "end"),
    ("<annotations a='1' a='1'/>", "twice"),
])
def test_hostile_files(tmp_path, text, words):
    path = tmp_path / "hostile"
    path.write_text(text)
    command = [PROGRAM, "import", path, "--labels", tmp_path / "out"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert result.returncode == 65 and words in result.stderr and str(path) in result.stderr, result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name, words", [("mots", "like"), ("coco", "like")])
def test_other_frames(clip, hard, name, words, tmp_path):
    source = hard.export("coco")
    command = [PROGRAM, "import", source, "--labels", tmp_path / "out", "--like", clip.folder / clip.name]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 65 and words in result.stderr
