"""Which column of a layer holds the code, the name and the township of its areas: proposed, never assumed."""

from pathlib import Path
from typing import NamedTuple

from data.importing.layers.vector_files import open_layer
from geo.gazetteer.names import plain

_NAMES = {
    "code": (
        "xzqdm",
        "zldwdm",
        "qsdwdm",
        "行政区代码",
        "行政区划代码",
        "区划代码",
        "代码",
        "code",
        "dm",
        "id",
    ),
    "name": ("xzqmc", "zldwmc", "qsdwmc", "行政区名称", "村名", "名称", "name", "mc"),
    "parent": ("乡镇代码", "乡镇", "乡镇名称", "所属乡镇", "township", "town", "parent", "xzmc", "xzdm"),
}
"""Usual headings, those of the land survey (三调) first."""


class LayerColumns(NamedTuple):
    """Columns of a layer with a cell of each, and what each role is proposed to be; '' for none."""

    samples: dict[str, str]
    areas: int
    proposed: dict[str, str]


def columns(path: Path, layer: str | None = None) -> LayerColumns:
    """Columns of a file of areas; refused as `open_layer`."""
    found, geometries, _ = open_layer(path, None, layer)
    samples = {
        name: str(next((cell for cell in cells if cell is not None), "")) for name, cells in found.items()
    }
    known = {plain(name).casefold(): name for name in found}
    proposed = {
        role: next((known[word] for word in words if word in known), "") for role, words in _NAMES.items()
    }
    return LayerColumns(samples, len(geometries), proposed)
