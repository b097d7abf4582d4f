from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


def read(text):
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def parse(text):
    found = read(text)
    if found is None:
        return None
    try:
        whole = str(found)
        marker = None if found.marker is None else str(found.marker)
    except ValueError:
        whole = marker = {"no-text": True}
    return {
        "name": found.name,
        "normalized": canonicalize_name(found.name),
        "extras": sorted(found.extras),
        "normalizedExtras": sorted({canonicalize_name(extra) for extra in found.extras}),
        "specifiers": str(found.specifier),
        "url": found.url,
        "marker": marker,
        "text": whole,
    }


def equality(case):
    left, right = read(case[0]), read(case[1])
    if left is None or right is None:
        return None
    try:
        return left == right
    except ValueError:
        return {"no-text": True}
    except AssertionError:
        return {"crash": True}


OPS = {"requirement": parse, "requirement-equality": equality}
