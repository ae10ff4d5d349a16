"""Places that a way remembers, as bits in two words."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]


def remember_repeats(way: list[int], memory: Words) -> bool:
    """Let every place within a cycle remember the place that is visited twice; False if there is none."""
    last: dict[int, int] = {}
    repeats = False
    for position, place in enumerate(way):
        if place in last:
            repeats = True
            for between in way[last[place] + 1 : position]:
                memory[between, place >> 6] |= np.uint64(1) << np.uint64(place & 63)
        last[place] = position
    return repeats


def words(remembered: NDArray[np.bool_]) -> Words:
    """Rows of truths as bits in two words: uint64 (rows, 2) of bool (rows, places)."""
    bytes_ = np.packbits(remembered, axis=1, bitorder="little")
    packed = np.zeros((len(remembered), 2), dtype="<u8")
    packed.view(np.uint8)[:, : bytes_.shape[1]] = bytes_
    return packed.astype(np.uint64)
