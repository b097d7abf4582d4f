from packaging.utils import InvalidName, canonicalize_name, canonicalize_version, is_normalized_name
from packaging.version import InvalidVersion, Version


def names(text):
    try:
        valid = canonicalize_name(text, validate=True)
    except InvalidName:
        valid = None
    return {"normal": canonicalize_name(text), "is normal": is_normalized_name(text), "valid": valid}


def lines(text):
    return {"lines": text.splitlines(), "stripped": text.strip(), "spaces": [c.isspace() for c in text]}


def short_version(text):
    try:
        version = Version(text)
    except (InvalidVersion, ValueError):
        return None
    return [canonicalize_version(version), canonicalize_version(version, strip_trailing_zero=False)]


OPS = {"name": names, "python-text": lines, "version-short": short_version}
