"""Which stops, in which order, within the day: the (team) orienteering problem with time windows."""

from geo.orienteering.problem import Problem, Solution
from geo.orienteering.solve import arrivals, solve, solve_through, warm

__all__ = ["Problem", "Solution", "arrivals", "solve", "solve_through", "warm"]
