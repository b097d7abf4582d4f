"""What `packaging.pylock` reads in a pylock.toml, as JSON. Runs on the `packaging` of its own environment, or pip's."""

import json
import sys
import tomllib

try:
    from packaging.pylock import Pylock
except ImportError:
    from pip._vendor.packaging.pylock import Pylock

rows = []
with open(sys.argv[1], "rb") as file:
    lock = Pylock.from_dict(tomllib.load(file))
for package in lock.packages:
    files = [*(package.wheels or ()), *([package.sdist] if package.sdist else ()), *([package.archive] if package.archive else ())]
    rows.append(
        {
            "name": package.name,
            "version": None if package.version is None else str(package.version),
            "marker": None if package.marker is None else str(package.marker),
            "hashes": sorted({f"{name}:{digest}" for one in files for name, digest in one.hashes.items()}),
        }
    )
json.dump(rows, sys.stdout, indent=1)
