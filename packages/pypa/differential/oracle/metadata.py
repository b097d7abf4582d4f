import email.message
import email.policy

from packaging import metadata
from packaging.errors import ExceptionGroup
from packaging.metadata import InvalidMetadata, Metadata, RFC822Message, parse_email


def _source_parse(self, lines):
    name, first = lines[0].split(":", 1)
    return name, "".join([first, *lines[1:]]).lstrip(" \t\r\n").rstrip("\r\n")


# CPython before 3.12.8 and 3.13.1 keeps line ends before a value that starts on its second line
# (gh-124452). Older oracles are brought up to what newer ones do.
if email.message_from_string("A:\n b\n").get("A") != "b":
    type(email.policy.compat32).header_source_parse = _source_parse


def _data(case):
    return case["text"] if "text" in case else case["bytes"].encode("latin-1")


def _jsonable(value):
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    return value if isinstance(value, str) else None


def _crashes(answer):
    """CPython's own e-mail parser fails on some `Content-Type` headers; that is the answer then."""

    def guarded(case):
        try:
            return answer(case)
        except (TypeError, ValueError, IndexError, RecursionError) as error:
            return {"crashed": type(error).__name__}

    return guarded


@_crashes
def raw(case):
    fields, unparsed = parse_email(_data(case))
    return {
        "fields": {
            metadata._RAW_TO_EMAIL_MAPPING[key]: list(value.items()) if isinstance(value, dict) else value
            for key, value in fields.items()
        },
        "unread": {key: [_jsonable(value) for value in values] for key, values in unparsed.items()},
    }


@_crashes
def strict(case):
    try:
        checked = Metadata.from_email(_data(case))
    except ExceptionGroup as group:
        names = {error.field for error in group.exceptions}
        return {"wrong": sorted(names)}
    return {
        "version": str(checked.version),
        "license": checked.license_expression,
        "extras": checked.provides_extra or [],
        "dynamic": checked.dynamic or [],
        "requires": len(checked.requires_dist or []),
    }


def value(case):
    key, text = case
    single = key in ("summary", "description_content_type")
    try:
        getattr(Metadata.from_raw({key: text if single else [text]}, validate=False), key)
    except InvalidMetadata:
        return False
    return True


def write(case):
    message = RFC822Message()
    for name, text in case["headers"]:
        message[name] = text
    if case["body"] is not None:
        message.set_payload(case["body"])
    return message.as_string()


OPS = {"metadata-raw": raw, "metadata-strict": strict, "metadata-value": value, "metadata-write": write}
