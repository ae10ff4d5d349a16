"""Files from outside are opened in a process of their own, which may use little and writes nothing.

`client` is what a reader asks, `operations` what is done there, `server` the process, `protocol` what both
send each other: frames of JSON and of plain bytes, never objects, so that whoever has taken over the process
by a file can send back nothing but text and geometries.
"""
