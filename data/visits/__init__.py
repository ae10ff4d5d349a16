"""Visits of the 15th: the calendar, the plan of a day, reception, record and promises, the year."""
