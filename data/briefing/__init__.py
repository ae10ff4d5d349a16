"""What a meeting is told of a month: one snapshot, from which slides, report and workbook are made."""
