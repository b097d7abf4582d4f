from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version


def clause(text):
    try:
        one = Specifier(text)
    except InvalidSpecifier:
        return None
    return {"text": str(one), "operator": one.operator, "version": one.version, "pre": one.prereleases is True}


def contains(case):
    text, versions, pre, installed = case
    try:
        every = SpecifierSet(text)
    except InvalidSpecifier:
        return None
    answers = []
    for version in versions:
        answers.append(every.contains(version, prereleases=pre, installed=installed))
        try:
            parsed = Version(version)
        except InvalidVersion:
            continue
        answers.append(every.contains(parsed, prereleases=pre, installed=installed))
        answers.append(all(one.contains(parsed, prereleases=True) for one in every))
    return answers


def kept(case):
    text, versions, pre = case
    try:
        every = SpecifierSet(text)
    except InvalidSpecifier:
        return None
    pairs = list(enumerate(versions))
    return [i for i, _ in every.filter(pairs, prereleases=pre, key=lambda pair: pair[1])]


def meaning(case):
    try:
        left, right = SpecifierSet(case[0]), SpecifierSet(case[1])
    except InvalidSpecifier:
        return None
    text = str(left)
    return {
        "text": text,
        "again": str(SpecifierSet(text)) == text,
        "equal": left == right,
        "hash": hash(left) == hash(right),
        "both": str(left & right),
        "pre": left.prereleases,
        "length": len(left),
        "unsatisfiable": [left.is_unsatisfiable(), SpecifierSet(case[0], prereleases=False).is_unsatisfiable()],
    }


OPS = {"specifier": clause, "specifier-contains": contains, "specifier-filter": kept, "specifier-set": meaning}
