"""Writes the rows of a file of lines and tabs with XlsxWriter in constant-memory mode; prints its peak memory in KiB.

usage: write_workbook.py ROWS.tsv OUT.xlsx
"""

import datetime
import resource
import sys

import xlsxwriter

TITLES = ["序号", "编号", "学会名称", "类别", "姓名", "单位", "职务", "身份", "题目", "字数", "正文", "照片", "视频",
          "附件", "状态", "是否迟报", "版次", "收到时间", "来源文件", "SHA-256"]
NUMBERS = {0, 9, 11, 12, 16}
MOMENT = 17

book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
sheet = book.add_worksheet()
date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
for column, title in enumerate(TITLES):
    sheet.write_string(0, column, title)
epoch = datetime.datetime(1970, 1, 1)
with open(sys.argv[1], encoding="utf-8") as rows:
    for row, line in enumerate(rows, 1):
        for column, text in enumerate(line.rstrip("\n").split("\t")):
            if column in NUMBERS:
                sheet.write_number(row, column, int(text))
            elif column == MOMENT:
                sheet.write_datetime(row, column, epoch + datetime.timedelta(seconds=int(text)), date)
            else:
                sheet.write_string(row, column, text)
book.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
