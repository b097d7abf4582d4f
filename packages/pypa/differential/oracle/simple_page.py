"""Simple pages as the standard library's HTML parser sees them; what they mean is written here from the PEPs."""

import html
import re
import urllib.parse
from html.parser import HTMLParser

# The algorithm is the library's own; its table of names is cut to those that Rind says it knows.
KNOWN = ("amp", "AMP", "lt", "LT", "gt", "GT", "quot", "QUOT")
html._html5 = {
    name: text for name, text in html._html5.items() if name.rstrip(";") in KNOWN or name == "apos;"
}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.base = None
        self.metas = []
        self.anchors = []
        self.in_anchor = False
        self.in_title = False

    def handle_starttag(self, tag, attrs):
        self.in_title = tag == "title"  # HTML 5: its content is text of its own
        first = {}
        for name, value in attrs:
            first.setdefault(name, value or "")
        if tag == "a":
            self.anchors.append([first, ""])
            self.in_anchor = True
        elif tag == "base" and self.base is None:
            self.base = first.get("href")
        elif tag == "meta":
            self.metas.append(first)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)  # HTML 5: the slash means nothing

    def handle_endtag(self, tag):
        self.in_title = False
        if tag == "a":
            self.in_anchor = False

    def handle_data(self, data):
        if self.in_anchor and not self.cdata_elem and not self.in_title:
            self.anchors[-1][1] += data


def read(text):
    page = Page()
    try:
        page.feed(text)
    except AssertionError as error:  # an unknown `<![…`: the library gives up on the page
        page.metas.append({"crash": str(error)})
    if page.rawdata == "<" or not page.rawdata.startswith("<") and not page.cdata_elem:
        page.handle_data(html.unescape(page.rawdata))
    return page


def tags(text):
    page = read(text)
    return {"base": page.base, "metas": page.metas, "anchors": page.anchors}


HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")
NAMES = "sha256 sha512 sha384 sha224 sha3_512 sha3_384 sha3_256 sha3_224 blake2b blake2s sha1 md5".split()


def metadata(attrs):
    text = attrs.get("data-core-metadata", attrs.get("data-dist-info-metadata"))
    if text is None:
        return None
    name, equals, digest = text.partition("=")
    if equals and name and HEX.match(digest):
        return {name.lower(): digest.lower()}
    return True


def one_file(attrs):
    href = attrs.get("href", "").strip("\t\n\f\r ")
    target, _, fragment = href.partition("#")
    path = target.partition("?")[0].rstrip("/")
    if re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/]*\Z", path):
        return None
    name = path.rpartition("/")[2]
    if re.search(r"%(?![0-9a-fA-F]{2})", name) is None:
        try:
            name = urllib.parse.unquote(name, errors="strict")
        except UnicodeDecodeError:
            pass
    if name in ("", ".", "..") or re.search(r"[/\\\x00-\x1f\x7f]", name):
        return None
    hashes, rest = {}, []
    for part in fragment.split("&") if "#" in href else []:
        key, equals, digest = part.partition("=")
        if equals and key.lower() in NAMES and key.lower() not in hashes and HEX.match(digest):
            hashes[key.lower()] = digest.lower()
        else:
            rest.append(part)
    yanked = attrs.get("data-yanked")
    signed = attrs.get("data-gpg-sig")
    return {
        "filename": name,
        "url": target + ("#" + "&".join(rest) if rest else ""),
        "hashes": hashes,
        "requiresPython": attrs.get("data-requires-python"),
        "yanked": False if yanked is None else True if yanked == "" else yanked,
        "coreMetadata": metadata(attrs),
        "gpgSig": {"true": True, "false": False}.get(signed),
        "provenance": next(
            (p for p in [attrs.get("data-provenance")] if p and re.match("https://[^/]", p, re.I)), None
        ),
    }


def project(text):
    page = read(text)
    said = {}
    for meta in page.metas:
        if "name" in meta and "content" in meta:
            said.setdefault(meta["name"], []).append(meta["content"])
    version = said.get("pypi:repository-version", ["1.0"])[0]
    match = re.match(r"([0-9]{1,9})\.([0-9]{1,9})\Z", version)
    if match is None or int(match[1]) > 1:
        return None
    files = [one_file(attrs) for attrs, _ in page.anchors]
    return {
        "version": [int(match[1]), int(match[2])],
        "status": said.get("pypi:project-status", ["active"])[0],
        "reason": said.get("pypi:project-status-reason", [None])[0],
        "elsewhere": said.get("pypi:alternate-locations", []),
        "tracks": said.get("pypi:tracks", []),
        "base": page.base,
        "files": [file for file in files if file is not None],
    }


def names(text):
    found = [(attrs, label.strip()) for attrs, label in read(text).anchors]
    return [label for attrs, label in found if "href" in attrs and label]


SPLIT = re.compile(r"^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?", re.S)  # RFC 3986, Appendix B


def without_dots(path):
    """RFC 3986, 5.2.4, step by step with its two buffers."""
    output = ""
    while path:
        if path.startswith("../"):
            path = path[3:]
        elif path.startswith("./"):
            path = path[2:]
        elif path.startswith("/./"):
            path = path[2:]
        elif path == "/.":
            path = "/"
        elif path.startswith("/../"):
            path, output = path[3:], output.rpartition("/")[0]
        elif path == "/..":
            path, output = "/", output.rpartition("/")[0]
        elif path in (".", ".."):
            path = ""
        else:
            end = path.find("/", 1)
            end = len(path) if end < 0 else end
            output, path = output + path[:end], path[end:]
    return output


def join(case):
    """RFC 3986, 5.2.2 and 5.3."""
    _, bs, _, ba, bp, _, bq, _, _ = SPLIT.match(case[0]).groups()
    _, scheme, _, authority, path, _, query, _, fragment = SPLIT.match(case[1]).groups()
    if scheme is not None:
        path = without_dots(path)
    else:
        scheme = bs
        if authority is not None:
            path = without_dots(path)
        else:
            authority = ba
            if path == "":
                path = bp
                query = bq if query is None else query
            elif path.startswith("/"):
                path = without_dots(path)
            else:
                path = without_dots("/" + path if ba is not None and bp == "" else bp[: bp.rfind("/") + 1] + path)
    url = "" if scheme is None else scheme + ":"
    url += "" if authority is None else "//" + authority
    url += path
    url += "" if query is None else "?" + query
    return url + ("" if fragment is None else "#" + fragment)


OPS = {
    "html-unescape": html.unescape,
    "html-tags": tags,
    "simple-html": project,
    "simple-html-index": names,
    "url-join": join,
}
