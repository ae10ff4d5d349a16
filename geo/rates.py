"""The name by which `geo.statistics.rates` is called from outside."""

from geo.statistics.rates import (
    LADDER,
    Ratio,
    breaks,
    classify,
    empirical_bayes,
    expected,
    per_thousand,
    rate_ratio,
    risk,
    risk_of_sums,
    standardised_ratio,
    suppress,
)

__all__ = [
    "LADDER",
    "Ratio",
    "breaks",
    "classify",
    "empirical_bayes",
    "expected",
    "per_thousand",
    "rate_ratio",
    "risk",
    "risk_of_sums",
    "standardised_ratio",
    "suppress",
]
