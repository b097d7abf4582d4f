/**
 * The interpreters and platforms of the usual targets, as their own `os`, `sys` and `platform`
 * modules spell them. State of November 2026.
 */

/** What an operating system and machine say of themselves. */
export interface PlatformFacts {
  /** `os.name`. */
  readonly osName: string;
  /** `sys.platform`. */
  readonly sysPlatform: string;
  /** `platform.system()`. */
  readonly system: string;
  /** `platform.machine()`: Linux says `aarch64`, macOS `arm64`, Windows `ARM64`. */
  readonly machine: string;
}

/** What an implementation says of itself. */
export interface ImplementationFacts {
  /** `sys.implementation.name`. */
  readonly name: string;
  /** `platform.python_implementation()`. */
  readonly platformName: string;
  /**
   * Minor versions of Python with the implementation's own version, which is the empty text where it
   * is Python's. For PyPy: the last release of its line for that Python.
   */
  readonly versions: ReadonlyMap<string, string>;
}

function linux(machine: string): PlatformFacts {
  return { osName: 'posix', sysPlatform: 'linux', system: 'Linux', machine };
}

function macos(machine: string): PlatformFacts {
  return { osName: 'posix', sysPlatform: 'darwin', system: 'Darwin', machine };
}

function windows(machine: string): PlatformFacts {
  return { osName: 'nt', sysPlatform: 'win32', system: 'Windows', machine };
}

/** By name. Markers cannot tell glibc from musl; wheel tags can, so both are targets. */
export const PLATFORMS: ReadonlyMap<string, PlatformFacts> = new Map([
  ['linux-x86_64', linux('x86_64')],
  ['linux-aarch64', linux('aarch64')],
  ['linux-musl-x86_64', linux('x86_64')],
  ['linux-musl-aarch64', linux('aarch64')],
  ['macos-x86_64', macos('x86_64')],
  ['macos-arm64', macos('arm64')],
  ['windows-amd64', windows('AMD64')],
  ['windows-arm64', windows('ARM64')],
]);

/** By `sys.implementation.name`. */
export const IMPLEMENTATIONS: ReadonlyMap<string, ImplementationFacts> = new Map([
  [
    'cpython',
    {
      name: 'cpython',
      platformName: 'CPython',
      versions: new Map(['3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'].map((version) => [version, ''])),
    },
  ],
  [
    'pypy',
    {
      name: 'pypy',
      platformName: 'PyPy',
      versions: new Map([
        ['3.9', '7.3.16'],
        ['3.10', '7.3.19'],
        ['3.11', '7.3.20'],
      ]),
    },
  ],
]);
