"""Answers batches of cases with PyPA's own `packaging`: one JSON line in, one JSON line out.

Every other module of this folder may define `OPS`, a dict of operation name to function of one case.
Nothing of Rind is imported here.
"""

import importlib
import json
import pathlib
import sys

sys.set_int_max_str_digits(4300)


def load():
    ops = {}
    here = pathlib.Path(__file__).parent
    for file in sorted(here.glob("*.py")):
        if file.stem != "serve":
            ops.update(importlib.import_module(file.stem).OPS)
    return ops


def main():
    ops = load()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = ops[request["op"]]
            reply = {"answers": [answer(case) for case in request["cases"]]}
        except Exception as error:  # a bug of the oracle's own: said, not hidden
            reply = {"error": f"{request['op']}: {type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
