"""Which synthetic petitions went to review, and which themes they name; both assumed."""

import datetime as dt

import numpy as np
import pandas as pd

from data.demo.geography import SEED
from data.demo.themes import THEMES
from data.petitions import tags
from data.terms import ReviewStage, Status

REVIEWED = 0.012
"""Share of the closed petitions whose petitioners asked for a review."""


def tell(frame: pd.DataFrame, as_of: dt.date) -> None:
    """Add review, tags and tags_by: themes by the words that the categories have."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 8])
    concluded = (frame["status"] == Status.CONCLUDED.value).to_numpy()
    closed = (frame["status"] == Status.CLOSED.value).to_numpy() & ~frame["request"].to_numpy(dtype=bool)
    asked = closed & (rng.random(len(frame)) < REVIEWED)
    stage = np.full(len(frame), None, dtype=object)
    stage[asked], stage[concluded] = ReviewStage.REVIEW.value, ReviewStage.RE_REVIEW.value
    frame["review"] = stage
    nth = rng.integers(0, 3, len(frame))
    told = [
        THEMES[category][at] if category in THEMES else category
        for category, at in zip(frame["category"], nth.tolist(), strict=True)
    ]
    for name, values in tags.columns(pd.Series(told, index=frame.index)).items():
        frame[name] = values
