import {
  type Condition,
  conjoinMarkers,
  evaluateMarker,
  factsMarker,
  formatMarker,
  type Marker,
  type MarkerEnvironment,
  parseMarker,
  parseTagSet,
  simplifyMarker,
} from '@rind/pypa';
import type { Interpreter } from './environment-interpreter.ts';

/** What is known of the platform of an environment. */
export type PlatformFacts = Pick<
  MarkerEnvironment,
  'os_name' | 'platform_machine' | 'platform_system' | 'sys_platform'
>;

const POSIX = 'posix';
/** Proofs that are made about markers with unknown fields, and the length of such a marker; beyond it they may hold. */
const MAX_PROOFS = 2000;
const MAX_MARKER_LENGTH = 2000;

/** The platform that a wheel's tag (`cp312-cp312-manylinux_2_17_x86_64`) was installed for; undefined for `any`. */
export function platformOfTag(tag: string): PlatformFacts | undefined {
  const parsed = parseTagSet(tag);
  if (!parsed.ok) return undefined;
  const platform = tag.slice(tag.lastIndexOf('-') + 1).split('.')[0] ?? '';
  const linux = /^(?:manylinux(?:1|2010|2014|_\d+_\d+)|musllinux_\d+_\d+|linux)_([a-z0-9_]+)$/.exec(platform);
  if (linux?.[1] !== undefined)
    return { os_name: POSIX, sys_platform: 'linux', platform_system: 'Linux', platform_machine: linux[1] };
  const mac = /^macosx_\d+_\d+_([a-z0-9_]+)$/.exec(platform);
  if (mac?.[1] !== undefined) {
    const machine = mac[1] === 'arm64' || mac[1] === 'x86_64' ? { platform_machine: mac[1] } : {};
    return { os_name: POSIX, sys_platform: 'darwin', platform_system: 'Darwin', ...machine };
  }
  const machine = new Map([
    ['win_amd64', 'AMD64'],
    ['win_arm64', 'ARM64'],
    ['win32', 'x86'],
  ]).get(platform);
  return machine === undefined ? undefined : { ...windows(), platform_machine: machine };
}

/** What every Windows has in common. */
export function windows(): PlatformFacts {
  return { os_name: 'nt', sys_platform: 'win32', platform_system: 'Windows' };
}

const NAMES = new Map([
  ['cpython', 'CPython'],
  ['pypy', 'PyPy'],
]);

/** The marker environment of an environment on disk, in the parts that are known. */
export function markerFacts(interpreter: Interpreter | undefined, platform: PlatformFacts): MarkerEnvironment {
  const { implementation, python } = interpreter ?? {};
  const release = python?.split('.') ?? [];
  const isFull = release.length > 2;
  const name = NAMES.get(implementation ?? '');
  return {
    ...platform,
    ...(release.length > 1
      ? {
          python_version: release
            .slice(0, 2)
            .join('.')
            .replace(/[a-z].*$/, ''),
        }
      : {}),
    ...(isFull && python !== undefined ? { python_full_version: python } : {}),
    ...(isFull && python !== undefined && implementation === 'cpython'
      ? { implementation_version: python.replace('rc', 'c') }
      : {}),
    ...(name === undefined || implementation === undefined
      ? {}
      : { implementation_name: implementation, platform_python_implementation: name }),
  };
}

/** What no facts can say: the layout of folders tells a Unix from Windows, and not which Unix. */
const NOT_WINDOWS: Condition = conjoinMarkers(differs('sys_platform', 'win32'), differs('platform_system', 'Windows'));

function differs(field: string, value: string): Condition {
  const parsed = parseMarker(`${field} != "${value}"`);
  return parsed.ok ? parsed.value : true;
}

/** Whether markers hold in an environment of which not everything is known; asked once for each text. */
export class MarkerJudge {
  readonly #facts: MarkerEnvironment;
  readonly #known = new Map<string, boolean>();
  #proofs = 0;

  constructor(facts: MarkerEnvironment) {
    this.#facts = facts;
  }

  /** False only where the marker certainly does not hold with this extra (`""` for none). */
  mayHold(marker: Marker | undefined, extra: string): boolean {
    if (marker === undefined) return true;
    const text = formatMarker(marker);
    const key = `${text}\n${/\bextra\b/.test(text) ? extra : ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const truth = this.#judge(marker, text, extra);
    this.#known.set(key, truth);
    return truth;
  }

  #judge(marker: Marker, text: string, extra: string): boolean {
    const facts = { ...this.#facts, extra };
    const exact = evaluateMarker(marker, facts);
    if (exact.ok) return exact.value;
    if (text.length > MAX_MARKER_LENGTH || ++this.#proofs > MAX_PROOFS) return true;
    // Facts that the marker does not ask for would only make the proof dearer.
    const asked = Object.entries(facts).filter(([field]) => text.includes(field));
    const known = factsMarker(Object.fromEntries(asked));
    return simplifyMarker(marker, this.#isPosix(text) ? conjoinMarkers(known, NOT_WINDOWS) : known) !== false;
  }

  /** Whether it is known, and matters to the marker, that this is some Unix, whichever. */
  #isPosix(text: string): boolean {
    const { os_name, sys_platform } = this.#facts;
    return os_name === POSIX && sys_platform === undefined && /sys_platform|platform_system/.test(text);
  }
}
