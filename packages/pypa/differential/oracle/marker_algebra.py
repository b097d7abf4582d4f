from marker import environment
from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName

PROBLEM = "problem"


def answer(condition, given, context):
    """A condition is a marker's text, or true, or false."""
    if isinstance(condition, bool):
        return condition
    try:
        return condition.evaluate(given, context)
    except (UndefinedComparison, UndefinedEnvironmentName):
        return PROBLEM


def both(left, right):
    if PROBLEM in (left, right):
        return PROBLEM
    return left and right


def either(left, right):
    if PROBLEM in (left, right):
        return PROBLEM
    return left or right


def contradictions(case):
    """What a case claims and its environments refute."""
    claims = {
        name: Marker(value) if isinstance(value, str) and name not in ("context", "never", "implies", "equivalent") else value
        for name, value in case.items()
        if name != "environments"
    }
    context = case["context"]
    found = []
    for given in map(environment, case["environments"]):
        a, b = answer(claims["a"], given, context), answer(claims["b"], given, context)
        said = {
            "simplified": a,
            "canonical": a,
            "conjoined": both(a, b),
            "disjoined": either(a, b),
        }
        if b is True:
            said["restricted"] = a
        for name, wanted in said.items():
            if answer(claims[name], given, context) != wanted:
                found.append(name)
        if case["never"] == "yes" and a is True:
            found.append("never")
        if case["implies"] == "yes" and a is True and b is not True:
            found.append("implies")
        if case["equivalent"] == "yes" and a != b:
            found.append("equivalent")
    return sorted(set(found))


OPS = {"marker-algebra": contradictions}
