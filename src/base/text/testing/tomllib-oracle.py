"""Reads TOML documents as JSON strings, one a line; answers each with Python's tomllib, one line of JSON."""

import datetime
import json
import math
import sys
import tomllib


def tag(value):
    if value is True or value is False or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"integer": str(value)}
    if isinstance(value, float):
        if math.isnan(value):
            return {"float": "NaN"}
        if value == 0 and math.copysign(1, value) < 0:
            return {"float": "-0"}
        return {"float": value.hex()}
    if isinstance(value, datetime.datetime):
        kind = "local-date-time" if value.tzinfo is None else "offset-date-time"
        return {"kind": kind, "text": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"kind": "local-date", "text": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"kind": "local-time", "text": value.isoformat()}
    if isinstance(value, list):
        return [tag(item) for item in value]
    return [[key, tag(value[key])] for key in sorted(value, key=lambda key: key.encode("utf-16-be"))]


for line in sys.stdin:
    try:
        answer = {"value": tag(tomllib.loads(json.loads(line)))}
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        answer = {"error": str(error)}
    print(json.dumps(answer))
