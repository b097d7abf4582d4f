from packaging.markers import Marker
from packaging.requirements import Requirement


def evaluate_often(grid):
    markers = [Marker(text) for text in grid["markers"]]
    environments = grid["environments"]
    return lambda: sum(marker.evaluate(environment) for marker in markers for environment in environments)


def parse_and_evaluate(grid):
    markers, environments = grid["markers"], grid["environments"]
    count = len(environments)
    return lambda: sum(Marker(text).evaluate(environments[i % count]) for i, text in enumerate(markers))


def parse_requirements(texts):
    return lambda: sum(Requirement(text) is not None for text in texts)
