from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.licenses import _spdx


def canonical(text):
    try:
        return canonicalize_license_expression(text)
    except (InvalidLicenseExpression, MemoryError):  # CPython's parser gives up on some 200 open parentheses
        return None


def spdx(_case):
    """The whole list, so that a test can hold ours against it."""
    return {
        "version": _spdx.VERSION,
        "licenses": {v["id"]: v["deprecated"] for v in _spdx.LICENSES.values()},
        "exceptions": {v["id"]: v["deprecated"] for v in _spdx.EXCEPTIONS.values()},
    }


OPS = {"license-expression": canonical, "spdx-list": spdx}
