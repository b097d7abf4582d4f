"""Reads reports as their consumers do: FORMAT=PATH arguments, a JSON object of faults by argument out.

The first argument is the folder of published schemas, the second our schema of `rind.report/1`. Where a published
schema is on no package registry (docs/adr/0018), a schema of ours beside this file says what may be written.
"""

import json
import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import validators
from junitparser import JUnitXml
from vexipy import Document

PUBLISHED = pathlib.Path(sys.argv[1])
OURS = pathlib.Path(__file__).parent


def by_schema(path, text):
    schema = json.loads(pathlib.Path(path).read_text())
    kind = validators.validator_for(schema)
    errors = kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(json.loads(text))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:300]}" for error in errors]


def openvex(text):
    faults = by_schema(OURS / "openvex.schema.json", text)
    try:
        Document.from_json(text)
    except ValueError as error:
        faults.append(f"vexipy: {str(error)[:300]}")
    return faults


def cyclonedx(text):
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [] if fault is None else [str(fault)[:300]]


def junit(text):
    suites = JUnitXml.fromstring(text.encode())
    cases = [case for suite in suites for case in suite]
    faults = []
    if suites.tests != len(cases):
        faults.append(f"says {suites.tests} tests, holds {len(cases)}")
    for name in ("failures", "errors", "skipped"):
        marks = sum(1 for case in cases for mark in case.result if type(mark).__name__.lower() == name.rstrip("s"))
        if getattr(suites, name) != marks:
            faults.append(f"says {getattr(suites, name)} {name}, holds {marks}")
    return faults


CHECKS = {
    "sarif": lambda text: by_schema(PUBLISHED / "sarif-2.1.0.json", text),
    "gitlab": lambda text: by_schema(OURS / "gitlab.schema.json", text),
    "openvex": openvex,
    "cyclonedx": cyclonedx,
    "junit": junit,
    "json": lambda text: by_schema(sys.argv[2], text),
}

faults = {}
for argument in sys.argv[3:]:
    format_, path = argument.split("=", 1)
    found = CHECKS[format_](pathlib.Path(path).read_text(encoding="utf-8"))
    if found:
        faults[argument] = found[:10]
json.dump(faults, sys.stdout)
