"""Opens a compilation with python-docx and looks for every character of the pieces that the ledger holds.

usage: second_reader.py COMPILATION LEDGER.json — prints what is missing or differs, or nothing.
"""

import collections
import json
import re
import sys

import docx
from docx.oxml.ns import qn

UNHELD = re.compile("[\0-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text):
    """What XML cannot hold is marked; line ends of any kind are one."""
    return UNHELD.sub("\ufffd", re.sub("\r\n|[\r\x0b\x0c]", "\n", text))


def shown(paragraph):
    """The text of a paragraph, with line breaks and tabs."""
    marks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(marks.get(node.tag) or node.text for node in paragraph.iter(qn("w:t"), *marks))


def body(text):
    return "\n".join(line for line in clean(text).split("\n") if line.strip())


def pieces(document):
    """(title, text) of each piece, from one title to the next."""
    title, lines = None, []
    for element in document.element.body.iterchildren(qn("w:p")):
        style = element.find(qn("w:pPr") + "/" + qn("w:pStyle")).get(qn("w:val"))
        if style.startswith("Heading") and style != "Heading5":
            if title is not None:
                yield title, "\n".join(lines)
            title, lines = None, []
        if style == "Heading4":
            title = shown(element)
        elif style in ("Zhengwen", "Normal") and title is not None:
            lines.append(shown(element))
    if title is not None:
        yield title, "\n".join(lines)


def main():
    document = docx.Document(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        ledger = json.load(file)
    wanted = collections.Counter(
        (clean(piece["title"] or ""), body(piece["text"]))
        for piece in ledger["submissions"]
        if piece["current"] and piece["status"] in ("accepted", "incomplete")
    )
    found = collections.Counter(pieces(document))
    for (title, text), count in (wanted - found).most_common(5):
        print(f"missing {count} times: {title!r} {text[:80]!r}")
    for (title, text), count in (found - wanted).most_common(5):
        print(f"{count} times too often: {title!r} {text[:80]!r}")
    if not wanted:
        print("the ledger holds nothing")


main()
