"""The program behind `geo.visits.attendance`: times and plans of all visits, and the ways of all deputies."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.visits.day import FIRST_VILLAGE, MOMENT, SEAT, PlannedStop, VisitPlan
from geo.visits.fleet import Call, Fleet, least_driving
from geo.visits.needs import SLOT, Attendance, AttendanceProblem, Journey, Unmet
from geo.visits.program import Optimum, Program
from geo.visits.slack import Slack, slack

STEP = 15.0
"""A stop that moves begins on the clock's quarters."""
_LEAST = 1.0  # seconds for the journeys of a unit, also where the others have used up the time
_HARD = 100  # what a hard case counts where needs are put in order


class Search:
    """The program of times, plans and deputies.

    Parameters
    ----------
    problem
        What is to be decided.
    choices
        Plans of each visit, its own first.
    """

    def __init__(self, problem: AttendanceProblem, choices: Sequence[Sequence[VisitPlan]]) -> None:
        self._problem, self._choices = problem, choices
        self._program = Program()
        self._chosen: list[list[int]] = []
        self._moments: dict[tuple[int, int], list[float]] = {}
        self._begins: dict[tuple[int, int], list[list[int]]] = {}
        for at in range(len(choices)):
            self._add_visit(at)
        self._met: dict[int, dict[int, float]] = {}
        for unit, count in enumerate(problem.deputies):
            self._add_unit(unit, count)
        most = 1.0 + sum(need.cases for need in problem.needs)
        self._worth = {
            variable: -(most * problem.needs[at].hard + problem.needs[at].cases)
            for at, met in self._met.items()
            for variable in met
        }

    def most(self, until: float) -> Optimum:
        """Meet the most with each visit's own plan."""
        own = {z: float(nth == 0) for row in self._chosen for nth, z in enumerate(row)}
        return self._least(until, own)

    def better(self, until: float) -> Optimum:
        """Meet more by other plans, a few townships at a time and then all; then lose the least score."""
        best = self.most(until)
        if best.values is None:
            return replace(best, proven=False)
        pending = self._rivals(best)
        while pending and time.perf_counter() < until:
            now = self._least(until, self._settle(best.values, but=pending.pop()), best.value - 1)
            if now.values is not None:
                best, pending = now, self._rivals(now)
        whole = self._least(until, {}, best.value - 1)
        if whole.values is not None:
            best = whole
        else:
            bound = best.value if whole.proven else min(whole.bound, best.value)
            best = replace(best, bound=bound, proven=whole.proven)
        return self._losing_least(best, until)

    def _settle(self, values: NDArray[np.float64], but: set[int]) -> dict[int, float]:
        """Plans and times of all visits but some, as they are."""
        plans = {z: values[z] for at, row in enumerate(self._chosen) if at not in but for z in row}
        return plans | {
            each: values[each]
            for (at, _), moments in self._begins.items()
            if at not in but
            for begins in moments
            for each in begins
        }

    def _rivals(self, found: Optimum) -> list[set[int]]:
        """For each need that is not met: its visit, and others that want the unit; the worst need last."""
        needs, groups = self._problem.needs, dict[tuple[int, ...], float]()
        for at in self.unmet(found):
            own = needs[at]
            rivals = {each.visit for each in needs if each.unit == own.unit and each.village is not None}
            for pair in [(own.visit,), *((own.visit, other) for other in rivals - {own.visit})]:
                key = tuple(sorted(pair))
                groups[key] = max(groups.get(key, 0.0), _HARD * own.hard + own.cases)
        return [set(group) for group in sorted(groups, key=lambda group: (groups[group], -len(group)))]

    def _least(self, until: float, fixed: Mapping[int, float], below: float = np.inf) -> Optimum:
        left = until - time.perf_counter()
        return self._program.least(self._worth, left, counts=True, fixed=fixed, below=below)

    def _losing_least(self, best: Optimum, until: float) -> Optimum:
        """Meet as much and lose the least score."""
        lost = self._losses()
        if best.values is None or sum(best.values[z] for z in lost) < 0.5:
            return best
        self._program.row(self._worth, high=best.value + 0.5)
        least = self._program.least(lost, until - time.perf_counter())
        if least.values is None:
            return replace(best, proven=False)
        return replace(best, values=least.values, proven=best.proven and least.proven)

    def unmet(self, found: Optimum) -> list[int]:
        """Needs that are not met."""
        if found.values is None:
            return list(range(len(self._problem.needs)))
        return [at for at, met in self._met.items() if sum(found.values[variable] for variable in met) < 0.5]

    def result(self, found: Optimum, deadline: float, until: float) -> Attendance:
        """What was found, stops as early as can be, with the journeys that drive least."""
        problem, found = self._problem, self._early(found, until)
        unmet = set(self.unmet(found))
        plans = tuple(self._plan(at, found) for at in range(len(self._choices)))
        journeys: list[Journey] = []
        driving, proven = 0.0, True
        for unit, count in enumerate(problem.deputies):
            needs = [at for at, need in enumerate(problem.needs) if need.unit == unit and at not in unmet]
            if not needs:
                continue
            left = max((deadline - time.perf_counter()) / (len(problem.deputies) - unit), _LEAST)
            best = least_driving(count, [self._settled(at, found) for at in needs], problem.travel, left)
            if best is None:  # no time left for it: nobody is promised who is not known to come
                unmet |= set(needs)
                proven = False
                continue
            for tour in best[0]:
                journeys.append(Journey(unit, tuple(needs[k] for k, _ in tour), tuple(t for _, t in tour)))
            driving, proven = driving + best[1], proven and best[2]
        lost = sum(plan.score - now.score for (_, plan), now in zip(problem.visits, plans, strict=True))
        missed = tuple(self._missed(at, found) for at in sorted(unmet))
        gap = self._gap(found, sum(problem.needs[at].cases for at in unmet))
        return Attendance(plans, tuple(journeys), missed, lost, found.proven, gap, driving, proven)

    # --- inside

    def _add_visit(self, at: int) -> None:
        """Times of the stops of a township: of one plan, each stop after the one before."""
        problem, program = self._problem.visits[at][0], self._program
        fixed = at in self._problem.fixed
        spans = [slack(problem, plan, fixed=fixed) for plan in self._choices[at]]
        chosen = [program.variable() for _ in spans]
        program.row(dict.fromkeys(chosen, 1.0), 1.0, 1.0)
        self._chosen.append(chosen)
        begun: dict[int, dict[float, list[int]]] = {}
        for z, span in zip(chosen, spans, strict=True):
            for village, times in self._add_plan(z, span).items():
                for moment, variable in times:
                    begun.setdefault(village, {}).setdefault(moment, []).append(variable)
        for village, by_moment in begun.items():
            self._moments[at, village] = sorted(by_moment)
            self._begins[at, village] = [by_moment[moment] for moment in sorted(by_moment)]

    def _add_plan(self, chosen: int, span: Slack) -> dict[int, list[tuple[float, int]]]:
        """If a plan is chosen, each stop has a time, after the one before is over and the way is driven."""
        program, times = self._program, dict[int, list[tuple[float, int]]]()
        for village in span.order:
            times[village] = [(moment, program.variable()) for moment in span.moments(village, STEP)]
            program.row({**{each: 1.0 for _, each in times[village]}, chosen: -1.0}, 0.0, 0.0)
        for (one, other), minutes in zip(pairwise(span.order), span.steps, strict=True):
            then = [moment for moment, _ in times[other]]
            for nth, (moment, _) in enumerate(times[one]):
                early = int(np.searchsorted(then, moment + minutes - MOMENT))
                if early:
                    both = [each for _, each in times[one][nth:] + times[other][:early]]
                    program.row({**dict.fromkeys(both, 1.0), chosen: -1.0}, high=0.0)
        return times

    def _add_unit(self, unit: int, count: int) -> None:
        """The deputies of a unit; if there are as many as are wanted, only the plans decide."""
        needs = [at for at, need in enumerate(self._problem.needs) if need.unit == unit]
        if len(needs) <= count:
            for at in needs:
                self._met[at] = {self._program.variable(): 1.0}
                self._follow(at, [*self._met[at]], [self._stops(at)])
            return
        fleet = Fleet(self._program, count, [self._call(at) for at in needs], self._problem.travel)
        for nth, at in enumerate(needs):
            self._met[at] = {self._program.variable(): 1.0}
            self._program.row({**fleet.met(nth), **dict.fromkeys(self._met[at], -1.0)}, 0.0, 0.0)
            need = self._problem.needs[at]
            if need.village is not None:
                self._follow(at, fleet.begins[nth], self._begins[need.visit, need.village])

    def _follow(self, at: int, own: Sequence[int], stops: Sequence[Sequence[int]]) -> None:
        """A deputy comes along only where and when the leader is there."""
        if self._problem.needs[at].village is not None:
            for variable, begins in zip(own, stops, strict=True):
                self._program.row({variable: 1.0, **dict.fromkeys(begins, -1.0)}, high=0.0)

    def _stops(self, at: int) -> list[int]:
        """All variables of the stop that a need is at."""
        need = self._problem.needs[at]
        if need.village is None:
            return []
        return [each for begins in self._begins[need.visit, need.village] for each in begins]

    def _call(self, at: int) -> Call:
        need = self._problem.needs[at]
        return Call(need.place, self._problem.minutes(need), self._when(at))

    def _when(self, at: int) -> list[float]:
        """Moments at which a need can begin."""
        need = self._problem.needs[at]
        if need.village is not None:
            return self._moments[need.visit, need.village]
        s = self._problem.visits[need.visit][0].settings
        slots = max((s.reception_closes - s.reception_opens - self._problem.minutes(need)) // SLOT, 0.0)
        return [s.reception_opens + nth * SLOT for nth in range(int(slots) + 1)]

    def _settled(self, at: int, found: Optimum) -> Call:
        """A need of which the stop has its time; a reception leaves it open."""
        call, need = self._call(at), self._problem.needs[at]
        if need.village is None:
            return call
        return replace(call, moments=[self._time(need.visit, need.village, found)])

    def _time(self, visit: int, village: int, found: Optimum) -> float:
        """When a stop begins; its earliest moment where it is left out."""
        moments = self._moments[visit, village]
        if found.values is None:
            return moments[0]
        begun = [found.values[each].sum() for each in self._begins[visit, village]]
        return moments[int(np.argmax(begun))]

    def _early(self, found: Optimum, until: float) -> Optimum:
        """The same plans, meeting as much, with stops as early as can be."""
        if found.values is None:
            return found
        settled = {z: found.values[z] for row in self._chosen for z in row}
        settled |= {variable: found.values[variable] for met in self._met.values() for variable in met}
        late = {
            variable: moment - moments[0]
            for key, moments in self._moments.items()
            for begins, moment in zip(self._begins[key], moments, strict=True)
            for variable in begins
        }
        earlier = self._program.least(late, until - time.perf_counter(), fixed=settled)
        return found if earlier.values is None else replace(found, values=earlier.values)

    def _losses(self) -> dict[int, float]:
        """What each choice loses, of the choices that lose something."""
        return {
            z: choices[0].score - plan.score
            for row, choices in zip(self._chosen, self._choices, strict=True)
            for z, plan in zip(row, choices, strict=True)
            if choices[0].score - plan.score > MOMENT
        }

    def _plan(self, at: int, found: Optimum) -> VisitPlan:
        """A visit as it is to go; a stop that does not move is left as it is."""
        problem, choices = self._problem.visits[at][0], self._choices[at]
        if found.values is None:
            return choices[0]
        chosen = int(np.argmax([found.values[z] for z in self._chosen[at]]))
        stops = []
        for stop in choices[chosen].stops:
            stay, begins = problem.on_site(stop.village), self._time(at, stop.village, found)
            moved = abs(begins + stay - stop.departs) > MOMENT
            stops.append(PlannedStop(stop.village, begins, begins + stay) if moved else stop)
        back = choices[chosen].returns
        if stops and stops[-1] is not choices[chosen].stops[-1]:
            back = stops[-1].departs + float(problem.travel[FIRST_VILLAGE + stops[-1].village, SEAT])
        return replace(choices[chosen], stops=tuple(stops), returns=back)

    def _gap(self, found: Optimum, unmet: int) -> int:
        """How many cases more might be met at most."""
        if found.proven or not np.isfinite(found.bound):
            return 0 if found.proven else unmet
        return min(unmet, int(found.value - found.bound + 0.5)) if found.values is not None else unmet

    def _missed(self, at: int, found: Optimum) -> Unmet:
        """A need that is not met, and how many townships want the same unit in its half hour."""
        own, needs = self._problem.needs[at], self._problem.needs
        hours = self._problem.visits[own.visit][0].settings
        if own.village is None:
            same = {each.visit for each in needs if each.unit == own.unit and each.village is None}
            return Unmet(at, hours.reception_opens, len(same))
        begins = self._time(own.visit, own.village, found)
        slot = begins // SLOT * SLOT
        same = {own.visit}
        for each in needs:
            if each.unit == own.unit and each.village is not None:
                then = self._time(each.visit, each.village, found)
                if then < slot + SLOT - MOMENT and then + self._problem.minutes(each) > slot + MOMENT:
                    same.add(each.visit)
        return Unmet(at, begins, len(same))
