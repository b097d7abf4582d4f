import { type MajorMinor, platformTags, type TagPlatform } from './platform-tags.ts';
import { IMPLEMENTATION_CODES } from './supported-tags.data.ts';
import { makeTag, type Tag } from './tag.ts';

/** A Python interpreter, as far as interpreter and ABI tags tell interpreters apart. */
export interface TagInterpreter {
  /** `sys.implementation.name`: `cpython`, `pypy`, `graalpy`. */
  readonly implementation: string;
  /** Language version: `[3, 13]`. */
  readonly python: MajorMinor;
  /** A CPython build without the global lock (PEP 703, from 3.13 on). Default false. */
  readonly freeThreaded?: boolean | undefined;
  /** A CPython debug build. Default false. */
  readonly debug?: boolean | undefined;
  /**
   * ABI tags, best first. Default for CPython: by version and build. Others have none by default
   * and should name theirs: `pypy310_pp73`.
   */
  readonly abis?: readonly string[] | undefined;
}

/** Where wheels are to be installed: an interpreter on a system. */
export interface TagTarget {
  readonly interpreter: TagInterpreter;
  readonly platform: TagPlatform;
}

/** The first Python with a stable ABI: PEP 384. PEP 803 counts `abi3t` from the same version. */
const FIRST_STABLE_ABI_MINOR = 2;
/** As in {@link MajorMinor}. */
const MOST_MINOR = 100;

/**
 * The tags that a target supports, in the order in which installers prefer them: ABI-specific before
 * stable ABI before none, each over all platforms, then older stable ABIs, then pure Python.
 *
 * A `_manylinux` module on the machine itself (PEP 600) may veto tags; a description cannot know.
 *
 * Source: PEP 425, "Use"; living text: packaging.python.org, Platform compatibility tags.
 */
export function supportedTags(target: TagTarget): Tag[] {
  const platforms = platformTags(target.platform);
  const { implementation } = target.interpreter;
  const python: MajorMinor = [target.interpreter.python[0], Math.min(target.interpreter.python[1], MOST_MINOR)];
  const code = IMPLEMENTATION_CODES.get(implementation) ?? implementation;
  const own = `${code}${python[0]}${python[1]}`;
  if (code === 'cp') {
    return [...cpythonTags(own, python, target.interpreter, platforms), ...compatibleTags(python, own, platforms)];
  }
  const abis = target.interpreter.abis ?? [];
  return [
    ...across([own], abis.includes('none') ? abis : [...abis, 'none'], platforms),
    ...compatibleTags(python, code === 'pp' ? 'pp3' : undefined, platforms),
  ];
}

/** Tags of one kind, in preference order: interpreter slowest, platform fastest. */
function across(interpreters: readonly string[], abis: readonly string[], platforms: readonly string[]): Tag[] {
  return interpreters.flatMap((interpreter) =>
    abis.flatMap((abi) => platforms.map((platform) => makeTag(interpreter, abi, platform))),
  );
}

function cpythonTags(own: string, python: MajorMinor, build: TagInterpreter, platforms: readonly string[]): Tag[] {
  const abis = build.abis ?? cpythonAbis(own, python, build);
  const freeThreaded = /^cp[0-9][^\n]*t/.test(abis[0] ?? '');
  const hasStable = python[0] > 3 || (python[0] === 3 && python[1] >= FIRST_STABLE_ABI_MINOR);
  const stable = hasStable ? [freeThreaded ? 'abi3t' : 'abi3'] : [];
  const tags = across([own], [...withoutStable(abis, freeThreaded), ...stable, 'none'], platforms);
  for (let minor = python[1] - 1; minor >= FIRST_STABLE_ABI_MINOR; minor--) {
    tags.push(...across([`cp${python[0]}${minor}`], stable, platforms));
  }
  return tags;
}

/** PEP 3149 and its successors: `t` free-threaded, `d` debug, `m` pymalloc until 3.7, `u` wide text until 3.2. */
function cpythonAbis(own: string, python: MajorMinor, build: TagInterpreter): string[] {
  const before = (minor: number) => python[0] < 3 || (python[0] === 3 && python[1] < minor);
  const threading = build.freeThreaded === true && !before(13) ? 't' : '';
  if (before(8)) return [`${own}${build.debug === true ? 'd' : ''}m${before(3) ? 'u' : ''}`];
  const release = `${own}${threading}`;
  // From 3.8 on a debug build also loads the modules of a release build.
  return build.debug === true ? [`${release}d`, release] : [release];
}

/** Stable ABIs and `none` have their own place in the order: one mention of each is taken out. */
function withoutStable(abis: readonly string[], freeThreaded: boolean): string[] {
  const rest = [...abis];
  for (const named of freeThreaded ? ['abi3', 'abi3t', 'none'] : ['abi3', 'none']) {
    const at = rest.indexOf(named);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

/** Wheels without an ABI: for any Python of this version, of this major version, then of older minors. */
function compatibleTags(python: MajorMinor, own: string | undefined, platforms: readonly string[]): Tag[] {
  const interpreters = [`py${python[0]}${python[1]}`, `py${python[0]}`];
  for (let minor = python[1] - 1; minor >= 0; minor--) interpreters.push(`py${python[0]}${minor}`);
  return [
    ...across(interpreters, ['none'], platforms),
    ...(own === undefined ? [] : [makeTag(own, 'none', 'any')]),
    ...across(interpreters, ['none'], ['any']),
  ];
}
