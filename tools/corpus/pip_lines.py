"""What pip's own parser of requirements files makes of a file, as JSON. Runs on the pip of its own environment."""

import json
import sys

from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements

rows = []
for parsed in parse_requirements(sys.argv[1], session=PipSession()):
    requirement = install_req_from_parsed_requirement(parsed)
    hashes = [f"{algorithm}:{digest}" for algorithm, digests in requirement.hash_options.items() for digest in digests]
    rows.append(
        {
            "name": requirement.req.name,
            "version": [str(one.version) for one in requirement.req.specifier if one.operator == "=="][0],
            "marker": None if requirement.markers is None else str(requirement.markers),
            "hashes": sorted(hashes),
        }
    )
json.dump(rows, sys.stdout, indent=1)
