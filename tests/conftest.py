"""What holds for every test."""

from hypothesis import settings

# Speed is measured in scripts/bench; a stopwatch on a shared machine fails tests whose answers are right.
settings.register_profile("answers-only", deadline=None)
settings.load_profile("answers-only")
