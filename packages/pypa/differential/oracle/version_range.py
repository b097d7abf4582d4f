from packaging.ranges import VersionRange
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

OPERATIONS = {
    "union": lambda a, b: a | b,
    "intersection": lambda a, b: a & b,
    "difference": lambda a, b: a - b,
    "outside": lambda a, b: ~(a | b),
}


def same(a, b):
    return a.is_subset(b) and b.is_subset(a)


def ranges(texts):
    # Every version and no other text, so that the empty set is a set of versions as well.
    full = VersionRange.full(admit_arbitrary=False)
    return [SpecifierSet(text).to_range() & full for text in texts]


def algebra(case):
    texts, names = case
    try:
        a, b = ranges(texts)
    except InvalidSpecifier:
        return None
    versions = []
    for name in names:
        try:
            versions.append(Version(name))
        except InvalidVersion:
            pass
    results = {name: operate(a, b) for name, operate in OPERATIONS.items()}
    results["left"] = a
    results["outside left"] = ~a
    return {
        "has": {name: [version in result for version in versions] for name, result in results.items()},
        "empty": {name: result.is_empty for name, result in results.items()},
        "same": same(a, b),
        "subset": a.is_subset(b),
        "superset": a.is_superset(b),
        "disjoint": a.is_disjoint(b),
        "unsatisfiable": SpecifierSet(texts[0]).is_unsatisfiable(),
        "only pre-releases": SpecifierSet(texts[0], prereleases=False).is_unsatisfiable(),
        "events": [plain_order(texts, version) for version in versions],
    }


def plain_order(texts, version):
    """What an advisory's events say of a version, by order alone, one event at a time."""
    bounds = [Version(clause.version) for text in texts for clause in SpecifierSet(text) if "*" not in clause.version]
    if len(bounds) < 2:
        return None
    low, high = bounds[0], bounds[-1]
    return [
        affected([("fixed", high), ("introduced", low)], version),
        affected([("introduced", low), ("last-affected", high)], version),
        version == low,
    ]


def affected(events, version):
    answer = False
    for kind, at in sorted(events, key=lambda event: (event[1], event[0] == "introduced")):
        if kind == "introduced" and version >= at:
            answer = True
        elif kind == "fixed" and version >= at:
            answer = False
        elif kind == "last-affected" and version > at:
            answer = False
    return answer


def spelling(case):
    """How a set that we made stands to the range that it was made for."""
    texts, operation, spelled = case
    try:
        a, b = ranges(texts)
    except InvalidSpecifier:
        return None
    result = OPERATIONS[operation](a, b)
    if spelled is None:
        return {"right": True, "missing": result.to_specifier_set() is not None}
    return {"right": same(ranges([spelled])[0], result), "missing": False}


OPS = {"version-range": algebra, "version-range-spelling": spelling}
