from packaging.dependency_groups import resolve_dependency_groups

from tree import from_tree


def resolve(case):
    try:
        return list(resolve_dependency_groups(from_tree(case["groups"]), *case["names"]))
    except Exception:
        return None


OPS = {"dependency-groups": resolve}
