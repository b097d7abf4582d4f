from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from tag import expanded


def parse(case):
    try:
        name, version, build, tags = parse_wheel_filename(case["filename"], validate_order=case["strict"])
    except InvalidWheelFilename:
        return None
    return {
        "name": name,
        "version": str(version),
        "build": [str(build[0]), build[1]] if build else None,
        "tags": expanded(tags),
    }


OPS = {"wheel-filename": parse}
