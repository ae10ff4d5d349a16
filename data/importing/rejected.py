"""Rejected rows kept small: a file of a million rows may be rejected to the last."""

import json
import zlib
from collections.abc import Iterator, Mapping

_LEVEL = 1


class RejectedRows(Mapping[int, list[str]]):
    """Cells of rejected rows by number, in the order they came, packed in the portions they came in."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._numbers: list[list[int]] = []
        self._count = 0

    def __ior__(self, rows: Mapping[int, list[str]]) -> "RejectedRows":
        """Add a portion. A number must not come twice."""
        if rows:
            text = json.dumps(list(rows.values()), ensure_ascii=False, separators=(",", ":"))
            self._packed.append(zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL))
            self._numbers.append(list(rows))
            self._count += len(rows)
        return self

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        for numbers in self._numbers:
            yield from numbers

    def __getitem__(self, number: int) -> list[str]:
        for place, numbers in enumerate(self._numbers):
            if number in numbers:
                return self._portion(place)[numbers.index(number)]
        raise KeyError(number)

    def pairs(self) -> Iterator[tuple[int, list[str]]]:
        """Numbers and cells, a portion at a time."""
        for place, numbers in enumerate(self._numbers):
            yield from zip(numbers, self._portion(place), strict=True)

    def _portion(self, place: int) -> list[list[str]]:
        rows: list[list[str]] = json.loads(
            zlib.decompress(self._packed[place]).decode("utf-8", "surrogatepass")
        )
        return rows
