"""Instances of the orienteering problem with time windows: made up, public, and public ones made larger."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.orienteering import Problem
from geo.orienteering.times import shortest_times

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Instance:
    """A problem, the factor that makes its times integers, and the best known score by number of routes."""

    name: str
    problem: Problem
    scale: int = 1
    known: dict[int, float] = field(default_factory=dict)
    teams: bool = True

    def whole(self, times: Any) -> Integers:
        """Times as integers; without a limit, a number that none reaches."""
        whole: Integers = np.rint(np.minimum(np.asarray(times) * self.scale, 10**9)).astype(np.int64)
        return whole


def township(number: int) -> Instance:
    """An afternoon between the villages of a township; the office is the first place, start and end."""
    villages = 7 + round(38 * number / 14)
    rng = np.random.default_rng(1000 + number)
    angle, radius = rng.uniform(0, 2 * np.pi, villages), 10 * np.sqrt(rng.uniform(0, 1, villages))
    spots = np.vstack([(0, 0), np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])])
    travel = 2.8 * np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    service = np.concatenate([[0.0], rng.integers(20, 61, villages)])
    score = np.concatenate([[0.0], rng.gamma(2.0, 3.0, villages)])
    opens, closes = np.zeros(villages + 1), np.full(villages + 1, 270.0)
    late = rng.uniform(size=villages) < 0.3  # at home only for a part of the afternoon
    opens[1:][late] = rng.integers(0, 120, int(late.sum()))
    closes[1:][late] = opens[1:][late] + 90
    problem = Problem(np.round(travel, 2), score, service, opens, closes, start=0, end=0)
    return Instance(f"township {villages}", problem, scale=100)


def folder_instances(folder: Path) -> list[Instance]:
    """All instances of a folder, small ones first."""
    with (folder / "optima-optw.csv").open() as file:
        optima = {row["instance"]: float(row["score"]) for row in csv.DictReader(file)}
    known: dict[str, dict[int, float]] = {}
    with (folder / "best-known-toptw.csv").open() as file:
        for row in csv.DictReader(file):
            known.setdefault(row["instance"], {})[int(row["routes"])] = float(row["best_known"])
    names = sorted(folder.glob("*.*.*.TXT"), key=lambda path: [int(part) for part in path.stem.split(".")])
    large = [larger(folder / "100.3.1.TXT", k, hours) for k in (1, 2, 3) for hours in (8, 12, 14)]
    return (
        [optw(path, optima) for path in names]
        + [solomon(path, known.get(path.name, {})) for path in sorted(folder.glob("[cpr]*[0-9].txt"))]
        + large
    )


def larger(path: Path, number: int, hours: int, count: int = 250) -> Instance:
    """A day between more places than a public one has: near these; scores, visits and hours are drawn."""
    rng, hour = np.random.default_rng(2500 + number), 3_600_000.0
    public = optw(path, {}).problem
    end = len(public.score) - 1
    near = np.concatenate([[0], rng.integers(1, end, count - 2), [end]])
    travel = public.travel[np.ix_(near, near)] * rng.uniform(0.9, 1.1, (count, count))
    close = rng.uniform(5, 20, (count, count)) * hour / 60
    travel = np.where(near[:, None] == near, close, travel)
    travel = np.rint(shortest_times(travel.astype(np.float64)))
    score = rng.integers(0, 40, count).astype(float)
    service = np.rint(rng.normal(20, 4, count).clip(8, 37) * hour / 60)
    opens = (rng.integers(6, 4 + hours, count) * hour).astype(np.float64)
    lasts = rng.choice(np.arange(2, 11), count, p=np.array([23, 15, 16, 14, 11, 6, 6, 6, 3]) / 100)
    closes = np.minimum(opens + lasts * hour, (6 + hours) * hour)
    ends = [0, -1]
    score[ends], service[ends], opens[ends], closes[ends] = 0, 0, 6 * hour, (6 + hours) * hour
    problem = Problem(travel, score, service, opens, closes, 0, count - 1, hours * hour)
    return Instance(f"{count}.{number} of {hours} h", problem, teams=False)


def optw(path: Path, optima: dict[str, float]) -> Instance:
    """An instance with a matrix of travel times; the first place is the start, the last the end."""
    lines = path.read_text().split("\n")
    count, longest = int(lines[0]), float(lines[1])
    rows = np.array([line.strip().split(";")[:6] for line in lines[2 : 2 + count]], dtype=float)
    text = path.with_name(f"titt{count}.TXT").read_text().split("\n")
    travel = np.array([line.strip().rstrip(";").split(";") for line in text[:count]], dtype=float)
    _, score, _, service, opens, closes = rows.T
    problem = Problem(travel, score, service, opens, closes, start=0, end=count - 1, longest=longest)
    best = {1: optima[path.stem]} if path.stem in optima else {}
    return Instance(path.stem, problem, known=best, teams=False)


def solomon(path: Path, known: dict[int, float]) -> Instance:
    """An instance with coordinates, Solomon's or Cordeau's (`pr*`).

    Distances are cut to one decimal, Cordeau's to two, as the best known scores want it.
    """
    lines = [line.split() for line in path.read_text().splitlines()]
    places = [[*map(float, line[1:5]), *map(float, line[-2:])] for line in lines if len(line) >= 7]
    x, y, service, score, opens, closes = np.array(places).T
    scale = 100 if path.stem.startswith("pr") else 10
    travel = np.floor(scale * np.hypot(x[:, None] - x, y[:, None] - y) + 1e-9) / scale
    problem = Problem(travel, score, service, opens, closes, start=0, end=0)
    return Instance(path.stem, problem, scale=scale, known=known)
