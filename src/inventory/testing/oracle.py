"""Answers one batch of cases with Python's own readers: JSON on stdin, JSON on stdout.

Nothing of Rind is imported here, and nothing of what is read is run.
"""

import ast
import configparser
import json
import shlex
import sys
import tempfile
import pathlib
import warnings

warnings.simplefilter("ignore")


def pip_lines(text):
    """What pip's own parser makes of each line of a requirements file."""
    from pip._internal.req import req_file

    parse = req_file.get_line_parser(None)
    answers = []
    for number, line in req_file.preprocess(text):
        try:
            args, opts = parse(line)
        except req_file.OptionParsingError:
            answers.append([number, "error"])
            continue
        given = vars(opts)
        hashes = sorted(f"{name}:{digest}" for name, all in (given["hashes"] or {}).items() for digest in all)
        if args:
            answers.append([number, "requirement", args, hashes])
        elif opts.editables:
            answers.append([number, "editable", opts.editables[0], hashes])
        elif opts.requirements or opts.constraints:
            kind = "requirements" if opts.requirements else "constraints"
            answers.append([number, kind, (opts.requirements or opts.constraints)[0]])
        else:
            names = ["extra_index_urls", "find_links", "trusted_hosts"]
            answers.append([number, "options", given["index_url"], *[given[name] or [] for name in names],
                            bool(given["no_index"]), bool(given["pre"]), bool(given["require_hashes"])])
    return answers


def setup_cfg(text):
    """What setuptools reads of a setup.cfg."""
    from setuptools.config.setupcfg import read_configuration

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "setup.cfg"
        path.write_text(text, encoding="utf-8", newline="")
        try:
            options = read_configuration(str(path), ignore_option_errors=True).get("options", {})
        except Exception as error:
            return type(error).__name__
    keep = ["install_requires", "setup_requires", "tests_require"]
    return [[list(options.get(key, [])) for key in keep],
            {key: list(value) for key, value in options.get("extras_require", {}).items()}]


def ini(text):
    """Sections and options by Python's own parser, or None where it refuses."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return {name: dict(parser._sections[name]) for name in parser._sections}


def literal(text):
    """The value of a Python expression made of literals and sums, or None where it is none."""
    def value(node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = value(node.left), value(node.right)
            if type(left) is not type(right):
                raise ValueError
            return left + right
        if isinstance(node, (ast.List, ast.Tuple)):
            return [value(item) for item in node.elts]
        if isinstance(node, ast.Dict):
            return {"dict": [[value(key), value(item)] for key, item in zip(node.keys, node.values)]}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise ValueError

    try:
        return {"value": value(ast.parse(text, mode="eval").body)}
    except (ValueError, SyntaxError, TypeError):
        return None


def split(text):
    try:
        return shlex.split(text)
    except ValueError:
        return None


OPS = {"pip": pip_lines, "setup_cfg": setup_cfg, "ini": ini, "literal": literal, "shlex": split}

request = json.load(sys.stdin)
json.dump([OPS[request["op"]](case) for case in request["cases"]], sys.stdout)
