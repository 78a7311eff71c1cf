"""Reads the return forms of a folder as volunteer.py does, without mail or database.

Prints the nanoseconds of processor time that the files took, imports not counted, and the pieces found.
"""

import sys
import time
from pathlib import Path

from volunteer import lines_of, pieces_of

begun, found = time.process_time_ns(), 0
for path in sorted(Path(sys.argv[1]).iterdir()):
    found += len(pieces_of(lines_of(path.name.lower(), path.read_bytes()))[1])
print(time.process_time_ns() - begun, found)
