from packaging import markers
from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

SETS = ("extras", "dependency_groups")

# The running interpreter's own values have no part in an answer: a case brings its whole environment.
markers.default_environment = dict


def environment(given):
    return {name: frozenset(value) if name in SETS else value for name, value in given.items()}


def evaluate(marker, given, context):
    try:
        return marker.evaluate(environment(given), context)
    except UndefinedComparison:
        return "undefined-comparison"
    except UndefinedEnvironmentName:
        return "undefined-field"
    except AssertionError:
        return "crash"


def read(text):
    try:
        return Marker(text)
    except InvalidMarker:
        return None


def text_of(marker):
    try:
        return str(marker)
    except ValueError:
        return {"no-text": True}


def parse(text):
    marker = read(text)
    return None if marker is None else text_of(marker)


def evaluation(case):
    text, environments, context = case
    marker = read(text)
    return None if marker is None else [evaluate(marker, given, context) for given in environments]


OPS = {"marker": parse, "marker-evaluation": evaluation}
