import {
  ANDROID_OLDEST_API,
  IOS,
  LAST_GLIBC_MINOR,
  LINUX_FALLBACKS,
  MAC_10_RUN_LATER,
  MAC_FORMATS,
  MANYLINUX_ALIASES,
  MANYLINUX_ARCHITECTURES,
  OLDEST_GLIBC_MINOR,
  WINDOWS_PLATFORMS,
} from './supported-tags.data.ts';

/** Major and minor: two whole numbers. Anything above 100 is read as 100, so that tag lists fit in memory. */
export type MajorMinor = readonly [major: number, minor: number];

/** The C library of a Linux system. */
export interface Libc {
  readonly kind: 'glibc' | 'musl';
  readonly version: MajorMinor;
}

/** Linux. Source: PEP 600 (manylinux), PEP 656 (musllinux). */
export interface LinuxPlatform {
  readonly os: 'linux';
  /** As `uname -m` says it to the interpreter: `x86_64`, `aarch64`, `i686` and `armv8l` for 32-bit interpreters. */
  readonly architecture: string;
  /** Absent: unknown; then only `linux_*` is supported. */
  readonly libc?: Libc | undefined;
  /** Whether 32-bit ARM has the hard-float ABI that manylinux demands. Default true. */
  readonly hardFloat?: boolean | undefined;
}

/** macOS. */
export interface MacPlatform {
  readonly os: 'macos';
  /** `[10, 15]`, `[11, 0]`, `[26, 1]`. */
  readonly version: MajorMinor;
  /** `arm64`, `x86_64`, or of the past `i386`, `intel`, `ppc`, `ppc64`. */
  readonly architecture: string;
}

/** Windows. */
export interface WindowsPlatform {
  readonly os: 'windows';
  /** Of the interpreter, not the machine. */
  readonly architecture: 'x86' | 'x86_64' | 'arm64';
}

/** iOS. Source: PEP 730. */
export interface IosPlatform {
  readonly os: 'ios';
  readonly version: MajorMinor;
  /** Architecture and SDK: `arm64_iphoneos`, `x86_64_iphonesimulator`. */
  readonly multiarch: string;
}

/** Android. Source: PEP 738. */
export interface AndroidPlatform {
  readonly os: 'android';
  readonly apiLevel: number;
  /** `arm64_v8a`, `armeabi_v7a`, `x86`, `x86_64`. */
  readonly abi: string;
}

/** Emscripten. Source: PEP 783. */
export interface EmscriptenPlatform {
  readonly os: 'emscripten';
  /** As `sysconfig.get_platform()` says it: `emscripten-4.0.9-wasm32`. */
  readonly platform: string;
  /** The PyEmscripten platform version, `2026_0`, where the interpreter follows one. */
  readonly pyemscripten?: string | undefined;
}

/** Any other system, of which the only platform tag is its own name. */
export interface OtherPlatform {
  readonly os: 'other';
  /** As `sysconfig.get_platform()` says it: `freebsd-14.1-release-amd64`. */
  readonly platform: string;
}

/** A system that wheels may be installed on, as far as platform tags tell systems apart. */
export type TagPlatform =
  | LinuxPlatform
  | MacPlatform
  | WindowsPlatform
  | IosPlatform
  | AndroidPlatform
  | EmscriptenPlatform
  | OtherPlatform;

const MOST = 100;

/**
 * The platform tags that a system supports, best first, without `any`.
 *
 * Source: PEP 425, "Platform Tag"; living text: packaging.python.org, Platform compatibility tags.
 */
export function platformTags(platform: TagPlatform): string[] {
  switch (platform.os) {
    case 'linux':
      return linuxTags(platform);
    case 'macos':
      return macTags(capped(platform.version), platform.architecture);
    case 'windows':
      return [WINDOWS_PLATFORMS[platform.architecture]];
    case 'ios':
      return iosTags(capped(platform.version), platform.multiarch.replaceAll('-', '_'));
    case 'android':
      return down(Math.min(platform.apiLevel, MOST), ANDROID_OLDEST_API).map(
        (level) => `android_${level}_${escaped(platform.abi)}`,
      );
    case 'emscripten':
      return platform.pyemscripten === undefined || platform.pyemscripten === ''
        ? [escaped(platform.platform)]
        : [`pyemscripten_${platform.pyemscripten}_wasm32`, escaped(platform.platform)];
    case 'other':
      return [escaped(platform.platform)];
  }
}

/** PEP 425: dots, dashes and spaces become underscores, as both others have a meaning in file names. */
function escaped(text: string): string {
  return text.replace(/[.\- ]/g, '_');
}

/** `from` down to `to`, both included. */
function down(from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let number = from; number >= to; number--) numbers.push(number);
  return numbers;
}

function capped([major, minor]: MajorMinor): MajorMinor {
  return [Math.min(major, MOST), Math.min(minor, MOST)];
}

function linuxTags(platform: LinuxPlatform): string[] {
  const native = escaped(platform.architecture);
  const architectures = LINUX_FALLBACKS.get(native) ?? [native];
  const tags = architectures.map((architecture) => `linux_${architecture}`);
  if (platform.libc?.kind === 'glibc' && hasManylinuxAbi(architectures, platform.hardFloat !== false)) {
    const version = capped(platform.libc.version);
    for (const architecture of architectures) tags.push(...manylinuxTags(version, architecture, architectures));
  }
  if (platform.libc?.kind === 'musl') {
    const [major, newest] = capped(platform.libc.version);
    for (const architecture of architectures) {
      for (const minor of down(newest, 0)) tags.push(`musllinux_${major}_${minor}_${architecture}`);
    }
  }
  return tags;
}

function hasManylinuxAbi(architectures: readonly string[], hardFloat: boolean): boolean {
  if (architectures.includes('armv7l')) return hardFloat;
  return architectures.some((architecture) => architecture === 'i686' || MANYLINUX_ARCHITECTURES.has(architecture));
}

/** Wheels for an older glibc run on a newer one, across major versions too. PEP 600. */
function manylinuxTags(glibc: MajorMinor, architecture: string, all: readonly string[]): string[] {
  const x86 = all.includes('x86_64') || all.includes('i686');
  const oldest = x86 ? OLDEST_GLIBC_MINOR.x86 : OLDEST_GLIBC_MINOR.other;
  const tags: string[] = [];
  for (const major of [glibc[0], ...down(glibc[0] - 1, 2)]) {
    const newest = major === glibc[0] ? glibc[1] : LAST_GLIBC_MINOR;
    for (const minor of down(newest, major === 2 ? oldest : 0)) {
      tags.push(`manylinux_${major}_${minor}_${architecture}`);
      const alias = MANYLINUX_ALIASES.get(`${major}.${minor}`);
      if (alias !== undefined) tags.push(`${alias}_${architecture}`);
    }
  }
  return tags;
}

function macTags([major, minor]: MajorMinor, architecture: string): string[] {
  if (major < 10) return [];
  if (major === 10) return down(minor, 0).flatMap((older) => macFormatTags(10, older, architecture));
  // From 11 on each year has a major version, and wheels name its minor as 0.
  const tags = down(major, 11).flatMap((older) => macFormatTags(older, 0, architecture));
  for (const older of down(MAC_10_RUN_LATER.newest, MAC_10_RUN_LATER.oldest)) {
    // Only the Intel half of a `universal2` binary can be older than macOS 11, yet the file serves both.
    if (architecture === 'x86_64') tags.push(...macFormatTags(10, older, architecture));
    else tags.push(`macosx_10_${older}_universal2`);
  }
  return tags;
}

function macFormatTags(major: number, minor: number, architecture: string): string[] {
  const known = MAC_FORMATS.get(architecture) ?? { formats: [architecture] };
  if (major === 10 && minor < (known.from ?? 0)) return [];
  if (known.to !== undefined && (major > 10 || minor > known.to)) return [];
  return known.formats.map((format) => `macosx_${major}_${minor}_${format}`);
}

function iosTags([major, minor]: MajorMinor, multiarch: string): string[] {
  if (major < IOS.oldestMajor) return [];
  const tags = [minor, ...down(minor - 1, 0)].map((older) => `ios_${major}_${older}_${multiarch}`);
  for (const olderMajor of down(major - 1, IOS.oldestMajor)) {
    for (const older of down(IOS.newestMinor, 0)) tags.push(`ios_${olderMajor}_${older}_${multiarch}`);
  }
  return tags;
}
