import urllib.parse

from packaging.direct_url import DirectUrl, DirectUrlValidationError


def _unsplit(parts):
    scheme, host, path, query, fragment = parts
    if host:
        path = f"//{host}{'' if path[:1] in ('', '/') else '/'}{path}"
    elif path[:2] == "//" or (scheme in urllib.parse.uses_netloc and scheme and path[:1] in ("", "/")):
        path = "//" + path
    return "".join(
        [scheme and scheme + ":", path, query and "?" + query, fragment and "#" + fragment],
    )


# CPython before 3.12.4 puts a path into the place of the host (gh-67693). Older oracles are brought
# up to what newer ones do.
if urllib.parse.urlunsplit(("git", "", "x", "", "")) != "git:x":
    urllib.parse.urlunsplit = _unsplit


def parse(value):
    if not isinstance(value, dict):
        return {"wrong": ""}
    try:
        direct = DirectUrl.from_dict(value)
    except DirectUrlValidationError as error:
        return {"wrong": error.context or ""}
    except ValueError:
        return {"wrong": "url"}
    try:
        return {"json": direct.to_dict(), "legacy": direct.to_dict(generate_legacy_hash=True, safe_user_passwords=())}
    except ValueError:
        return {"unsplittable": direct.url}


OPS = {"direct-url": parse}
