"""entry_points.txt as the standard library reads it: `importlib.metadata`, and `configparser` beside it."""

import configparser
from importlib.metadata import EntryPoint, Pair, Sectioned


def lenient(text):
    """Line by line, so that one bad line does not hide the others."""
    found = []
    for section in Sectioned.read(text, filter_=Sectioned.valid):
        if section.name is None:
            continue
        try:
            pair = Pair.parse(section.value)
        except TypeError:
            continue
        found.append(EntryPoint(name=pair.name, value=pair.value, group=section.name))
    return found


class Strict(configparser.ConfigParser):
    optionxform = staticmethod(str)


def strict(text):
    parser = Strict(delimiters=("=",))
    try:
        parser.read_string(text)
        return [(group, name, value) for group in parser.sections() for name, value in parser.items(group)]
    except configparser.Error:
        return None


def reference(point):
    if point.pattern.match(point.value) is None:
        return None
    return {"module": point.module, "attribute": point.attr, "extras": point.extras}


def read(case):
    points = lenient(case["text"])
    agree = None
    if case["clean"]:
        agree = strict(case["text"]) == [(p.group, p.name, p.value) for p in points]
    return {"entries": [[p.group, p.name, p.value, reference(p)] for p in points], "agree": agree}


OPS = {"entry-points": read}
