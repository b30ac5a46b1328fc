"""The levels at which a merge tree has a number of regions."""

from collections import defaultdict

import numpy as np

from .supervoxels import Supervoxels, Tree

COUNTED = 0.001  # a region counts in a frame if it covers more than this share


def levels_for(count: int, supervoxels: Supervoxels) -> dict[int, float]:
    """For each shot, the lowest level from which there are at most ``count`` regions per frame on average.

    The same as ``tessera relabel --regions``. Reads all maps once.
    """
    tree, rows = supervoxels.tree, supervoxels.rows
    frames: dict[int, int] = defaultdict(int)
    finest: dict[int, int] = defaultdict(int)  # the counted regions below every level, over all frames of a shot
    changes: dict[int, dict[float, int]] = {row.shot: {} for row in rows}  # by the unions at a level
    joined = (tree.joins >= 0) & np.isfinite(tree.level)
    for shot in changes:
        changes[shot] = dict.fromkeys(tree.level[joined & (tree.shot == shot)].tolist(), 0)
    for row in rows:
        slots, present, owners = supervoxels.read(row.index)
        areas = np.bincount(slots.ravel(), minlength=1 << 16)[present]
        frames[row.shot] += 1
        finest[row.shot] += int(np.count_nonzero(areas > COUNTED * slots.size))
        _add(dict(zip(owners.tolist(), areas.tolist())), COUNTED * slots.size, tree, changes[row.shot])
    return {shot: _level(count * frames[shot], finest[shot], changes[shot]) for shot in frames}


def _add(areas: dict[int, int], smallest: float, tree: Tree, changes: dict[float, int]) -> None:
    """Adds the changes of the number of counted regions in a frame, given the areas of its supervoxels."""
    unions = []
    open_nodes, seen = list(areas), set(areas)
    while open_nodes:
        node = open_nodes.pop()
        joins, level = int(tree.joins[node]), float(tree.level[node])
        if joins >= 0 and np.isfinite(level):
            unions.append((level, node, joins))
            if joins not in seen:
                seen.add(joins)
                open_nodes.append(joins)
    parents: dict[int, int] = {}

    def root(node: int) -> int:
        while (parent := parents.get(node, node)) != node:
            parents[node] = node = parents.get(parent, parent)
        return node

    sums = dict.fromkeys(seen, 0) | areas
    for level, node, joins in sorted(unions):
        one, other = root(joins), root(node)
        before = (sums[one] > smallest) + (sums[other] > smallest)
        parents[other] = one
        sums[one] += sums[other]
        changes[level] += (sums[one] > smallest) - before


def _level(limit: int, finest: int, changes: dict[float, int]) -> float:
    """The lowest level from which the sum of the regions is at most ``limit``; 0 if it is so from the finest on."""
    total = finest + sum(changes.values())
    level = max(changes, default=0.0)
    for level_below in sorted(changes, reverse=True):
        if total > limit:
            break
        level = level_below
        total -= changes[level_below]
    return level if total > limit else 0.0
