"""Which stops in an afternoon: `geo.orienteering` against PyVRP and OR-Tools, the same seconds in one run.

    python -m scripts.bench.orienteering [FOLDER] [--seconds 5] [--routes 1 2 3 4] [--only c10 20.]
                                         [--peers none|pyvrp|all] [--processor] [--json]

FOLDER holds public instances: `N.s.k.TXT` with `titt<N>.TXT` (times in milliseconds, one route), Solomon
files `c*.txt`, `r*.txt` (times in tenths), Cordeau's `pr*.txt` (hundredths), `optima-optw.csv` and
`best-known-toptw.csv`; with them come days of 250 places, made of a public one. Without it: made-up
townships. Every time is an integer once multiplied by the instance's scale, so nobody loses by rounding.
Everybody has one thread. Peers that are not installed are left out. Every route is checked here anew; no
answer counts as 0. On a machine that others use, `--processor` counts the seconds of this process alone.
"""

import argparse
import json
import os
import re
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from geo.orienteering import Problem, solve
from scripts.bench.instances import Instance, folder_instances, township

Answer = dict[str, Any]  # routes, and bound, proven where the peer knows them
PRIZE = 10_000  # what a point of score is worth to a peer that adds up costs


class ProcessorTimer(threading.Timer):
    """Waits for seconds of this process. HiGHS, which packs teams, keeps to the clock even so."""

    def run(self) -> None:
        end = time.process_time() + self.interval
        while (left := end - time.process_time()) > 0:
            if self.finished.wait(max(left, 0.001)):
                return
        self.function(*self.args, **self.kwargs)


# --- solvers --------------------------------------------------------------------------------------------


def ours(instance: Instance, routes: int, seconds: float) -> Answer:
    found = solve(instance.problem, routes=routes, seconds=seconds)
    return {
        "routes": found.routes,
        "arrivals": found.arrivals,
        "claimed": found.score,
        "bound": found.bound,
        "proven": found.proven,
    }


def pyvrp(instance: Instance, routes: int, seconds: float) -> Answer:
    """Prizes outweigh travel: a day of driving costs as much as one point, or 0.01 if scores are broken."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    p, model, durations = instance.problem, Model(), instance.whole(instance.problem.travel)
    spots = [model.add_location(0, 0) for _ in p.score]
    opens, closes, service = (instance.whole(times).tolist() for times in (p.opens, p.closes, p.service))
    day = closes[p.end] - opens[p.start]
    point = PRIZE if (p.score == np.rint(p.score)).all() else PRIZE // 100
    costs = np.rint(durations * min(1.0, point / day)).astype(np.int64)
    for a, start in enumerate(spots):
        for b, end in enumerate(spots):
            model.add_edge(start, end, distance=int(costs[a, b]), duration=int(durations[a, b]))
    depots = {at: model.add_depot(spots[at]) for at in sorted({p.start, p.end})}
    stops = [at for at in range(len(spots)) if at not in depots]
    for at in stops:
        window = {"tw_early": opens[at], "tw_late": closes[at], "service_duration": service[at]}
        model.add_client(spots[at], prize=round(PRIZE * p.score[at]), required=False, **window)
    limit = {"shift_duration": int(instance.whole(p.longest))} if np.isfinite(p.longest) else {}
    ends = {"start_depot": depots[p.start], "end_depot": depots[p.end]}
    model.add_vehicle_type(routes, tw_early=opens[p.start], tw_late=closes[p.end], **ends, **limit)
    best = model.solve(MaxRuntime(seconds), seed=0, display=False, collect_stats=False).best
    if not best.is_feasible():
        return {"routes": []}
    found = [[stops[client.idx] for client in clients(route)] for route in best.routes()]
    return {"routes": [[p.start, *route, p.end] for route in found]}


def clients(route: Any) -> list[Any]:
    """The visits of a PyVRP route that are clients."""
    return [visit for visit in route if visit.is_client()]


def cp_sat(instance: Instance, routes: int, seconds: float) -> Answer:
    """A circuit with optional places; start and end are its depot. One thread, as all others have."""
    from ortools.sat.python import cp_model

    p, model = instance.problem, cp_model.CpModel()
    if p.longest < p.closes[p.end] - p.opens[p.start]:
        raise ValueError("The model knows no days shorter than the window of start and end")
    stops, arcs = circuit(model, instance, routes)
    model.maximize(sum(round(PRIZE * p.score[at]) * ~arcs[n, n] for n, at in enumerate(stops, 1)))
    for (a, b), goes in arcs.items():
        model.add_hint(goes if a != b or a == 0 else ~goes, a == b == 0)  # begin with no stop at all
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {"routes": []}
    follows = [(a, b) for (a, b), goes in arcs.items() if a != b and solver.boolean_value(goes)]
    return {
        "routes": [[p.start, *(stops[n - 1] for n in way), p.end] for way in chains(follows)],
        "bound": solver.best_objective_bound / PRIZE,
        "proven": status == cp_model.OPTIMAL,
    }


def circuit(model: Any, instance: Instance, routes: int) -> tuple[list[int], dict[tuple[int, int], Any]]:
    """Stops that a day reaches at all, and the arcs between them by position from 1 on; 0 is the depot."""
    p, gap = instance.problem, instance.whole(instance.problem.travel)
    gap = gap + instance.whole(p.service)[:, None]
    opens, closes = instance.whole(p.opens), instance.whole(p.closes)
    first = np.maximum(opens, opens[p.start] + gap[p.start]).tolist()
    last = np.minimum(closes, closes[p.end] - gap[:, p.end]).tolist()
    stops = [at for at in range(len(first)) if at not in (p.start, p.end) and first[at] <= last[at]]
    begin = {at: model.new_int_var(first[at], last[at], "") for at in stops}
    arcs = {(n, n): model.new_bool_var("") for n in range(0 if routes == 1 else 1, len(stops) + 1)}
    lengths = []
    for n, a in enumerate([p.start, *stops]):
        for m, b in enumerate([p.end, *stops]):
            if n != m and (n == 0 or m == 0 or first[a] + gap[a, b] <= last[b]):
                goes = arcs[n, m] = model.new_bool_var("")
                lengths.append(int(gap[a, b]) * goes)
                if n and m:
                    model.add(begin[b] >= begin[a] + int(gap[a, b])).only_enforce_if(goes)
    (model.add_circuit if routes == 1 else model.add_multiple_circuit)([(*ends, arcs[ends]) for ends in arcs])
    model.add(sum(arcs[0, n] for n in range(1, len(stops) + 1)) <= routes)
    model.add(sum(lengths) <= routes * int(closes[p.end] - opens[p.start]))
    return stops, arcs


def chains(follows: list[tuple[int, int]]) -> list[list[int]]:
    """The ways from the depot 0 back to it."""
    after = {a: b for a, b in follows if a != 0}
    ways = [[b] for a, b in follows if a == 0]
    for way in ways:
        while after[way[-1]] != 0:
            way.append(after[way[-1]])
    return ways


def routing_library(instance: Instance, routes: int, seconds: float) -> Answer:
    """Disjunctions, guided local search; distances do not count, only what is not visited."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    p = instance.problem
    lengths = (instance.whole(p.travel) + instance.whole(p.service)[:, None]).tolist()
    opens, closes = instance.whole(p.opens).tolist(), instance.whole(p.closes).tolist()
    manager = pywrapcp.RoutingIndexManager(len(p.score), routes, [p.start] * routes, [p.end] * routes)
    model = pywrapcp.RoutingModel(manager)
    transit = model.RegisterTransitCallback(
        lambda a, b: lengths[manager.IndexToNode(a)][manager.IndexToNode(b)]
    )
    longest = int(min(instance.whole(p.longest), closes[p.end]))
    model.AddDimension(transit, closes[p.end], closes[p.end], False, "time")
    clock = model.GetDimensionOrDie("time")
    for at in set(range(len(p.score))) - {p.start, p.end}:
        index = manager.NodeToIndex(at)
        clock.CumulVar(index).SetRange(opens[at], closes[at])
        model.AddDisjunction([index], round(PRIZE * p.score[at]))
    for route in range(routes):
        clock.SetSpanUpperBoundForVehicle(longest, route)
        clock.CumulVar(model.Start(route)).SetRange(opens[p.start], closes[p.start])
        clock.CumulVar(model.End(route)).SetRange(opens[p.end], closes[p.end])
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(round(1000 * seconds))
    plan = model.SolveWithParameters(search)
    if plan is None:
        return {"routes": []}
    return {"routes": [followed(model, manager, plan, route) for route in range(routes)]}


def followed(model: Any, manager: Any, plan: Any, route: int) -> list[int]:
    """The places of a route of the routing library."""
    index, places = model.Start(route), []
    while not model.IsEnd(index):
        places.append(manager.IndexToNode(index))
        index = plan.Value(model.NextVar(index))
    return [*places, manager.IndexToNode(index)]


PEERS: dict[str, Callable[[Instance, int, float], Answer]] = {
    "PyVRP": pyvrp,
    "OR-Tools CP-SAT": cp_sat,
    "OR-Tools routing": routing_library,
}
CHOICES = {"none": [], "pyvrp": ["PyVRP"], "all": list(PEERS)}


# --- check ----------------------------------------------------------------------------------------------


def reached(p: Problem, answer: Answer, routes: int) -> float:
    """The score of an answer, counted from its routes alone.

    Raises
    ------
    ValueError
        The routes cannot be driven, or the answer claims what they do not reach.
    """
    ways = answer["routes"]
    stops = [at for way in ways for at in way[1:-1]]
    if len(ways) > routes or len(stops) != len(set(stops)) or {p.start, p.end} & set(stops):
        raise ValueError("too many routes, or a place visited twice")
    for way in ways:
        check_times(p, way)
    for way, begins in zip(ways, answer.get("arrivals", []), strict="arrivals" in answer):
        check_arrivals(p, way, begins)
    score = float(sum(p.score[at] for at in {*stops, p.start, p.end}))
    if abs(answer.get("claimed", score) - score) > 1e-6:
        raise ValueError(f"claims {answer['claimed']}, reaches {score}")
    if answer.get("bound", score) < score - 1e-3:
        raise ValueError(f"reaches {score} above its bound {answer['bound']}")
    return score


def check_times(p: Problem, way: list[int]) -> None:
    """Earliest times forward, then the latest times backward that keep the end: the shortest duration."""
    if way[0] != p.start or way[-1] != p.end:
        raise ValueError("does not go from start to end")
    now = p.opens[p.start]
    for a, b in pairwise(way):
        now = max(now + p.service[a] + p.travel[a, b], p.opens[b])
        if now > p.closes[b] + 1e-6:
            raise ValueError(f"late at {b}: {now} > {p.closes[b]}")
    latest = now
    for a, b in [*pairwise(way)][::-1]:
        latest = min(p.closes[a], latest - p.travel[a, b] - p.service[a])
    if now - latest > p.longest + 1e-6:
        raise ValueError(f"too long: {now - latest} > {p.longest}")


def check_arrivals(p: Problem, way: list[int], begins: list[float]) -> None:
    """The times that an answer states itself."""
    for at, begin in zip(way, begins, strict=True):
        if not p.opens[at] - 1e-6 <= begin <= p.closes[at] + 1e-6:
            raise ValueError(f"at {at} outside its hours: {begin}")
    for (a, left), (b, begin) in pairwise(zip(way, begins, strict=True)):
        if begin < left + p.service[a] + p.travel[a, b] - 1e-6:
            raise ValueError(f"at {b} before one can be there: {begin}")
    if begins[-1] - begins[0] > p.longest + 1e-6:
        raise ValueError("states a day that is too long")


# --- the comparison -------------------------------------------------------------------------------------


def measured(
    solver: Callable[[Instance, int, float], Answer], instance: Instance, routes: int, seconds: float
) -> dict[str, Any]:
    """Seconds, score, bound and proof; what is wrong with the answer, if anything is."""
    start = time.perf_counter()
    answer = solver(instance, routes, seconds)
    figures = {"seconds": time.perf_counter() - start, "load": os.getloadavg()[0]}
    figures |= {key: answer[key] for key in ("bound", "proven") if key in answer}
    try:
        return figures | {"score": reached(instance.problem, answer, routes)}
    except ValueError as error:
        return figures | {"score": 0.0, "wrong": str(error)}


def compared(instance: Instance, routes: int, seconds: float, peers: list[str]) -> dict[str, dict[str, Any]]:
    """Ours and the peers on one instance; where ours took longer, the peers have that time too."""
    found = {"ours": measured(ours, instance, routes, seconds)}
    allowed = max(seconds, found["ours"]["seconds"])
    return found | {peer: measured(PEERS[peer], instance, routes, allowed) for peer in peers}


def compare(instances: list[Instance], teams: list[int], seconds: float, peers: list[str]) -> dict[str, Any]:
    """Every solver on every instance and number of routes, one after the other."""
    for routes in (1, 2):
        ours(township(0), routes, 0.5)  # loads the compiled code
    solvers: list[str] = []
    missing = {}
    for peer in peers:
        try:
            PEERS[peer](township(0), 1, 0.1)
            solvers.append(peer)
        except ImportError as error:
            missing[peer] = error.name or str(error)
    rows = []
    for routes in teams:
        for instance in instances:
            if routes == 1 or instance.teams:
                found = compared(instance, routes, seconds, solvers)
                known = instance.known.get(routes)
                rows.append({"instance": instance.name, "routes": routes, "known": known, **found})
    report = {"seconds": seconds, "cores": os.cpu_count(), "not_installed": missing, "rows": rows}
    return report | {"summary": summaries(rows, ["ours", *solvers])}


def group(name: str) -> str:
    """The series of an instance: rc1 of rc104, pr of pr07, 100 of 100.2.1."""
    found = re.match(r"[a-z]+\d(?=\d\d$)|[a-z]+|\d+", name)
    return found[0] if found else name


def summaries(rows: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Each series with each number of routes, and all series with one."""
    found = []
    for routes in sorted({row["routes"] for row in rows}):
        those = [row for row in rows if row["routes"] == routes]
        series = list(dict.fromkeys(group(row["instance"]) for row in those))
        for name in series if len(series) > 1 else []:
            found.append(
                summary([row for row in those if group(row["instance"]) == name], name, routes, names)
            )
        found.append(summary(those, "all", routes, names))
    return found


def summary(rows: list[dict[str, Any]], series: str, routes: int, names: list[str]) -> dict[str, Any]:
    """What instances with one number of routes come to; `gap`: sum of scores below the best known."""
    report: dict[str, Any] = {"series": series, "routes": routes, "instances": len(rows)}
    for name in names:
        figures = [row[name] for row in rows]
        known = [(row["known"], row[name]["score"]) for row in rows if row["known"]]
        report[name] = {
            "score": sum(each["score"] for each in figures),
            "gap": 1 - sum(score for _, score in known) / sum(best for best, _ in known) if known else None,
            "proven": sum(each.get("proven", False) for each in figures),
            "median_seconds": median(each["seconds"] for each in figures),
            "most_seconds": max(each["seconds"] for each in figures),
            "ours_better": sum(row["ours"]["score"] > row[name]["score"] + 1e-6 for row in rows),
            "ours_worse": sum(row["ours"]["score"] < row[name]["score"] - 1e-6 for row in rows),
            "wrong": sum("wrong" in each for each in figures),
        }
    return report


def told(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    lines = [f"{report['seconds']:g} s for each; {report['cores']} cores"]
    lines += [f"{peer}: not installed ({what})" for peer, what in report["not_installed"].items()]
    for row in report["rows"]:
        known = f"{row['known']:g}" if row["known"] else "-"
        lines.append(f"{row['instance']}, {row['routes']} routes, best known {known}")
        for name, found in row.items():
            if isinstance(found, dict):
                bound = f"{found['bound']:9.2f}" if "bound" in found else f"{'-':>9}"
                proven = "proven" if found.get("proven") else ""
                lines.append(
                    f"    {name:18}{found['score']:9.2f}  bound {bound}  {found['seconds']:7.3f} s"
                    f"  load {found['load']:4.1f}  {proven} {found.get('wrong', '')}".rstrip()
                )
    for total in report["summary"]:
        lines.append(f"{total['series']}, {total['routes']} routes, {total['instances']} instances")
        for name, all_of in total.items():
            if isinstance(all_of, dict):
                gap = "" if all_of["gap"] is None else f"{all_of['gap']:.2%} below the best known, "
                lines.append(
                    f"    {name:18}{all_of['score']:9.2f}  {gap}{all_of['proven']} proven, "
                    f"median {all_of['median_seconds']:.3f} s, most {all_of['most_seconds']:.2f} s, "
                    f"ours better {all_of['ours_better']}, worse {all_of['ours_worse']}, "
                    f"wrong {all_of['wrong']}"
                )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.orienteering",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", type=Path, help="public instances; without: generated townships")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--routes", type=int, nargs="+", default=[1])
    parser.add_argument("--only", nargs="+", default=[""], help="beginnings of the names of instances")
    parser.add_argument("--peers", choices=CHOICES, default="all")
    parser.add_argument("--processor", action="store_true", help="seconds of this process, not of the clock")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.processor and options.peers == "all":
        parser.error("OR-Tools knows no clock but its own: --processor goes with --peers none or pyvrp")
    if options.processor:
        time.perf_counter, threading.Timer = time.process_time, ProcessorTimer  # type: ignore[misc]
    found = folder_instances(options.folder) if options.folder else [township(n) for n in range(15)]
    instances = [instance for instance in found if instance.name.startswith(tuple(options.only))]
    report = compare(instances, options.routes, options.seconds, CHOICES[options.peers])
    print(json.dumps(report, indent=1) if options.json else told(report))


if __name__ == "__main__":
    main()
