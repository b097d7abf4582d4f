from packaging.version import InvalidVersion, Version


def parse(text):
    try:
        version = Version(text)
    except (InvalidVersion, ValueError):
        return None
    return {
        "text": str(version),
        "public": version.public,
        "base": version.base_version,
        "pre": version.is_prerelease,
        "post": version.is_postrelease,
    }


def compare(case):
    try:
        left, right = Version(case[0]), Version(case[1])
    except (InvalidVersion, ValueError):
        return None
    return (left > right) - (left < right)


OPS = {"version": parse, "version-order": compare}
