"""Reads reports as their consumers do: FORMAT=PATH arguments, a JSON object of faults by argument out."""

import json
import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import validators
from junitparser import JUnitXml

SCHEMAS = pathlib.Path(sys.argv[1])


def by_schema(name, text):
    schema = json.loads((SCHEMAS / name).read_text())
    kind = validators.validator_for(schema)
    errors = kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(json.loads(text))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:300]}" for error in errors]


def openvex(text):
    faults = by_schema("openvex-0.2.0.json", text)
    # The schema asks for a statement, and a clean run has none to make.
    return [fault for fault in faults if not fault.startswith("statements: [] ")]


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
    "sarif": lambda text: by_schema("sarif-2.1.0.json", text),
    "gitlab": lambda text: by_schema("gitlab-15.2.1.json", text),
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
