from packaging.errors import ExceptionGroup
from packaging.metadata import Metadata, parse_email


def parse(texts):
    files = [text.encode() for text in texts]

    def work():
        return sum(len(part) for file in files for part in parse_email(file))

    return work


def is_right(file):
    try:
        Metadata.from_email(file)
    except ExceptionGroup:
        return False
    return True


def check(texts):
    files = [text.encode() for text in texts]
    return lambda: sum(map(is_right, files))
