"""The files of a folder into a zip file, as a script would do it: videos stored, letters deflated.

    python3 archive.py FOLDER OUT
"""

import os
import sys
import zipfile

folder, out = sys.argv[1:]
with zipfile.ZipFile(out, "w", allowZip64=True) as archive:
    for name in sorted(os.listdir(folder)):
        if name.endswith(".mp4"):
            archive.write(os.path.join(folder, name), name, zipfile.ZIP_STORED)
        else:
            archive.write(os.path.join(folder, name), name, zipfile.ZIP_DEFLATED, 1)
