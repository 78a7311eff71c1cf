"""Takes a mailbox in as somebody of the office who can program would do it in an evening or two.

Reads DIR/maildir/new and DIR/roster.xlsx; keeps senders, files and pieces in an SQLite database beside them.
"""

import email
import hashlib
import io
import re
import sqlite3
import sys
import tempfile
from email import policy
from email.utils import parseaddr
from pathlib import Path

import docx
import openpyxl

LABELS = ("学会名称", "填表人", "联系方式")
NUMBERED = re.compile(r"^\s*(?:\d+[.、．]|（\d+）)\s*([^，,（]{2,8})[，,（](.*)$")


def tidy(text):
    return re.sub(r"\s+", "", text or "").replace(":", "：")


def read_roster(path):
    names, senders = {}, {}
    for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True):
        cells = [str(cell or "") for cell in row]
        names[tidy(cells[1])] = cells[0]
        for cell in cells:
            for part in cell.split("；"):
                if "@" in part:
                    senders[part.strip().lower()] = cells[0]
    return names, senders


def lines_of(name, data):
    """The lines of a document: paragraphs, then the cells of tables row by row."""
    if name.endswith(".docx"):
        document = docx.Document(io.BytesIO(data))
        for paragraph in document.paragraphs:
            yield paragraph.text
        for table in document.tables:
            for row in table.rows:
                for cell in row.cells:
                    yield from cell.text.split("\n")
    elif name.endswith(".xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            for row in sheet.iter_rows(values_only=True):
                for cell in row:
                    if cell is not None:
                        yield from str(cell).split("\n")


def pieces_of(lines):
    """Head lines by label, and (person, duty, text) of each numbered person."""
    heads, pieces = {}, []
    for line in lines:
        flat = tidy(line)
        label = next((label for label in LABELS if flat.startswith(label)), None)
        if label:
            heads[label] = flat[len(label):].lstrip("：")
            continue
        match = NUMBERED.match(line)
        if match:
            pieces.append([match[1].strip(), match[2].strip(), ""])
        elif pieces and line.strip():
            pieces[-1][2] += line.strip() + "\n"
    return heads, pieces


def main(folder):
    names, senders = read_roster(folder / "roster.xlsx")
    with tempfile.TemporaryDirectory() as scratch:
        base = sqlite3.connect(Path(scratch) / "pieces.db")
        base.execute("CREATE TABLE mails (id TEXT PRIMARY KEY, sender TEXT, subject TEXT, society TEXT)")
        base.execute("CREATE TABLE files (mail TEXT, name TEXT, sha256 TEXT)")
        base.execute("CREATE TABLE pieces (mail TEXT, person TEXT, duty TEXT, text TEXT, length INTEGER)")
        for path in sorted((folder / "maildir" / "new").iterdir()):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            sender = parseaddr(str(mail["From"]))[1].lower()
            society, found = senders.get(sender), []
            body = mail.get_body(preferencelist=("plain", "html"))
            for part in mail.iter_attachments():
                data, name = part.get_payload(decode=True) or b"", part.get_filename() or ""
                base.execute("INSERT INTO files VALUES (?, ?, ?)",
                             (path.name, name, hashlib.sha256(data).hexdigest()))
                heads, pieces = pieces_of(lines_of(name.lower(), data))
                society = names.get(tidy(heads.get("学会名称"))) or society
                found += pieces
            if not found and body is not None:
                heads, found = pieces_of(body.get_content().splitlines())
                society = names.get(tidy(heads.get("学会名称"))) or society
            base.execute("INSERT INTO mails VALUES (?, ?, ?, ?)",
                         (path.name, sender, str(mail["Subject"]), society))
            base.executemany("INSERT INTO pieces VALUES (?, ?, ?, ?, ?)",
                             [(path.name, *piece, len(tidy(piece[2]))) for piece in found])
            base.commit()
        print(base.execute("SELECT count(*) FROM pieces").fetchone()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
