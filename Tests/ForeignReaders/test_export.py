"""Every format of `tessera export`, read by a reader that is not Tessera's."""

import csv
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from conftest import FILM, PROGRAM, run
from PIL import Image


def only(labels, most=255):
    if max(labels.tracks) > most:
        pytest.skip(f"the format holds track IDs up to {most}")


def blank_images(folder, names):
    """Datumaro looks for the images, but reads only the annotations."""
    folder.mkdir(exist_ok=True)
    for name in names:
        Image.new("RGB", (8, 8)).save(folder / name)


def test_coco(labels):
    from pycocotools import mask
    from pycocotools.coco import COCO

    coco = COCO(str(labels.export("coco")))
    assert len(coco.getImgIds()) == len(labels.maps)
    seen = np.zeros_like(labels.maps)
    for number in coco.getAnnIds():
        annotation = coco.loadAnns(number)[0]
        frame = coco.loadImgs(annotation["image_id"])[0]["frame"]
        truth = labels.maps[frame] == annotation["track_id"]
        decoded = coco.annToMask(annotation)
        assert np.array_equal(decoded, truth)
        encoded = mask.encode(np.asfortranarray(truth.astype(np.uint8)))
        assert annotation["segmentation"]["counts"].encode() == encoded["counts"]
        assert annotation["area"] == truth.sum() == mask.area(encoded)
        assert annotation["bbox"] == list(mask.toBbox(encoded))
        assert annotation["iscrowd"] == 0 and annotation["category_id"] == 1
        seen[frame][truth] = annotation["track_id"]
    assert np.array_equal(seen, labels.maps)


def test_coco_polygons(labels):
    from pycocotools.coco import COCO

    coco = COCO(str(labels.export("coco-polygons")))
    whole = 0
    for annotation in coco.loadAnns(coco.getAnnIds()):
        frame = coco.loadImgs(annotation["image_id"])[0]["frame"]
        truth = labels.maps[frame] == annotation["track_id"]
        assert np.array_equal(coco.annToMask(annotation), truth)
        whole += truth.sum()
    assert whole == (labels.maps > 0).sum()


def test_coco_in_datumaro(labels):
    from datumaro import Dataset

    folder = labels.folder / "coco-set" / "annotations"
    folder.mkdir(parents=True, exist_ok=True)
    output = labels.export("coco", folder / "instances_default.json")
    blank_images(folder.parent / "images", [image["file_name"] for image in json.loads(output.read_text())["images"]])
    items = list(Dataset.import_from(str(folder.parent), "coco_instances"))
    assert len(items) == len(labels.maps)
    frames = {item.attributes["id"] - 1: item for item in items}
    for frame, item in frames.items():
        seen = np.zeros_like(labels.maps[frame])
        for annotation in item.annotations:
            if hasattr(annotation, "image"):  # beside the box
                seen[annotation.image.astype(bool)] = annotation.attributes["track_id"]
        assert np.array_equal(seen, labels.maps[frame])


def test_youtube_vis(labels):
    ytvos = pytest.importorskip("pycocotools.ytvos", reason="github.com/youtubevos/cocoapi is not installed")
    from pycocotools import mask

    data = ytvos.YTVOS(str(labels.export("youtube-vis")))
    check_youtube_vis(labels, data.dataset, lambda annotation, frame: data.annToMask(annotation, frame), mask)


def packed(coded):
    """The mask of a frame with compressed run lengths, as results have it."""
    from pycocotools import mask

    if coded is None:
        return None
    coded = mask.frPyObjects(coded, *coded["size"])
    return {**coded, "counts": coded["counts"].decode()}


def test_youtube_vis_in_trackeval(labels):
    """TrackEval reads the export as ground truth and, with scores, as a result. The masks are equal, and so HOTA is 1."""
    datasets = pytest.importorskip("trackeval.datasets")
    from pycocotools import mask
    from trackeval.metrics import HOTA

    truth, results = labels.folder / "vis" / "youtube_vis_val", labels.folder / "results" / "youtube_vis_val"
    (results / "tessera" / "data").mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    data = json.loads(labels.export("youtube-vis", truth / "instances.json").read_text())
    tracks = [{**track, "score": 1.0, "segmentations": [packed(one) for one in track["segmentations"]]} for track in data["annotations"]]
    (results / "tessera" / "data" / "results.json").write_text(json.dumps(tracks))
    places = {"GT_FOLDER": f"{truth.parent}/", "TRACKERS_FOLDER": f"{results.parent}/", "SPLIT_TO_EVAL": "val"}
    dataset = datasets.YouTubeVIS({**places, "PRINT_CONFIG": False})
    [sequence] = dataset.seq_list
    raw = dataset.get_raw_seq_data("tessera", sequence)
    for frame, (numbers, masks) in enumerate(zip(raw["gt_ids"], raw["gt_dets"])):
        assert sorted(numbers) == [track for track in np.unique(labels.maps[frame]) if track]
        for number, coded in zip(numbers, masks):
            assert np.array_equal(mask.decode(coded), labels.maps[frame] == number)
    for category in dataset.class_list:
        prepared = dataset.get_preprocessed_seq_data(raw, category)
        assert np.all(HOTA().eval_sequence(prepared)["HOTA"] == 1)


def test_youtube_vis_masks(labels):
    from pycocotools import mask

    data = json.loads(labels.export("youtube-vis").read_text())
    check_youtube_vis(labels, data, lambda annotation, frame: mask.decode(packed(annotation["segmentations"][frame])), mask)


def check_youtube_vis(labels, data, decode, mask):
    [video] = data["videos"]
    assert video["length"] == len(video["file_names"]) == len(labels.maps)
    assert len(data["annotations"]) == len(labels.tracks)
    for annotation in data["annotations"]:
        assert len(annotation["segmentations"]) == len(annotation["bboxes"]) == len(annotation["areas"]) == len(labels.maps)
        for frame, coded in enumerate(annotation["segmentations"]):
            truth = labels.maps[frame] == annotation["id"]
            assert (coded is None) == (not truth.any())
            if coded:
                assert np.array_equal(decode(annotation, frame), truth)
                assert annotation["areas"][frame] == truth.sum()
                assert annotation["bboxes"][frame] == list(mask.toBbox(packed(coded)))


def cvat_maps(labels, dataset):
    seen = np.zeros_like(labels.maps)
    for item in dataset:
        for annotation in item.annotations:
            if not annotation.attributes.get("outside"):
                seen[int(item.attributes["frame"])][annotation.image.astype(bool)] = int(annotation.attributes["track_id"])
    return seen


def test_cvat_images(labels):
    from datumaro import Dataset

    folder = labels.folder / "cvat-images-set"
    folder.mkdir(exist_ok=True)
    path = labels.export("cvat-images", folder / "annotations.xml")
    blank_images(folder / "images", [image.get("name") for image in ElementTree.parse(path).getroot().iter("image")])
    assert np.array_equal(cvat_maps(labels, Dataset.import_from(str(folder), "cvat")), labels.maps)


def test_cvat_video(labels):
    """Datumaro's parser takes the size of the picture from the image, and tracks have none: it is supplied here."""
    from datumaro.plugins.data_formats.cvat.base import CvatBase

    height, width = labels.maps.shape[1:]

    class Tracks(CvatBase):
        @classmethod
        def _parse_shape_ann(cls, shape, categories, image):
            return super()._parse_shape_ann(shape, categories, image or {"width": width, "height": height})

    folder = labels.folder / "cvat-set"
    folder.mkdir(exist_ok=True)
    assert np.array_equal(cvat_maps(labels, Tracks(str(labels.export("cvat", folder / "annotations.xml")))), labels.maps)


def test_cvat_tracks(labels):
    """A track is inside exactly in the frames that have it."""
    root = ElementTree.parse(labels.export("cvat")).getroot()
    assert root.find("version").text == "1.1"
    for track in root.iter("track"):
        present = labels.maps == int(track.get("id"))
        inside, last = set(), None
        frames = [int(mask.get("frame")) for mask in track.iter("mask")]
        assert frames == sorted(set(frames))
        for mask in track.iter("mask"):
            frame = int(mask.get("frame"))
            if last is not None:
                inside |= set(range(last, frame))
            last = frame if mask.get("outside") == "0" else None
        if last is not None:
            inside |= set(range(last, len(labels.maps)))
        assert inside == {frame for frame in range(len(labels.maps)) if present[frame].any()}


def test_davis(clip):
    only(clip, 254)
    davis = pytest.importorskip("davis2017.davis", reason="github.com/davisvideochallenge/davis2017-evaluation is not installed")
    from davis2017.results import Results

    root = clip.export("davis")
    images = root / "JPEGImages" / "480p" / clip.title
    images.mkdir(parents=True)
    for path in (root / "Annotations" / "480p" / clip.title).iterdir():
        Image.new("RGB", (8, 8)).save(images / f"{path.stem}.jpg")
    data = davis.DAVIS(str(root), task="semi-supervised", subset="val")
    assert list(data.get_sequences()) == [clip.title]
    masks, void, names = data.get_all_masks(clip.title)
    assert np.array_equal(masks, clip.maps) and not void.any()
    results = Results(str(root / "Annotations" / "480p")).read_masks(clip.title, names)
    for track in clip.tracks:
        assert np.array_equal(results[track - 1], clip.maps == track)


def test_davis_convention(clip):
    """What davis2017-evaluation reads: names in ImageSets, palette images in the order of their names."""
    root = clip.export("davis")
    [title] = (root / "ImageSets" / "2017" / "val.txt").read_text().split()
    paths = sorted((root / "Annotations" / "480p" / title).glob("*.png"))
    assert all(Image.open(path).mode == "P" for path in paths)
    assert np.array_equal(np.stack([np.array(Image.open(path)) for path in paths]), clip.maps)
    assert paths[0].stem == "00000"


def test_davis_limit(hard):
    output = hard.folder / "none"
    result = subprocess.run(
        [PROGRAM, "export", hard.folder / hard.name, "davis", output], capture_output=True, text=True, check=False
    )
    assert result.returncode == 73 and "300" in result.stderr and not output.exists()
    assert not [path for path in hard.folder.iterdir() if path.name.startswith(".")]


def test_youtube_vos(clip):
    root = clip.export("youtube-vos")
    objects = json.loads((root / "meta.json").read_text())["videos"][clip.title]["objects"]
    assert sorted(map(int, objects)) == clip.tracks
    paths = sorted((root / "Annotations" / clip.title).glob("*.png"))
    assert np.array_equal(np.stack([np.array(Image.open(path)) for path in paths]), clip.maps)
    for track, about in objects.items():
        present = [path.stem for path, image in zip(paths, clip.maps) if (image == int(track)).any()]
        assert about["frames"] == present and about["category"] == "region"


@pytest.mark.parametrize("name, first", [("mots", 1), ("kitti-mots", 0)])
def test_mots(labels, name, first):
    from pycocotools import mask

    seen = np.zeros_like(labels.maps)
    for line in labels.export(name).read_text().splitlines():
        frame, number, kind, height, width, counts = line.split(" ")
        decoded = mask.decode({"size": [int(height), int(width)], "counts": counts.encode()})
        assert kind == "1"
        seen[int(frame) - first][decoded.astype(bool)] = int(number) - 1000
    assert np.array_equal(seen, labels.maps)


@pytest.mark.parametrize("name, kind, first", [("mots", "MOTSChallenge", 1), ("kitti-mots", "KittiMOTS", 0)])
def test_mots_in_trackeval(clip, name, kind, first):
    """The text parser of the benchmark, which also checks that no masks overlap."""
    trackeval = pytest.importorskip("trackeval", reason="github.com/JonathonLuiten/TrackEval is not installed")
    from pycocotools import mask

    path = clip.export(name)
    reader = getattr(trackeval.datasets, kind).__new__(getattr(trackeval.datasets, kind))
    reader.data_is_zipped = False
    reader.config = {"GT_LOC_FORMAT": str(path)}
    reader.gt_fol, reader.seq_lengths = "", {"clip": len(clip.maps)}
    raw = reader._load_raw_file(None, "clip", True)
    for frame, (ids, masks) in enumerate(zip(raw["gt_ids"], raw["gt_dets"])):
        seen = np.zeros_like(clip.maps[frame])
        for number, coded in zip(ids, masks):
            seen[mask.decode(coded).astype(bool)] = number - 1000
        assert np.array_equal(seen, clip.maps[frame])


def test_numpy(labels):
    array = np.load(labels.export("npy"), mmap_mode="r")
    assert array.dtype == np.uint16 and np.array_equal(array, labels.maps)
    with np.load(labels.export("npz")) as archive:
        assert np.array_equal(archive["labels"], labels.maps)
        assert archive["labels"].dtype == np.uint16
        assert list(archive["track_ids"]) == labels.tracks
        rows = list(csv.DictReader(open(labels.folder / labels.name / "frames.csv", newline="")))
        assert list(archive["pts"]) == [int(row["pts"]) for row in rows]
        assert np.allclose(archive["seconds"], [float(row["seconds"]) for row in rows], rtol=0, atol=1e-12)
        assert "/".join(map(str, archive["time_base"])) == rows[0]["time_base"]


def test_npz_is_a_sound_archive(labels):
    import zipfile

    with zipfile.ZipFile(labels.export("npz")) as archive:
        assert archive.testzip() is None


def test_zarr(labels):
    import zarr

    group = zarr.open_group(str(labels.export("zarr")), mode="r")
    assert group["labels"].chunks == (1, *labels.maps.shape[1:])
    assert np.array_equal(group["labels"][:], labels.maps)
    rows = list(csv.DictReader(open(labels.folder / labels.name / "frames.csv", newline="")))
    assert list(group["pts"][:]) == [int(row["pts"]) for row in rows]
    assert np.allclose(group["seconds"][:], [float(row["seconds"]) for row in rows])


def ffprobe(path, *words):
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", *words, str(path)], capture_output=True, text=True, check=True
    )
    return json.loads(output.stdout)


def decoded_alpha(path, shape, codec=()):
    command = ["ffmpeg", "-v", "error", *codec, "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgba", "-fps_mode", "passthrough", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(*shape, 4)


@pytest.mark.parametrize("name, codec, pixels, decoder", [
    ("out.mov", "prores", "yuva444p", ()), ("out.webm", "vp9", "yuv", ("-c:v", "libvpx-vp9")),
])
def test_alpha_video(clip, name, codec, pixels, decoder):
    track = int(np.bincount(clip.maps.ravel()).argmax())
    path = clip.export(f"alpha={track}", name)
    [stream] = ffprobe(path, "-show_streams")["streams"]
    assert stream["codec_name"] == codec and stream["pix_fmt"].startswith(pixels)
    assert codec == "prores" or stream["tags"]["ALPHA_MODE"] == "1"
    times = [float(frame["pts_time"]) for frame in ffprobe(path, "-show_frames")["frames"]]
    rows = list(csv.DictReader(open(clip.folder / clip.name / "frames.csv", newline="")))
    assert np.allclose(times, [float(row["seconds"]) for row in rows], atol=0.001)
    alpha = decoded_alpha(path, clip.maps.shape, decoder)[..., 3]
    truth = clip.maps == track
    if codec == "prores":
        assert np.array_equal(alpha == 255, truth) and np.array_equal(alpha == 0, ~truth)
    else:
        assert ((alpha > 127) == truth).mean() > 0.998


def test_alpha_images(clip):
    track = int(np.bincount(clip.maps.ravel()).argmax())
    folder = clip.export(f"alpha={track}", "alpha-images")
    images = [np.array(Image.open(path)) for path in sorted(folder.glob("*.png"))]
    film = decoded_alpha(FILM, (-1, *clip.maps.shape[1:]))
    for image, picture, labels in zip(images, film, clip.maps, strict=False):
        assert np.array_equal(image[..., 3] == 255, labels == track) and set(np.unique(image[..., 3])) <= {0, 255}
        assert np.abs(image[..., :3].astype(int) - picture[..., :3]).mean() < 4
    assert len(images) == len(clip.maps)


def test_alpha_of_nothing(clip):
    command = [PROGRAM, "export", clip.folder / clip.name, "alpha=999", clip.folder / "no.mov"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 65 and "999" in result.stderr and not (clip.folder / "no.mov").exists()


def test_color_video(clip):
    path = clip.export("color", "out.mp4")
    colors = {
        row["identity"]: tuple(bytes.fromhex(row["color"][1:]))
        for row in json.loads((clip.folder / clip.name / "labels.json").read_text())["identities"]
    }
    pictures = decoded_alpha(path, clip.maps.shape)[..., :3].astype(int)
    for track, color in colors.items():
        assert np.median(np.abs(pictures[clip.maps == track] - color)) <= 12


def test_geojson(labels):
    """The even-odd rule at the centers of the pixels gives the mask back."""
    from skimage.draw import polygon2mask

    shape = labels.maps.shape[1:]
    seen = np.zeros_like(labels.maps)
    for line in labels.export("geojson").read_text().splitlines():
        feature = json.loads(line)
        about = feature["properties"]
        assert feature["type"] == "Feature" and feature["geometry"]["type"] == "MultiPolygon"
        region = np.zeros(shape, bool)
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1] and len(ring) >= 5
                region ^= polygon2mask(shape, np.array([[y - 0.5, x - 0.5] for x, y in ring[:-1]]))
        assert region.sum() == about["area"]
        seen[about["frame"]][region] = about["track_id"]
    assert np.array_equal(seen, labels.maps)


def test_svg(labels):
    paths = sorted(labels.export("svg").glob("*.svg"))
    assert len(paths) == len(labels.maps)
    for path, image in zip(paths, labels.maps):
        root = ElementTree.parse(path).getroot()
        assert root.get("viewBox") == f"0 0 {image.shape[1]} {image.shape[0]}"
        shapes = list(root)
        assert [shape.get("id") for shape in shapes] == [f"track-{track}" for track in np.unique(image) if track]
        for shape in shapes:
            # The shoelace formula: holes count negative.
            area = 0
            for ring in re.findall(r"M([^Z]*)Z", shape.get("d")):
                points = np.array([list(map(int, corner.split(","))) for corner in ring.split("L")])
                x, y = points.T
                area += (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2
            assert area == (image == int(shape.get("id")[6:])).sum()


def expected_shots(clip):
    rows = list(csv.DictReader(open(clip.folder / clip.name / "frames.csv", newline="")))
    starts = [float(row["seconds"]) for n, row in enumerate(rows) if n == 0 or row["shot"] != rows[n - 1]["shot"]]
    assert len(starts) == 2
    return starts, float(rows[-1]["seconds"]) + float(rows[1]["seconds"]) - float(rows[0]["seconds"])


def test_otio(clip):
    import opentimelineio as otio

    starts, end = expected_shots(clip)
    timeline = otio.adapters.read_from_file(str(clip.export("otio", "cuts.otio")))
    clips = list(timeline.find_clips())
    assert np.allclose([each.source_range.start_time.to_seconds() for each in clips], starts, atol=1e-6)
    assert np.isclose(clips[-1].source_range.end_time_exclusive().to_seconds(), end)
    assert clips[0].media_reference.target_url.endswith("shapes.mp4")


def test_edl(clip):
    import opentimelineio as otio

    starts, _ = expected_shots(clip)
    path = clip.export("edl", "cuts.edl")
    rate = ffprobe(FILM, "-show_streams")["streams"][0]["avg_frame_rate"].split("/")
    rate = int(rate[0]) / int(rate[1])
    timeline = otio.adapters.read_from_file(str(path), rate=rate)
    timeline = timeline[0] if isinstance(timeline, otio.schema.SerializableCollection) else timeline
    clips = list(timeline.find_clips())
    assert [each.source_range.start_time.value for each in clips] == [round(start * rate) for start in starts]
    assert clips[0].name == "shapes.mp4"


def test_chapters(clip):
    starts, end = expected_shots(clip)
    chapters = clip.export("chapters", "cuts.txt")
    film = clip.folder / "chapters.mkv"
    command = ["ffmpeg", "-v", "error", "-y", "-i", FILM, "-i", chapters]
    subprocess.run([*command, "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", film], check=True)
    found = ffprobe(film, "-show_chapters")["chapters"]
    assert np.allclose([float(each["start_time"]) for each in found], starts, atol=1e-3)
    assert np.isclose(float(found[-1]["end_time"]), end, atol=1e-3)


def test_scenedetect(clip):
    """PySceneDetect loads the list and lists the same scenes."""
    starts, _ = expected_shots(clip)
    path = clip.export("pyscenedetect", "scenes.csv")
    output = clip.folder / "scenes"
    command = [sys.executable, "-m", "scenedetect", "-q", "-i", FILM, "-o", output, "load-scenes", "-i", path, "list-scenes"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    [listed] = output.glob("*.csv")
    lines = listed.read_text().splitlines()
    header = next(n for n, line in enumerate(lines) if line.startswith("Scene Number"))
    rows = list(csv.DictReader(lines[header:]))
    assert np.allclose([float(row["Start Time (seconds)"]) for row in rows], starts, atol=1e-3)


def test_the_reader_of_one_file(labels):
    sys.path.insert(0, str(FILM.parents[1] / "docs"))
    from read_labels import read_labels

    source = FILM.parents[1] / "docs" / "read_labels.py"
    assert len(source.read_text().splitlines()) < 60
    imported = set(re.findall(r"^(?:import|from) (\w+)", source.read_text(), re.M)) - sys.stdlib_module_names
    assert imported == {"numpy"}
    rows = list(csv.DictReader(open(labels.folder / labels.name / "frames.csv", newline="")))
    film = labels.folder / "reader.mkv"
    run("import", labels.folder / labels.name, "--labels", film, "--like", labels.folder / labels.name, "--overwrite")
    for path in (labels.export("npz"), labels.export("npy"), labels.export("zarr"), film):
        times, maps = zip(*read_labels(path))
        assert np.array_equal(np.stack(maps), labels.maps)
        if path.suffix != ".npy":
            assert list(times) == [float(row["seconds"]) for row in rows]
