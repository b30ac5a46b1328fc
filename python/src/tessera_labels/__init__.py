"""Reads the label files of Tessera: label maps, frames, tracks and supervoxels.

>>> import tessera_labels
>>> labels = tessera_labels.open("clip.labels")     # or a label video, "clip.mkv"
>>> for frame in labels:
...     print(frame.seconds, frame.label_map.shape)
"""

from .errors import LabelsError
from .frames import Frame, Row
from .labels import Labels, open
from .regions import Regions
from .supervoxels import Tree
from .tracks import Return, Track

__version__ = "0.1.0"
__all__ = ["Frame", "Labels", "LabelsError", "Regions", "Return", "Row", "Track", "Tree", "open"]
