"""TOML documents as JSON: a date or time is `{"$": "its text"}`."""

import tomllib


def from_tree(tree):
    if isinstance(tree, list):
        return [from_tree(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if isinstance(tree.get("$"), str):
        return tomllib.loads(f"x = {tree['$']}")["x"]
    return {key: from_tree(value) for key, value in tree.items()}


OPS = {}
