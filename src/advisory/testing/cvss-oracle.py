"""Answers each vector of standard input with its score by the `cvss` package, `none` where it refuses it.

The score is that of the vector as written: environmental or temporal where it has such metrics.
"""

import sys

from cvss import CVSS2, CVSS3, CVSS4
from cvss.constants3 import ENVIRONMENTAL_METRICS
from cvss.exceptions import CVSSError


def score(vector):
    if vector.startswith("CVSS:4"):
        return CVSS4(vector).base_score
    if vector.startswith("CVSS:3"):
        read = CVSS3(vector)
        _, temporal, environmental = read.scores()
        said = (read.original_metrics.get(metric, "X") for metric in ENVIRONMENTAL_METRICS)
        return environmental if any(value != "X" for value in said) else temporal
    return next(score for score in reversed(CVSS2(vector).scores()) if score is not None)


for line in sys.stdin:
    try:
        print(float(score(line.strip())))
    except CVSSError:
        print("none")
