"""The files of a folder into a zip file, as a script would do it: videos stored, letters deflated.

    python3 archive.py FOLDER OUT

The file is written straight through: `/dev/null` says that it could go back, and cannot.
"""

import os
import sys
import zipfile



class Stream:
    def __init__(self, path):
        self.file = open(path, "wb")

    def write(self, data):
        return self.file.write(data)

    def flush(self):
        self.file.flush()


folder, out = sys.argv[1:]
with zipfile.ZipFile(Stream(out), "w", allowZip64=True) as archive:
    for name in sorted(os.listdir(folder)):
        if name.endswith(".mp4"):
            archive.write(os.path.join(folder, name), name, zipfile.ZIP_STORED)
        else:
            archive.write(os.path.join(folder, name), name, zipfile.ZIP_DEFLATED, 3)
