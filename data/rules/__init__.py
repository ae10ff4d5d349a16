"""The county's rules: every time, weight, speed, limit and clock that an office may set, and since when.

What nobody has set is the default. A rule is set for the days from one on; plans that are saved keep what
they were made under (`data.visits.saved`). The record keeps what was set, when and by whom; nothing is
overwritten.

What stands here is a rule of the county: two counties could differ in it. What stays where it is used is a
constant of a method (a tolerance, a sample size, a level that was calibrated: `data.matters.rules`,
`data.hotspots.effects`, all of `geo`), of a format (codes, files, limits of what is read in) or of drawing
(rows of a list, classes of a legend); ``tests/data/test_rules_in_one_place.py`` names each with its reason.
"""

from data.rules.book import (
    DEFAULTS,
    GROUPS,
    SETTINGS,
    AccountRules,
    CaseRules,
    HotSpotRules,
    Rules,
    ScoreSettings,
    Unit,
)
from data.rules.record import RuleChange, eras, in_force, raised, rule_changes, rules, set_rules
from data.rules.values import parse, written

__all__ = [
    "DEFAULTS",
    "GROUPS",
    "SETTINGS",
    "AccountRules",
    "CaseRules",
    "HotSpotRules",
    "RuleChange",
    "Rules",
    "ScoreSettings",
    "Unit",
    "eras",
    "in_force",
    "parse",
    "raised",
    "rule_changes",
    "rules",
    "set_rules",
    "written",
]
