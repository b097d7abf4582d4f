"""Times the functions of one module of this folder, a line of JSON in, a line of JSON out.

`{"prepare": name, "data": path}` calls the module's function with the JSON of that file and keeps
the function that it returns; `"round"` calls that one and answers its value and its seconds.
"""

import gc
import importlib
import json
import sys
from time import perf_counter


def main(stem):
    module = importlib.import_module(stem)
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        if request == "round":
            gc.collect()
            started = perf_counter()
            answer = work()
            reply = {"answer": answer, "seconds": perf_counter() - started}
        else:
            with open(request["data"], encoding="utf-8") as file:
                work = getattr(module, request["prepare"])(json.load(file))
            reply = {"answer": 0, "seconds": 0}
        print(json.dumps(reply), flush=True)


main(sys.argv[1])
