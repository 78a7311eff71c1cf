"""Opens a workbook with openpyxl and looks for everything that the ledger holds.

usage: second_reader.py WORKBOOK LEDGER.json — prints what is missing or differs, or nothing.
"""

import collections
import json
import re
import sys

import openpyxl

LONGEST = 32767  # UTF-16 units of a cell
CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19


def text(value):
    return "" if value is None else CODE.sub(lambda found: chr(int(found[1], 16)), str(value))


def rows(sheet, formulas):
    """Each row under the header as {title: value}; a text that continues is joined again."""
    titles = None
    for row in sheet.iter_rows():
        formulas[sheet.title] += sum(cell.data_type == "f" for cell in row)
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value.encode("utf-16-le")) > 2 * LONGEST:
                print(f"{sheet.title}: a cell is too long")
        values = [cell.value for cell in row]
        if titles is None:
            if values and values[0] in ("序号", "来件号"):
                titles = values
            continue
        joined = {}
        for title, value in zip(titles, values):
            base = title.split("（续")[0]
            joined[base] = joined[base] + text(value) if base in joined else value
        yield joined


def main():
    book = openpyxl.load_workbook(sys.argv[1], read_only=True)
    ledger = json.load(open(sys.argv[2], encoding="utf-8"))
    formulas = collections.Counter()
    found = {"现行": collections.Counter(), "已替代": collections.Counter()}
    arrivals, files, delegates = collections.Counter(), collections.Counter(), collections.Counter()
    for sheet in book.worksheets:
        for row in rows(sheet, formulas):
            if "正文" in row and row.get("序号") not in ("无", None):
                piece = (text(row["编号"]), text(row["姓名"]), text(row["题目"]), text(row["正文"]), str(row["来件号"]))
                found[row.get("版本", "现行")][piece] += 1
            if sheet.title.startswith("来件登记") and "SHA-256" in row:
                arrivals[(str(row["来件号"]), text(row["SHA-256"]), text(row["主题"]))] += 1
            if sheet.title.startswith("附件目录") and row.get("文件名"):
                files[(text(row["文件名"]), text(row["SHA-256"]), row["大小（字节）"])] += 1
            if sheet.title.startswith("代表名单") and row.get("姓名"):
                delegates[(text(row["编号"]), text(row["姓名"]))] += 1
    if sum(formulas.values()):
        print(f"formulas: {dict(formulas)}")
    wanted = {"现行": collections.Counter(), "已替代": collections.Counter()}
    wanted_files = collections.Counter()
    for piece in ledger["submissions"]:
        name = piece["person"]["name"] or ""
        key = (piece["society"], name, piece["title"] or "", piece["text"], piece["arrival"])
        wanted["现行" if piece["current"] else "已替代"][key] += 1
        wanted_files.update((file["name"], file["sha256"], file["bytes"]) for file in piece["attachments"])
    wanted_arrivals = collections.Counter(
        (arrival["id"], arrival["original"], ledger["subjects"][arrival["id"]]) for arrival in ledger["arrivals"]
    )
    wanted_delegates = collections.Counter(
        (form["society"], person["name"]) for form in ledger["return_forms"] if form["current"] for person in form["delegates"]
    )
    for what, had, want in [
        ("current pieces", found["现行"], wanted["现行"]),
        ("earlier versions", found["已替代"], wanted["已替代"]),
        ("arrivals", arrivals, wanted_arrivals),
        ("files", files, wanted_files),
        ("delegates", delegates, wanted_delegates),
    ]:
        if not want:
            print(f"{what}: the test has none")
        for missing in (want - had).elements():
            print(f"{what}: missing {str(missing)[:200]}")
            break
        for strange in (had - want).elements():
            print(f"{what}: not in the ledger {str(strange)[:200]}")
            break


main()
