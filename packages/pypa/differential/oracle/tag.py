from packaging.tags import InvalidTag, TooManyTagsError, UnsortedTagsError, parse_tag


def utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def expanded(tags):
    return sorted(map(str, tags), key=utf16)


def parse(case):
    try:
        return expanded(parse_tag(case["text"], validate_order=case["strict"], limit=case["limit"]))
    except UnsortedTagsError:
        return "unsorted"
    except TooManyTagsError:
        return "too many"
    except InvalidTag:
        return "invalid"


OPS = {"tag": parse}
