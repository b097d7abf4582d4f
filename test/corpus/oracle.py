"""An auditor of its own, to compare Rind with: it shares nothing with Rind but the questions.

    python oracle.py ALL_ZIP < REQUESTS

Standard input: a JSON list of {"lock": path, "target": null | {"python": "3.11.4", "platform":
"linux-x86_64", "extras": [], "groups": []}}. Standard output: for each the sorted list of [name,
version, [every id of the flaw]]. Each kind of lock is read in the way that its own installer does.
"""

import json
import re
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

PLATFORMS = {
    "linux-x86_64": ("posix", "linux", "Linux", "x86_64"),
    "macos-arm64": ("posix", "darwin", "Darwin", "arm64"),
    "windows-amd64": ("nt", "win32", "Windows", "AMD64"),
}


class Target:
    """What is installed where. Without a declaration: everything, everywhere."""

    def __init__(self, declared):
        self.everything = declared is None
        self.extras = {canonicalize_name(name) for name in (declared or {}).get("extras", [])}
        self.groups = {canonicalize_name(name) for name in (declared or {}).get("groups", [])}
        self.environment = {}
        if declared is not None:
            os_name, sys_platform, system, machine = PLATFORMS[declared["platform"]]
            full = declared["python"]
            self.environment = {
                "implementation_name": "cpython",
                "implementation_version": full,
                "os_name": os_name,
                "platform_machine": machine,
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_system": system,
                "platform_version": "",
                "python_full_version": full,
                "python_version": ".".join(full.split(".")[:2]),
                "sys_platform": sys_platform,
            }

    def holds(self, marker, extras=None):
        """Whether a marker holds; `extra == 'x'` asks whether x is among the extras."""
        if self.everything or not marker:
            return True
        as_set = re.sub(r"extra\s*==\s*(['\"][^'\"]*['\"])", r"\1 in extras", marker)
        as_set = re.sub(r"extra\s*!=\s*(['\"][^'\"]*['\"])", r"\1 not in extras", as_set)
        chosen = self.extras if extras is None else extras
        return Marker(as_set).evaluate(
            {**self.environment, "extras": set(chosen), "dependency_groups": set(self.groups)}, context="lock_file"
        )


def read_requirements(path, target):
    text = re.sub(r"\\\r?\n", " ", path.read_text())
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith(("#", "-")):
            requirement = Requirement(re.split(r"\s+(?:--hash=|#)", line.strip())[0])
            (pin,) = requirement.specifier
            if target.holds(str(requirement.marker or "")):
                yield requirement.name, pin.version


def read_pylock(path, target):
    for package in tomllib.loads(path.read_text())["packages"]:
        if target.holds(package.get("marker")) and "version" in package:
            yield package["name"], package["version"]


def read_pipfile_lock(path, target):
    for section, entries in json.loads(path.read_text()).items():
        wanted = {"default": True, "develop": "dev" in target.groups}.get(section, section in target.groups)
        if section == "_meta" or not (target.everything or wanted):
            continue
        for name, entry in entries.items():
            # Where the marker is false on the machine that locked, no version was chosen: `*`, `==<2`.
            pin = parse(entry.get("version", "").removeprefix("=="))
            if pin is not None and target.holds(entry.get("markers")):
                yield name, str(pin)


def read_pdm_lock(path, target):
    # Each entry says its groups and its marker itself (strategy inherit_metadata).
    lock = tomllib.loads(path.read_text())
    assert "inherit_metadata" in lock["metadata"]["strategy"], "only this strategy is read here"
    wanted = {"default"} | target.extras | target.groups
    for package in lock["package"]:
        if target.everything or (wanted & set(package["groups"]) and target.holds(package.get("marker"))):
            yield package["name"], package["version"]


def read_uv_lock(path, target):
    packages = tomllib.loads(path.read_text())["package"]
    by_name = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)
    roots = [one for one in packages if {"virtual", "editable", "directory"} & set(one["source"])]
    if target.everything:
        yield from ((one["name"], one["version"]) for one in packages if one not in roots)
        return
    # In a lock with conflicts, markers ask for extras and groups by names that hold the project's.
    active = set()
    for root in roots:
        name = root["name"]
        active |= {f"extra-{len(name)}-{name}-{extra}" for extra in target.extras}
        active |= {f"group-{len(name)}-{name}-{group}" for group in target.groups}
    seen = set()

    def walk(dependencies):
        for dependency in dependencies:
            if not target.holds(dependency.get("marker"), active):
                continue
            for package in by_name[dependency["name"]]:
                if dependency.get("version", package.get("version")) != package.get("version"):
                    continue
                for part in [None, *dependency.get("extra", [])]:
                    visit(package, part)

    def visit(package, part):
        key = (package["name"], package.get("version"), part)
        if key not in seen:
            seen.add(key)
            parts = package.get("optional-dependencies", {})
            walk(package.get("dependencies", []) if part is None else parts.get(part, []))

    for root in roots:
        visit(root, None)
        for extra in target.extras:
            walk(root.get("optional-dependencies", {}).get(extra, []))
        for group in target.groups:
            walk(root.get("dev-dependencies", {}).get(group, []))
    own = {(root["name"], root.get("version")) for root in roots}
    yield from ((name, version) for name, version, _ in seen if (name, version) not in own)


def read_poetry_lock(path, target):
    lock = tomllib.loads(path.read_text())
    packages = lock["package"]
    if target.everything:
        yield from ((one["name"], one["version"]) for one in packages)
    elif packages and "groups" in packages[0]:
        wanted = {"main"} | target.groups
        for package in packages:
            markers = package.get("markers", "")
            for group in wanted & set(package["groups"]):
                if target.holds(markers if isinstance(markers, str) else markers.get(group, "")):
                    yield package["name"], package["version"]
    else:
        yield from walk_poetry(packages, lock, tomllib.loads((path.parent / "pyproject.toml").read_text()), target)


def walk_poetry(packages, lock, manifest, target):
    """Locks up to 2.0 say only edges; what the project asks for stands in its manifest."""
    by_name = {}
    for package in packages:
        by_name.setdefault(canonicalize_name(package["name"]), []).append(package)
    seen = set()

    def satisfies(version, constraint):
        return any(
            part.strip() == "*" or SpecifierSet(part.replace(" ", "")).contains(version, prereleases=True)
            for part in constraint.split("||")
        )

    def follow(name, wishes, optional_too):
        for wish in wishes if isinstance(wishes, list) else [wishes]:
            wish = {"version": wish} if isinstance(wish, str) else wish
            if wish.get("optional") and not optional_too:
                continue
            # The extra that guards it was looked at by who asked.
            marker = wish.get("markers", "")
            asked = re.findall(r"extra == ['\"]([^'\"]*)['\"]", marker)
            if not target.holds(marker, set(asked)):
                continue
            for package in by_name.get(canonicalize_name(name), []):
                if satisfies(package["version"], wish["version"]):
                    for part in [None, *wish.get("extras", [])]:
                        visit(package, part)

    def visit(package, part):
        key = (package["name"], package["version"], part)
        if key in seen:
            return
        seen.add(key)
        extras = {canonicalize_name(name): value for name, value in package.get("extras", {}).items()}
        named = {
            canonicalize_name(re.match(r"[\w.-]+", text)[0])
            for text in (extras.get(canonicalize_name(part), []) if part else [])
        }
        for name, wishes in package.get("dependencies", {}).items():
            if part is None:
                follow(name, wishes, False)
            elif canonicalize_name(name) in named:
                follow(name, wishes, True)

    poetry = manifest["tool"]["poetry"]
    named = {canonicalize_name(name) for extra in target.extras for name in poetry.get("extras", {}).get(extra, [])}
    for name, wishes in poetry["dependencies"].items():
        if name != "python":
            follow(name, wishes, canonicalize_name(name) in named)
    for group in target.groups:
        for name, wishes in poetry.get("group", {}).get(group, {}).get("dependencies", {}).items():
            follow(name, wishes, False)
    yield from {(name, version) for name, version, _ in seen}


READERS = {
    "requirements.txt": read_requirements,
    "pylock.toml": read_pylock,
    "Pipfile.lock": read_pipfile_lock,
    "pdm.lock": read_pdm_lock,
    "uv.lock": read_uv_lock,
    "poetry.lock": read_poetry_lock,
}


def load_records(archive):
    """Records by project, and for each id the set of all ids that are aliases of it, over all records."""
    records, sets = {}, {}
    with zipfile.ZipFile(archive) as file:
        for entry in file.namelist():
            record = json.loads(file.read(entry))
            if "withdrawn" in record:
                continue
            ids = {record["id"], *record.get("aliases", []), *record.get("upstream", [])}
            joined = set().union(*(sets.get(one, {one}) for one in ids))
            for one in joined:
                sets[one] = joined
            for affected in record.get("affected", []):
                package = affected.get("package", {})
                if package.get("ecosystem") == "PyPI":
                    records.setdefault(canonicalize_name(package["name"]), []).append((record["id"], affected))
    return records, sets


@cache
def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def in_range(version, events):
    """The evaluation of the OSV schema: events in order of version, the last that applies decides."""
    kinds = {"fixed": 0, "limit": 0, "last_affected": 1, "introduced": 2}
    def order(event):  # "0" is before every version
        return (-1, parse("0"), 0) if event[1] == "0" else (0, parse(event[1]), kinds[event[0]])

    vulnerable = False
    for kind, bound in sorted(((kind, bound) for event in events for kind, bound in event.items()), key=order):
        if kind == "introduced":
            vulnerable = vulnerable or bound == "0" or version >= parse(bound)
        elif kind == "last_affected":
            vulnerable = vulnerable and not version > parse(bound)
        else:
            vulnerable = vulnerable and not version >= parse(bound)
    return vulnerable


def is_affected(version, affected):
    if any(version == parse(listed) for listed in affected.get("versions", [])):
        return True
    ranges = [one["events"] for one in affected.get("ranges", []) if one["type"] == "ECOSYSTEM"]
    return any(in_range(version, events) for events in ranges)


def main(archive, requests):
    records, sets = load_records(archive)
    answers = []
    for request in requests:
        path, target = Path(request["lock"]), Target(request["target"])
        pins = {(canonicalize_name(name), parse(version)) for name, version in READERS[path.name](path, target)}
        found = {
            (name, str(version), tuple(sorted(sets[record])))
            for name, version in pins
            for record, affected in records.get(name, [])
            if is_affected(version, affected)
        }
        answers.append({"pins": len(pins), "findings": sorted(found)})
    return answers


if __name__ == "__main__":
    json.dump(main(sys.argv[1], json.load(sys.stdin)), sys.stdout)
