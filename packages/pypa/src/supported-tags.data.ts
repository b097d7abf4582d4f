/**
 * Facts that supported tags are made of. Each has its source beside it.
 */

/** Two-letter codes of implementations. PEP 425, "Python Tag". Others go by their full name. */
export const IMPLEMENTATION_CODES: ReadonlyMap<string, string> = new Map([
  ['python', 'py'],
  ['cpython', 'cp'],
  ['pypy', 'pp'],
  ['ironpython', 'ip'],
  ['jython', 'jy'],
]);

/** Older names of glibc profiles, by `major.minor` of glibc. PEP 513, 571, 599; aliases by PEP 600. */
export const MANYLINUX_ALIASES: ReadonlyMap<string, string> = new Map([
  ['2.17', 'manylinux2014'],
  ['2.12', 'manylinux2010'],
  ['2.5', 'manylinux1'],
]);

/** Architectures of which every Linux interpreter has the ABI that manylinux wheels are built for. PEP 600, 599. */
export const MANYLINUX_ARCHITECTURES: ReadonlySet<string> = new Set([
  'aarch64',
  'loongarch64',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'x86_64',
]);

/** The oldest glibc 2 minor version of any manylinux profile: 2.5 on x86, for manylinux1; 2.17 elsewhere, for manylinux2014. */
export const OLDEST_GLIBC_MINOR = { x86: 5, other: 17 } as const;

/** Were glibc to leave a major version behind, its last minor version would be at most this. */
export const LAST_GLIBC_MINOR = 50;

/** A machine may run the code of an older one: native architecture first. */
export const LINUX_FALLBACKS: ReadonlyMap<string, readonly string[]> = new Map([['armv8l', ['armv8l', 'armv7l']]]);

/** Kinds of fat binary that hold code for a Mac, and the macOS versions that it exists for (10.x minors; bounds inclusive). */
interface MacFormats {
  readonly formats: readonly string[];
  /** 10.x minor; absent: no lower bound. */
  readonly from?: number;
  /** 10.x minor; absent: no upper bound, macOS 11 and later included. */
  readonly to?: number;
}

/** By architecture, native first, the widest last. Source: macOS architecture names of CPython's `sysconfig`. */
export const MAC_FORMATS: ReadonlyMap<string, MacFormats> = new Map<string, MacFormats>([
  ['x86_64', { formats: ['x86_64', 'intel', 'fat64', 'fat3', 'universal2', 'universal'], from: 4 }],
  ['arm64', { formats: ['arm64', 'universal2'] }],
  ['i386', { formats: ['i386', 'intel', 'fat3', 'fat', 'universal'], from: 4 }],
  ['intel', { formats: ['intel', 'universal'] }],
  ['ppc64', { formats: ['ppc64', 'fat64', 'universal'], from: 4, to: 5 }],
  ['ppc', { formats: ['ppc', 'fat3', 'fat', 'universal'], to: 6 }],
]);

/** The macOS 10 minor versions that later systems still run: Intel binaries, and the Intel half of `universal2`. */
export const MAC_10_RUN_LATER = { newest: 16, oldest: 4 } as const;

/** The oldest iOS major version that can hold CPython, and the most minor versions one has had. PEP 730. */
export const IOS = { oldestMajor: 12, newestMinor: 9 } as const;

/** The oldest Android API level that can hold CPython. PEP 738. */
export const ANDROID_OLDEST_API = 16;

/** Windows platform tags by architecture. Source: CPython's `sysconfig.get_platform`. */
export const WINDOWS_PLATFORMS = { x86: 'win32', x86_64: 'win_amd64', arm64: 'win_arm64' } as const;
