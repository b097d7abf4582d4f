import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from packaging.licenses import canonicalize_license_expression
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

PAGE = "https://pypi.org/simple/numpy/"
HASH = re.compile(r"[#&](sha256|sha512|sha384|sha224|sha1|md5)=([a-f0-9]+)")


class Links(HTMLParser):
    """Keeps the attributes of every anchor and the first base, as installers do."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.base = None
        self.anchors = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.anchors.append(dict(attrs))
        elif tag == "base" and self.base is None:
            self.base = dict(attrs).get("href")


def read(html):
    links = Links()
    links.feed(html)
    base = urljoin(PAGE, links.base) if links.base else PAGE
    total = 0
    for attrs in links.anchors:
        href = attrs.get("href")
        if not href:
            continue
        url = urljoin(base, href)
        parts = urlsplit(url)
        filename = unquote(parts.path.rpartition("/")[2])
        digest = HASH.search(href)
        total += len(url.partition("#")[0])
        if digest and digest[1] == "sha256":
            total += len(digest[2])
        if "data-yanked" in attrs:
            total += 1000
        if attrs.get("data-requires-python") is not None:
            total += len(attrs["data-requires-python"])
        if attrs.get("data-core-metadata", attrs.get("data-dist-info-metadata")) is not None:
            total += 7
        try:
            if filename.endswith(".whl"):
                version = parse_wheel_filename(filename)[1]
            else:
                version = parse_sdist_filename(filename)[1]
            total += 10 * len(version.release)
        except (InvalidWheelFilename, InvalidSdistFilename):
            pass
    return total


def read_page(html):
    return lambda: read(html)


def canonicalize(texts):
    return lambda: sum(len(canonicalize_license_expression(text)) for text in texts)
