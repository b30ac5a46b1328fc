"""The paths of label files, in a folder or beside a label video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import RESTORE, LabelsError


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
