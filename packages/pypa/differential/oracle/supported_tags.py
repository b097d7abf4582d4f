"""The tags of a machine that is only described: `packaging.tags` asks a made-up system instead of this one."""

import contextlib
import hashlib
from types import SimpleNamespace
from unittest import mock

from packaging import _manylinux, _musllinux, tags

SYSTEMS = {"linux": "Linux", "macos": "Darwin", "windows": "Windows", "ios": "iOS", "android": "Android"}
WINDOWS = {"x86": "win32", "x86_64": "win-amd64", "arm64": "win-arm64"}


def sysconfig_platform(described):
    system = described["os"]
    if system == "linux":
        return "linux-" + described["architecture"]
    if system == "windows":
        return WINDOWS[described["architecture"]]
    if system == "android":
        return f"android-{described['apiLevel']}-{described['abi'].replace('-', '_')}"
    return described.get("platform", "")


def config(described, interpreter):
    major, minor = interpreter["python"]
    return {
        "py_version_nodot": f"{major}{minor}",
        "Py_DEBUG": 1 if interpreter.get("debug") else 0,
        "Py_GIL_DISABLED": 1 if interpreter.get("freeThreaded") else 0,
        "WITH_PYMALLOC": 1,
        "Py_UNICODE_SIZE": 4,
        "PYEMSCRIPTEN_PLATFORM_VERSION": described.get("pyemscripten"),
    }


@contextlib.contextmanager
def machine(described, interpreter):
    libc = described.get("libc") or {}
    version = tuple(libc.get("version", ()))
    glibc = version if libc.get("kind") == "glibc" else (-1, -1)
    musl = _musllinux._MuslVersion(*version) if libc.get("kind") == "musl" else None
    dotted = ".".join(map(str, described.get("version", ())))
    names = config(described, interpreter)
    fakes = {
        "sys": SimpleNamespace(
            version_info=(*interpreter["python"], 0),
            implementation=SimpleNamespace(
                name=interpreter["implementation"], _multiarch=described.get("multiarch")
            ),
            executable="/nowhere",
            maxunicode=0x10FFFF,
        ),
        "platform": SimpleNamespace(
            system=lambda: SYSTEMS.get(described["os"], described["os"].capitalize()),
            mac_ver=lambda: (dotted, ("", "", ""), described["architecture"]),
            ios_ver=lambda: ("iOS", dotted, "", False),
            android_ver=lambda: SimpleNamespace(api_level=described["apiLevel"]),
        ),
        "sysconfig": SimpleNamespace(
            get_platform=lambda: sysconfig_platform(described), get_config_var=names.get
        ),
        "subprocess": SimpleNamespace(run=lambda *_, **__: SimpleNamespace(stdout=dotted), PIPE=None),
        "EXTENSION_SUFFIXES": [],
        "_generic_abi": lambda: list(interpreter.get("abis") or []),
    }
    with contextlib.ExitStack() as stack:
        for name, fake in fakes.items():
            stack.enter_context(mock.patch.object(tags, name, fake))
        hard = described.get("hardFloat", True)
        stack.enter_context(mock.patch.object(_manylinux, "_get_glibc_version", lambda: glibc))
        stack.enter_context(mock.patch.object(_manylinux, "_is_linux_armhf", lambda _: hard))
        stack.enter_context(mock.patch.object(_manylinux, "_is_linux_i686", lambda _: True))
        stack.enter_context(mock.patch.object(_musllinux, "_get_musl_version", lambda _: musl))
        yield


def listed(target):
    interpreter = target["interpreter"]
    if interpreter["implementation"] != "cpython" or interpreter.get("abis") is None:
        return list(tags.sys_tags())
    python = interpreter["python"]
    platforms = list(tags.platform_tags())
    own = f"cp{python[0]}{python[1]}"
    return [
        *tags.cpython_tags(python, interpreter["abis"], platforms),
        *tags.compatible_tags(python, own, platforms),
    ]


def supported(target):
    with machine(target["platform"], target["interpreter"]):
        found = list(map(str, listed(target)))
    return {
        "count": len(found),
        "first": found[:3],
        "digest": hashlib.sha256("\n".join(found).encode()).hexdigest(),
    }


OPS = {"supported-tags": supported}
