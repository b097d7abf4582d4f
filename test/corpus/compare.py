"""Compares what Rind lists of a lock with what the lock's own tool lists.

Standard input: `rind inventory --json`. Argument: a folder of test/corpus/projects. Prints a JSON list of
differences, one sentence each. Markers are compared by what they say in many environments, not as text.
"""

import itertools
import json
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

SYSTEMS = [
    # os_name, sys_platform, platform_system, platform_machine
    ("posix", "linux", "Linux", "x86_64"),
    ("posix", "linux", "Linux", "aarch64"),
    ("posix", "linux", "Linux", "ppc64le"),
    ("posix", "darwin", "Darwin", "arm64"),
    ("posix", "darwin", "Darwin", "x86_64"),
    ("nt", "win32", "Windows", "AMD64"),
    ("nt", "win32", "Windows", "x86"),
    ("posix", "cygwin", "CYGWIN_NT-10.0", "x86_64"),
    ("posix", "emscripten", "Emscripten", "wasm32"),
]
MICROS = {"3.6": (2, 15), "3.7": (0, 1, 17), "3.8": (0, 1, 19), "3.11": (0, 2, 3, 9)}


def environments(supported: SpecifierSet) -> list[dict[str, str]]:
    found = []
    for minor, system, name in itertools.product(range(6, 16), SYSTEMS, ("cpython", "pypy")):
        short = f"3.{minor}"
        for micro in MICROS.get(short, (0, 1, 7)):
            full = f"{short}.{micro}"
            if not supported.contains(full):
                continue
            os_name, sys_platform, platform_system, machine = system
            found.append(
                {
                    "implementation_name": name,
                    "implementation_version": full,
                    "os_name": os_name,
                    "platform_machine": machine,
                    "platform_python_implementation": {"cpython": "CPython", "pypy": "PyPy"}[name],
                    "platform_release": "6.1.0-20-amd64",
                    "platform_system": platform_system,
                    "platform_version": "#1 SMP",
                    "python_full_version": full,
                    "python_version": short,
                    "sys_platform": sys_platform,
                }
            )
    return found


def requirement_lines(text: str):
    """Name, version, marker and hashes of each pinned line of an exported requirements file."""
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "-")):
            continue
        pin, *options = re.split(r"\s+(?=--hash=)", line.strip())
        # Pipenv exports what it chose no version of as `name==<2`.
        requirement = Requirement(re.sub(r"==<[^;]*", "", re.sub(r"\s+#.*", "", pin)))
        pins = [one.version for one in requirement.specifier if one.operator in ("==", "===")]
        marker = None if requirement.marker is None else str(requirement.marker)
        hashes = {option.removeprefix("--hash=").split()[0] for option in options}
        yield requirement.name, pins[0] if pins else None, marker, hashes


def json_rows(text: str):
    for row in json.loads(text):
        yield row["name"], row["version"], row["marker"], set(row["hashes"])


def listed(folder: Path) -> dict[tuple[str, str | None], dict]:
    """What the tool lists, by name and version: groups, markers (any of which installs it) and hashes."""
    own: set[tuple[str, str | None]] = set()
    found: dict[tuple[str, str | None], dict] = {}
    origin = json.loads((folder / "origin.json").read_text())
    for listing in sorted(origin["listings"], key=lambda one: one["group"] != ""):
        path, group = folder / listing["file"], listing["group"]
        rows = (json_rows if path.suffix == ".json" else requirement_lines)(path.read_text())
        for name, version, marker, hashes in rows:
            key = (canonicalize_name(name), None if version is None else str(Version(version)))
            if group == "":
                own.add(key)
            entry = found.setdefault(key, {"groups": set(), "markers": [], "hashes": set()})
            if not (group.startswith("extra:") and key in own):
                entry["groups"].add(group)
            entry["markers"].append(marker)
            entry["hashes"] |= hashes
    return found


@cache
def parsed(marker: str) -> Marker:
    return Marker(marker)


def holds(markers: list[str | None], environment: dict[str, str]) -> bool:
    return any(one is None or parsed(one).evaluate(environment) for one in markers)


def supported_python(folder: Path) -> SpecifierSet:
    manifest = folder / "pyproject.toml"
    if not manifest.exists():
        return SpecifierSet()
    table = tomllib.loads(manifest.read_text())
    poetry = table.get("tool", {}).get("poetry", {}).get("dependencies", {}).get("python", "")
    return SpecifierSet(table.get("project", {}).get("requires-python", poetry))


def main(folder: Path) -> list[str]:
    theirs = listed(folder)
    ours: dict[tuple[str, str | None], dict] = {}
    for component in json.load(sys.stdin)["components"]:
        key = (component["name"], component["version"])
        entry = ours.setdefault(key, {"groups": set(), "markers": [], "hashes": set()})
        entry["groups"] |= set(component["groups"])
        entry["markers"].append(component.get("marker"))
        entry["hashes"] |= set(component["hashes"])
    differences = [f"{name} {version} is not listed by Rind" for name, version in sorted(set(theirs) - set(ours))]
    differences += [f"{name} {version} is listed by Rind alone" for name, version in sorted(set(ours) - set(theirs))]
    everywhere = environments(supported_python(folder))
    for key in sorted(set(ours) & set(theirs)):
        mine, real, shown = ours[key], theirs[key], f"{key[0]} {key[1]}"
        if mine["groups"] != real["groups"]:
            differences.append(f"{shown}: groups {sorted(mine['groups'])}, the tool says {sorted(real['groups'])}")
        if mine["hashes"] != real["hashes"]:
            differences.append(f"{shown}: {len(mine['hashes'])} hashes, the tool says {len(real['hashes'])}")
        for environment in everywhere if set(mine["markers"]) != set(real["markers"]) else []:
            if holds(mine["markers"], environment) != holds(real["markers"], environment):
                where = f"{environment['implementation_name']} {environment['python_full_version']}"
                what = f"{mine['markers']}, the tool says {real['markers']}"
                differences.append(f"{shown}: differs on {where}, {environment['sys_platform']}: {what}")
                break
    return differences


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
