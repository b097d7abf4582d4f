"""Prints what `importlib.metadata` says of the distributions in the folders named, as JSON."""

import importlib.metadata
import json
import sys


def facts(distribution):
    return {
        "folder": distribution._path.name,
        "name": distribution.metadata["Name"],
        "version": distribution.version,
        "requires": distribution.requires or [],
        "direct_url": distribution.read_text("direct_url.json"),
        "requested": distribution.read_text("REQUESTED") is not None,
        "installer": (distribution.read_text("INSTALLER") or "").strip(),
    }


found = [facts(one) for path in sys.argv[1:] for one in importlib.metadata.distributions(path=[path])]
json.dump(sorted(found, key=lambda one: one["folder"]), sys.stdout)
