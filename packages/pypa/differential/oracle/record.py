"""RECORD as the standard library's `csv` reads it, with checks written from the specifications."""

import base64
import csv
import hashlib
import io
import re

TOO_WEAK = {"md5", "sha1", "sha224", "sha3_224"}
FIXED = {name for name in hashlib.algorithms_guaranteed if not name.startswith("shake")}


def hash_of(text, faults):
    algorithm, sign, digest = text.partition("=")
    if not sign or not algorithm:
        faults.append("invalid-hash")
        return None
    if algorithm not in FIXED:
        faults.append("unknown-hash")
        return [algorithm, digest]
    if algorithm in TOO_WEAK:
        faults.append("weak-hash")
    try:
        raw = base64.urlsafe_b64decode(digest + "=" * (-len(digest) % 4))
        same = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == digest
    except ValueError:
        raw, same = b"", False
    if not same or len(raw) != hashlib.new(algorithm).digest_size:
        faults.append("invalid-digest")
    return [algorithm, digest]


def size_of(text, faults):
    if re.fullmatch("[0-9]+", text) and int(text) < 2**53:
        return int(text)
    faults.append("invalid-size")
    return None


def in_wheel(path, hashed, faults):
    if path[:1] in ("/", "\\") or re.match("[A-Za-z]:", path):
        faults.append("absolute-path")
    if "\\" in path:
        faults.append("backslash-in-path")
    parts = path.replace("\\", "/").split("/")
    if ".." in parts:
        faults.append("parent-in-path")
    if "." in parts or "" in parts[1:]:
        faults.append("unnormalized-path")
    top, _, rest = path.replace("\\", "/").partition("/")
    own = top.endswith(".dist-info") and len(top) > len(".dist-info")
    if own and rest in ("RECORD.jws", "RECORD.p7s"):
        faults.append("listed-signature")
    elif own and rest == "RECORD":
        if hashed:
            faults.append("hashed-record")
    elif not hashed:
        faults.append("missing-hash")


def read(case):
    entries, faults, seen = [], [], set()
    for row in csv.reader(io.StringIO(case["text"], newline="")):
        if not row:
            faults.append("blank-line")
            continue
        if len(row) != 3:
            faults.append("wrong-field-count")
        path, hashed, size = (row + ["", ""])[:3]
        if not path:
            faults.append("empty-path")
        entry = [path, hash_of(hashed, faults) if hashed else None, size_of(size, faults) if size else None]
        entries.append(entry)
        if path in seen:
            faults.append("duplicate-path")
        seen.add(path)
        if any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029" for char in path):
            faults.append("control-character-in-path")
        if case["place"] == "wheel":
            in_wheel(path, hashed, faults)
    return {"entries": entries, "faults": sorted(faults)}


OPS = {"record": read}
