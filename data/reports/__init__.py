"""What leaves the program for a visit: the leader's page, the public notice, the calendar, the office's list.

No report holds a person or a statement, and no report of a case stands where the public reads.
"""
