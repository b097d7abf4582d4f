import logging
import tomllib

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.pylock import Pylock, PylockSelectError
from packaging.tags import Tag

from tree import from_tree

logging.getLogger("packaging.pylock").disabled = True  # a warning for every unknown minor version


def read(document):
    try:
        return Pylock.from_dict(document)
    except Exception:
        return None


def describe(package):
    return [
        package.name,
        None if package.version is None else str(package.version),
        None if package.sdist is None else package.sdist.filename,
        None if package.wheels is None else [wheel.filename for wheel in package.wheels],
    ]


def validate(case):
    lock = read(from_tree(case["document"]))
    if lock is None:
        return None
    same = False
    if case["text"] is not None:
        again = read(tomllib.loads(case["text"]))
        same = again is not None and again.to_dict() == lock.to_dict()
    return {"same": same, "packages": [describe(package) for package in lock.packages]}


def select(case):
    lock = read(from_tree(case["document"]))
    if lock is None:
        return None
    prefer = set(case["preferSdist"])
    try:
        chosen = lock.select(
            environment=case["environment"],
            tags=[Tag(*text.split("-")) for text in case["tags"]],
            extras=case["extras"],
            dependency_groups=case["groups"],
            prefer_sdist_predicate=lambda name: name in prefer,
        )
        return [
            [
                package.name,
                None if package.version is None else str(package.version),
                type(source).__name__.removeprefix("Package").lower(),
                getattr(source, "filename", None),
                next(i for i, other in enumerate(lock.packages) if other is package),
            ]
            for package, source in chosen
        ]
    except (PylockSelectError, UndefinedComparison, UndefinedEnvironmentName):
        return "refused"


OPS = {"pylock": validate, "pylock-select": select}
