import { type Condition, disjoinMarkers, formatMarker, parseMarker } from '@rind/pypa';

/**
 * What conda's platforms (`subdir`) are to markers.
 *
 * Source: conda's documentation, "Managing platforms"; `KNOWN_SUBDIRS` of conda.
 */
const PLATFORMS: ReadonlyMap<string, readonly [system: string, machine: string | undefined]> = new Map([
  ['linux-32', ['linux', 'i686']],
  ['linux-64', ['linux', 'x86_64']],
  ['linux-aarch64', ['linux', 'aarch64']],
  ['linux-armv6l', ['linux', 'armv6l']],
  ['linux-armv7l', ['linux', 'armv7l']],
  ['linux-ppc64', ['linux', 'ppc64']],
  ['linux-ppc64le', ['linux', 'ppc64le']],
  ['linux-riscv64', ['linux', 'riscv64']],
  ['linux-s390x', ['linux', 's390x']],
  ['osx-64', ['darwin', 'x86_64']],
  ['osx-arm64', ['darwin', 'arm64']],
  ['win-32', ['win32', 'x86']],
  ['win-64', ['win32', 'AMD64']],
  ['win-arm64', ['win32', 'ARM64']],
  ['emscripten-wasm32', ['emscripten', undefined]],
  ['wasi-wasm32', ['wasi', undefined]],
]);

/** Whether a text names a platform, `noarch` among them. */
export function isSubdir(text: string): boolean {
  return text === 'noarch' || PLATFORMS.has(text);
}

/** The condition that a platform is; true for one that is not known, which hides nothing. */
function platformCondition(platform: string): Condition {
  const known = PLATFORMS.get(platform);
  if (known === undefined) return true;
  const [system, machine] = known;
  const parsed = parseMarker(
    `sys_platform == "${system}"${machine === undefined ? '' : ` and platform_machine == "${machine}"`}`,
  );
  return parsed.ok ? parsed.value : true;
}

/** Markers of sets of platforms; each is worked out once. */
export class PlatformMarkers {
  readonly #known = new Map<string, string | undefined>();

  /** The marker that holds on these platforms, undefined for "always". */
  of(platforms: Iterable<string>): string | undefined {
    const sorted = [...new Set(platforms)].sort();
    const key = sorted.join();
    if (this.#known.has(key)) return this.#known.get(key);
    let condition: Condition = sorted.length === 0;
    for (const platform of sorted) condition = disjoinMarkers(condition, platformCondition(platform));
    const marker = typeof condition === 'object' ? formatMarker(condition) : undefined;
    this.#known.set(key, marker);
    return marker;
  }
}
