"""One columnar snapshot of the countable facts beside the record, shared by all who count.

=========== ==================================================================================
layout      the columns and their kinds; a snapshot of them; its rows put together anew
taking      rows of the record as columns, and the marks by which changed ones are known
file        the snapshot as an Arrow file that is mapped into memory, and thrown away if unfit
keeping     the snapshot of a record as it is now: the file's, with what was written since
rule        the gate's rule as a filter on it
=========== ==================================================================================

It holds no name, address, text or number of a petition, and whoever deletes its file loses nothing.
"""
