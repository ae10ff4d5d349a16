"""Heat: `geo.statistics.density` against its peer, on the same petitions in one run.

    python -m scripts.bench.density [--points 50000] [--bandwidths 300 900 3000] [--repeat 9] [--json]

The demo county on a grid of about 400 x 340 cells. Ours is timed from degrees to a surface that is clipped to
the county and corrected at its edge: at the first request for a bandwidth, and at the next ones, for which
the correction is kept. The peer starts from metres and gives a surface that is neither clipped nor corrected;
how far they differ is said of cells farther from the edge than the kernel reaches, in parts of the highest.
"""

import argparse
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from data.demo.geography import geography
from geo.statistics import density
from scripts.bench.timing import timed

Floats = NDArray[np.float64]

_CELLS = 400 * 340


def county() -> density.Grid:
    """The demo county on a grid of about 400 x 340 cells."""
    villages, side = [village.geometry for village in geography().villages], 120.0
    return density.grid(villages, side * np.sqrt(np.prod(density.grid(villages, side).shape) / _CELLS))


def petitions(region: density.Grid, count: int, seed: int = 0) -> Floats:
    """Points in 60 clumps, as parts (0 to 1) of the grid's width and of its height from the south."""
    rng = np.random.default_rng(seed)
    clumps = rng.uniform(0.1, 0.9, (60, 2))
    return np.clip(
        clumps[rng.integers(60, size=count)] + rng.normal(scale=0.02, size=(count, 2)), 0.001, 0.999
    )


def plain(metres: Floats, region: density.Grid, bandwidth: float) -> Floats:
    rows, columns = region.shape
    edges = np.arange(columns + 1) * region.cell, np.arange(rows + 1) * region.cell
    mass = np.histogram2d(metres[:, 0], metres[:, 1], bins=edges)[0].T[::-1]
    heat: Floats = gaussian_filter(mass, bandwidth / region.cell, mode="constant")
    return heat / (region.cell / 1000) ** 2


def compare(count: int, bandwidth: float, repeat: int) -> dict[str, Any]:
    """Seconds of ours and of the peer, and how far their surfaces differ."""
    region = county()
    west, south, east, north = region.bounds
    parts = petitions(region, count)
    x = west + parts[:, 0] * (east - west)
    top, bottom = np.arcsinh(np.tan(np.radians([north, south])))  # rows are even in the map's projection
    y = np.degrees(np.arctan(np.sinh(bottom + parts[:, 1] * (top - bottom))))
    first, ours = timed(lambda: density.kernel_surface(x, y, region, bandwidth), 1)
    again, _ = timed(lambda: density.kernel_surface(x, y, region, bandwidth), repeat)
    metres = parts * np.array(region.shape)[::-1] * region.cell
    peer, surface = timed(lambda: plain(metres, region, bandwidth), repeat)
    far = distance_transform_edt(np.pad(region.inside, 1))[1:-1, 1:-1] * region.cell > 4 * bandwidth
    return {
        "points": count,
        "cells": region.shape,
        "bandwidth": bandwidth,
        "first_seconds": first,
        "seconds": again,
        "peer_seconds": peer,
        "difference": float(np.abs(surface - ours)[far].max(initial=0) / ours.max()),
    }


def told(reports: list[dict[str, Any]]) -> str:
    """The reports as lines of text."""
    lines = [f"{reports[0]['points']:,} points, {' x '.join(map(str, reports[0]['cells']))} cells"]
    for report in reports:
        first, again, peer = (report[key] * 1000 for key in ("first_seconds", "seconds", "peer_seconds"))
        lines.append(
            f"{report['bandwidth']:5,.0f} m: geo density {again:.1f} ms, first time {first:.1f} ms; "
            f"histogram2d and gaussian_filter {peer:.1f} ms, differing by {report['difference']:.3%}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.density", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--bandwidths", type=float, nargs="*", default=[300.0, 900.0, 3000.0])
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    reports = [compare(options.points, bandwidth, options.repeat) for bandwidth in options.bandwidths]
    print(json.dumps(reports, indent=1) if options.json else told(reports))


if __name__ == "__main__":
    main()
