"""Writes the cells of a file with XlsxWriter in constant-memory mode; prints its peak memory in KiB.

usage: write_workbook.py CELLS OUT.xlsx

A line of the file is `#` and the name of a sheet, or a row: cells between tabs, each nothing, `n` and a number, `d` and
Excel's number of a moment, or `s` and a text with `\\\\`, `\\t` and `\\n` in it.
"""

import re
import resource
import sys

import xlsxwriter

MARKS = {"\\\\": "\\", "\\t": "\t", "\\n": "\n"}


def plain(text):
    return re.sub(r"\\.", lambda mark: MARKS[mark.group()], text) if "\\" in text else text


book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
sheet, row = None, 0
with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("#"):
            sheet, row = book.add_worksheet(line[1:]), 0
            continue
        for column, cell in enumerate(line.split("\t")):
            kind = cell[:1]
            if kind == "s":
                sheet.write_string(row, column, plain(cell[1:]))
            elif kind == "n":
                sheet.write_number(row, column, float(cell[1:]))
            elif kind == "d":
                sheet.write_number(row, column, float(cell[1:]), date)
        row += 1
book.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
