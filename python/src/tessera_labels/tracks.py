"""``labels.json``: the origin of the labels, and the track table."""

import json
import reprlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .errors import UPGRADE, LabelsError, reading
from .files import check

FORMAT = 1  # of labels.json, and of frames.csv
MAX_BYTES = 200_000_000  # 65,535 tracks need less
MAX_VALUE = 65535  # of a track ID, and of a side of the pictures


@dataclass(frozen=True)
class Return:
    """A return of a track."""

    frame: int
    seconds: float
    gone_seconds: float  # since it was last seen


@dataclass(frozen=True)
class Track:
    """A track. Frames count from 0, areas are in pixels, times in seconds."""

    id: int  # the track ID: its value in the label maps, 1 … 65535
    color: tuple[int, int, int]  # red, green, blue, 0 … 255, as in the overlay and in the label images
    first_frame: int
    first_seconds: float
    last_frame: int
    last_seconds: float
    frames: int  # the number of frames with the track
    area: int  # in all frames together
    largest_area: int
    largest_frame: int  # the first frame with the largest area
    area_over_time: tuple[tuple[int, float], ...]  # frame and share of the picture, at most 64
    born_from: int | None  # split from: the track that held most of its first pixels one frame earlier
    merged_into: int | None  # merged into: the track that got most of its last pixels
    came_back: tuple[Return, ...]  # the last 16 returns
    times_back: int
    ended: bool  # whether it is missing in the last frame
    name: str | None = None  # that the user gave it: tessera correct


def read_table(path: Path) -> dict[str, Any]:
    """The keys of ``labels.json``, if its format is known."""
    check(path, MAX_BYTES)
    with reading(path):
        table = json.loads(path.read_bytes())
        if not isinstance(table, dict):
            raise ValueError("it is not a table of labels")
        for key in ("format", "index_format"):
            if (found := _typed(table, key, int)) != FORMAT:
                raise LabelsError(path, f"{key} is {found}, and this package reads {FORMAT}", UPGRADE)
        for key in ("width", "height", "frames"):
            if _typed(table, key, int) < 0 or (key != "frames" and table[key] > MAX_VALUE):
                raise ValueError(f"{reprlib.repr(table[key])} is not a valid {key}")
        _typed(table, "complete", bool)
        _typed(table, "identities", list)
    return table


def read_tracks(path: Path, entries: list[Any]) -> dict[int, Track]:
    with reading(path):
        tracks: dict[int, Track] = {}
        for place, entry in enumerate(entries):
            with reading(path, f"identities[{place}]: "):
                track = _track(entry)
                if track.id in tracks:
                    raise ValueError(f"there already is a track {track.id}")
                tracks[track.id] = track
        return tracks


def _track(entry: dict[str, Any]) -> Track:
    values: dict[str, Any] = {"id": _typed(entry, "identity", int)}
    # Only tracks that the user named have a name.
    absent = {"id"} if "name" in entry else {"id", "name"}
    for name in [field.name for field in fields(Track) if field.name not in absent]:
        values[name] = _typed(entry, name, KINDS.get(name, int))
    for name in ("id", "born_from", "merged_into"):
        if values[name] is not None and not 1 <= values[name] <= MAX_VALUE:
            raise ValueError(f"{reprlib.repr(values[name])} is not a track ID")
    red, green, blue = bytes.fromhex(values["color"].removeprefix("#"))
    values["color"] = (red, green, blue)
    values["area_over_time"] = tuple((int(frame), float(share)) for frame, share in values["area_over_time"])
    values["came_back"] = tuple(
        Return(_typed(back, "frame", int), *(_typed(back, key, float) for key in ("seconds", "gone_seconds")))
        for back in values["came_back"]
    )
    return Track(**values)


KINDS: dict[str, Any] = {
    **{"color": str, "name": str, "area_over_time": list, "came_back": list, "ended": bool},
    **dict.fromkeys(["first_seconds", "last_seconds"], float),
    **dict.fromkeys(["born_from", "merged_into"], int | None),
}


def _typed(keys: dict[str, Any], key: str, kind: Any) -> Any:
    value = keys[key]
    if kind is float and type(value) is int:
        return float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{reprlib.repr(value)} is not a valid {key}")
    return value
