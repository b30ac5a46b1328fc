"""The paths of label files, in a folder or beside a label video."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .errors import RESTORE, LabelsError, reading

LONGEST_LINE = 4096  # in characters; as tessera


@dataclass(frozen=True)
class Files:
    labels: Path
    is_video: bool
    index: Path
    table: Path
    supervoxel_maps: Path
    supervoxel_table: Path
    checkpoint: Path

    @classmethod
    def of(cls, path: Path) -> Files:
        """Raises ``LabelsError`` if a required file is missing."""
        is_video = not path.is_dir()
        if is_video and path.suffix.lower() != ".mkv":
            cause = "it is neither a label folder nor a label video (.mkv)" if path.exists() else "it does not exist"
            raise LabelsError(path, cause, "give the folder or the .mkv that tessera segment --labels wrote")
        if is_video:
            names = [path.with_suffix(end) for end in (".csv", ".json", ".supervoxels.mkv", ".supervoxels.csv")]
            names.append(path.with_name(f".{path.name}.checkpoint"))
        else:
            names = [path / name for name in ("frames.csv", "labels.json", "supervoxels.mkv", "supervoxels.csv")]
            names.append(path / ".checkpoint")
        files = cls(path, is_video, *names)
        for file in (files.labels, files.table, files.index):
            files.require(file)
        return files

    def require(self, file: Path, remedy: str = RESTORE) -> None:
        if not file.exists():
            stopped = "the run was stopped: resume it with tessera segment --resume"
            raise LabelsError(file, "it is missing", stopped if self.checkpoint.exists() else remedy)


def check(file: Path, max_bytes: int | None = None) -> None:
    """Raises ``LabelsError`` unless it is a regular file of at most ``max_bytes``. Others may never end."""
    with reading(file):
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise LabelsError(file, "it is a folder, a device or a pipe, not a file")
        if max_bytes is not None and status.st_size > max_bytes:
            raise LabelsError(file, f"it has {status.st_size:,} bytes, too many for such a file")


def bounded_lines(stream: TextIO) -> Iterator[str]:
    """The lines of a table, with their ends."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise ValueError(f"a line is longer than {LONGEST_LINE} characters")
        yield line
