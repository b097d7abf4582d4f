from packaging.specifiers import SpecifierSet
from packaging.version import Version


def parse_and_sort(texts):
    return lambda: len(sorted(map(Version, texts)))


def count_contained(sets, versions):
    return sum(one.contains(version) for one in sets for version in versions)


def contains(data):
    sets = [SpecifierSet(text) for text in data["sets"]]
    versions = [Version(text) for text in data["versions"]]
    return lambda: count_contained(sets, versions)


def contains_texts(data):
    def work():
        return count_contained([SpecifierSet(text) for text in data["sets"]], data["versions"])

    return work
