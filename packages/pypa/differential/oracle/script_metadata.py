"""Inline script metadata by the expression that the specification gives, written out again here."""

import io
import re

LINE = r"^#(?:| .*)$\s"
BLOCK = re.compile(rf"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(?:{LINE})+)^# ///$")


def content(match):
    lines = match["content"].splitlines(keepends=True)
    return "".join(line[2:] if line[:2] == "# " else line[1:] for line in lines)


def read(source):
    # Python reads its sources as text files: every kind of line end is one line feed.
    source = io.StringIO(source, newline=None).read()
    found = list(BLOCK.finditer(source))
    scripts = [match for match in found if match["type"] == "script"]
    return {
        "types": [match["type"] for match in found],
        "texts": [content(match) for match in found],
        "script": "several" if len(scripts) > 1 else content(scripts[0]) if scripts else None,
    }


OPS = {"script-metadata": read}
