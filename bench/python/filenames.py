from packaging.utils import parse_wheel_filename


def parse_wheels(filenames):
    def work():
        checksum = 0
        for text in filenames:
            name, _, _, tags = parse_wheel_filename(text)
            checksum += len(name) + len(tags)
        return checksum

    return work
