"""The rules of the `pyproject.toml` specification for `[project]`, written from its text; fields that
`packaging` or the standard library knows are left to them. Answers where something is wrong."""

import json
import re
from importlib.metadata import EntryPoint

from packaging.licenses import canonicalize_license_expression
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tree import from_tree

SINGLE = {"name", "version", "description", "readme", "requires-python", "license"}
LISTS = {
    "authors", "classifiers", "dependencies", "entry-points", "gui-scripts", "import-names", "import-namespaces",
    "keywords", "license-files", "maintainers", "optional-dependencies", "scripts", "urls",
}  # fmt: skip


def good(read, *arguments):
    try:
        return read(*arguments)
    except Exception:
        return None


def metadata(field, value):
    raw = {"metadata_version": "2.6", "name": "a", "version": "1", field: value}
    return good(Metadata.from_raw, raw) is not None


class Table:
    def __init__(self, project):
        self.project = project
        self.places = set()

    def wrong(self, *path):
        self.places.add(json.dumps(path, ensure_ascii=False))

    def typed(self, kind, table, key, path):
        if key not in table:
            return None
        value = table[key]
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.wrong(*path, key)
        return None

    def strings(self, table, key, path=()):
        value = self.typed(list, table, key, path)
        if value is None:
            return None
        for i, item in enumerate(value):
            if not isinstance(item, str):
                self.wrong(*path, key, i)
        return value if all(isinstance(item, str) for item in value) else None

    def each(self, key, accepts, table=None, path=()):
        items = self.strings(self.project if table is None else table, key, path)
        for i, item in enumerate(items or []):
            if not accepts(item):
                self.wrong(*path, key, i)
        return items

    def text(self, key, accepts):
        value = self.typed(str, self.project, key, ())
        if value is not None and not accepts(value):
            self.wrong(key)
        return value

    def either(self, key, more):
        """A table with `file` or `text`."""
        table = self.project[key]
        for other in table:
            if other not in {"file", "text", *more}:
                self.wrong(key, other)
        self.typed(str, table, "file", (key,))
        self.typed(str, table, "text", (key,))
        if ("file" in table) == ("text" in table):
            self.wrong(key)
        return table

    def simple(self):
        for key in self.project:
            if key not in SINGLE | LISTS | {"dynamic"}:
                self.wrong(key)
        if "name" not in self.project:
            self.wrong("name")
        self.text("name", lambda text: good(lambda: canonicalize_name(text, validate=True)) is not None)
        self.text("version", lambda text: good(Version, text) is not None)
        self.text("description", lambda text: "\n" not in text and "\r" not in text)
        self.text("requires-python", lambda text: good(SpecifierSet, text) is not None)
        self.strings(self.project, "keywords")
        self.each("license-files", glob)

    def dynamic(self):
        named = self.strings(self.project, "dynamic") or []
        for i, key in enumerate(named):
            if key not in SINGLE | LISTS or key == "name" or (key in SINGLE and key in self.project):
                self.wrong("dynamic", i)
        if "version" not in self.project and "version" not in named:
            self.wrong("version")

    def readme(self):
        value = self.project.get("readme")
        if isinstance(value, str):
            if not value.lower().endswith((".md", ".rst", ".txt")):
                self.wrong("readme")
        elif isinstance(value, dict):
            table = self.either("readme", ["content-type"])
            if "content-type" not in table:
                self.wrong("readme", "content-type")
            kind = self.typed(str, table, "content-type", ("readme",))
            if kind is not None and not metadata("description_content_type", kind):
                self.wrong("readme", "content-type")
        elif value is not None:
            self.wrong("readme")

    def license(self):
        value = self.project.get("license")
        expression = None
        if isinstance(value, str):
            expression = good(canonicalize_license_expression, value)
            if expression is None:
                self.wrong("license")
        elif isinstance(value, dict):
            self.either("license", [])
        elif value is not None:
            self.wrong("license")
        for i, classifier in enumerate(self.strings(self.project, "classifiers") or []):
            if expression is not None and classifier.startswith("License ::"):
                self.wrong("classifiers", i)

    def people(self, key):
        for i, person in enumerate(self.typed(list, self.project, key, ()) or []):
            if not isinstance(person, dict):
                self.wrong(key, i)
                continue
            for other in person:
                if other not in ("name", "email"):
                    self.wrong(key, i, other)
            if not person.keys() & {"name", "email"}:
                self.wrong(key, i)
            name = self.typed(str, person, "name", (key, i))
            if name is not None and (name == "" or re.search("[,\x00-\x1f\x7f]", name)):
                self.wrong(key, i, "name")
            email = self.typed(str, person, "email", (key, i))
            if email is not None and not address(email):
                self.wrong(key, i, "email")

    def urls(self):
        table = self.typed(dict, self.project, "urls", ()) or {}
        for label in table:
            if len(label) > 32:
                self.wrong("urls", label)
            self.typed(str, table, label, ("urls",))

    def scripts(self, table, path):
        for name in table:
            if not name or name != name.strip() or re.search("[=\r\n]", name) or name[0] == "[":
                self.wrong(*path, name)
            value = self.typed(str, table, name, path)
            if value is not None and not reference(name, value):
                self.wrong(*path, name)

    def entry_points(self):
        self.scripts(self.typed(dict, self.project, "scripts", ()) or {}, ("scripts",))
        self.scripts(self.typed(dict, self.project, "gui-scripts", ()) or {}, ("gui-scripts",))
        groups = self.typed(dict, self.project, "entry-points", ()) or {}
        for group in groups:
            if group in ("console_scripts", "gui_scripts") or not re.fullmatch(r"\w+(\.\w+)*", group):
                self.wrong("entry-points", group)
            table = self.typed(dict, groups, group, ("entry-points",))
            self.scripts(table or {}, ("entry-points", group))

    def dependencies(self):
        fits = lambda text: good(Requirement, text) is not None
        self.each("dependencies", fits)
        extras = self.typed(dict, self.project, "optional-dependencies", ()) or {}
        seen = set()
        for extra in extras:
            valid = good(lambda: canonicalize_name(extra, validate=True)) is not None
            if not valid or canonicalize_name(extra) in seen:
                self.wrong("optional-dependencies", extra)
            seen.add(canonicalize_name(extra))
            self.each(extra, fits, extras, ("optional-dependencies",))

    def imports(self):
        fits = lambda text: metadata("import_names", [text])
        alone = self.each("import-names", lambda text: text == "" or fits(text))
        shared = self.each("import-namespaces", fits)
        if shared == []:
            self.wrong("import-namespaces")
        bare = lambda text: text.partition(";")[0].rstrip()
        # The relation between the names is asked for only where all of a list can be read.
        alone = [bare(text) for text in alone or []] if all(text == "" or fits(text) for text in alone or []) else []
        shared = [bare(text) for text in shared or []] if all(map(fits, shared or [])) else []
        for key, names in (("import-names", alone), ("import-namespaces", shared)):
            for i, name in enumerate(names):
                parent = name.rpartition(".")[0]
                if (parent and parent not in alone + shared) or (key == "import-names" and name in shared):
                    self.wrong(key, i)


def glob(pattern):
    if ".." in pattern or pattern.startswith("/") or not re.fullmatch(r"[\w \-./*?\[\]]+", pattern):
        return False
    return re.fullmatch(r"(?:[^\[\]]|\[[\w \-.]+\])*", pattern) is not None


def address(text):
    local, at, domain = text.rpartition("@")
    atom = r'[^\s\x00-\x1f\x7f@<>()\[\],;:\\".]+'
    dotted = rf"{atom}(?:\.{atom})*"
    quoted = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])+"'
    return bool(at and re.fullmatch(dotted, domain) and re.fullmatch(f"{dotted}|{quoted}", local))


def reference(name, value):
    point = EntryPoint(name, value, "group")
    match = point.pattern.match(value)
    if match is None:
        return False
    parts = match.group("module").split(".") + (match.group("attr") or "a").split(".")
    extras = (match.group("extras") or "[]").strip()[1:-1]
    inner = [part.strip() for part in extras.split(",")] if extras.strip() else []
    valid = all(re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", part) for part in inner)
    return valid and all(part.isidentifier() for part in parts)


def project(case):
    value = from_tree(case)
    if not isinstance(value, dict):
        return {"places": ["[]"]}
    table = Table(value)
    table.simple()
    table.dynamic()
    table.readme()
    table.license()
    table.people("authors")
    table.people("maintainers")
    table.urls()
    table.entry_points()
    table.dependencies()
    table.imports()
    return {"places": sorted(table.places)}


OPS = {"project-table": project}
