from packaging.utils import InvalidSdistFilename, parse_sdist_filename


def parse(filename):
    try:
        name, version = parse_sdist_filename(filename)
    except InvalidSdistFilename:
        return None
    return {"name": name, "version": str(version)}


OPS = {"sdist-filename": parse}
