import { createHash } from 'node:crypto';
import type { MajorMinor, TagPlatform } from '../../src/platform-tags.ts';
import { supportedTags, type TagInterpreter, type TagTarget } from '../../src/supported-tags.ts';
import { formatTag } from '../../src/tag.ts';
import type { DifferentialKind } from '../kind.ts';
import type { Random } from '../random.ts';

const pairs = (...texts: string[]): MajorMinor[] =>
  texts.map((text) => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return [major, minor];
  });

const LINUX = [
  'x86_64',
  'i686',
  'aarch64',
  'armv7l',
  'armv8l',
  'armv6l',
  'ppc64',
  'ppc64le',
  's390x',
  'riscv64',
  'loongarch64',
  'mips64',
];
const GLIBC = pairs('2.4', '2.5', '2.11', '2.12', '2.16', '2.17', '2.28', '2.39', '2.42', '2.60', '3.1', '1.3');
const MUSL = pairs('1.0', '1.1', '1.2', '1.5', '2.1');
const MAC_NEW = pairs(
  '10.9',
  '10.13',
  '10.15',
  '10.16',
  '11.0',
  '11.5',
  '12.6',
  '13.1',
  '14.7',
  '15.2',
  '26.1',
  '27.0',
);
const MAC_OLD = pairs('10.0', '10.3', '10.4', '10.5', '10.6', '10.7', '9.2', '10.17', '11.3', '14.0');
const IOS = pairs('11.9', '12.0', '13.0', '13.4', '15.8', '17.5', '26.1');

function platforms(): TagPlatform[] {
  const list: TagPlatform[] = [];
  for (const architecture of LINUX) {
    list.push({ os: 'linux', architecture });
    for (const version of MUSL) list.push({ os: 'linux', architecture, libc: { kind: 'musl', version } });
    for (const version of GLIBC) list.push({ os: 'linux', architecture, libc: { kind: 'glibc', version } });
  }
  for (const architecture of ['armv7l', 'armv8l'])
    list.push({ os: 'linux', architecture, hardFloat: false, libc: { kind: 'glibc', version: [2, 31] } });
  for (const architecture of ['arm64', 'x86_64']) {
    for (const version of MAC_NEW) list.push({ os: 'macos', architecture, version });
  }
  for (const architecture of ['i386', 'intel', 'ppc', 'ppc64', 'x86_64', 'arm64', 'universal2']) {
    for (const version of MAC_OLD) list.push({ os: 'macos', architecture, version });
  }
  for (const architecture of ['x86', 'x86_64', 'arm64'] as const) list.push({ os: 'windows', architecture });
  for (const multiarch of ['arm64_iphoneos', 'arm64-iphonesimulator', 'x86_64_iphonesimulator']) {
    for (const version of IOS) list.push({ os: 'ios', multiarch, version });
  }
  for (const abi of ['arm64_v8a', 'armeabi-v7a', 'x86', 'x86_64']) {
    for (const apiLevel of [15, 16, 21, 24, 27, 36]) list.push({ os: 'android', apiLevel, abi });
  }
  list.push({ os: 'emscripten', platform: 'emscripten-3.1.58-wasm32' });
  for (const pyemscripten of ['2025_0', '2026_0', ''])
    list.push({ os: 'emscripten', platform: 'emscripten-4.0.9-wasm32', pyemscripten });
  for (const platform of ['freebsd-14.1-release-amd64', 'wasi 0.0.0 wasm32', 'cygwin-3.5-x86_64', 'Plan-9'])
    list.push({ os: 'other', platform });
  return list;
}

function interpreters(): TagInterpreter[] {
  const list: TagInterpreter[] = [];
  for (let minor = 9; minor <= 15; minor++) {
    for (const debug of [false, true]) {
      list.push({ implementation: 'cpython', python: [3, minor], debug });
      if (minor >= 13) list.push({ implementation: 'cpython', python: [3, minor], debug, freeThreaded: true });
    }
  }
  const others: [string, string, string[] | undefined][] = [
    ['pypy', '3.9', ['pypy39_pp73']],
    ['pypy', '3.10', ['pypy310_pp73']],
    ['pypy', '3.11', ['pypy311_pp73']],
    ['graalpy', '3.12', ['graalpy250_312_native']],
    ['rustpython', '3.13', undefined],
    ['jython', '2.7', undefined],
    ['ironpython', '3.4', ['none']],
    ['python', '3.14', ['none', 'x']],
    ['cpython', '2.7', undefined],
    ['cpython', '3.1', undefined],
    ['cpython', '3.2', undefined],
    ['cpython', '3.3', undefined],
    ['cpython', '3.7', undefined],
    ['cpython', '3.8', undefined],
    ['cpython', '4.0', undefined],
    ['cpython', '3.14', ['cp314td', 'abi3', 'none', 'cp314t', 'abi3t']],
    ['cpython', '3.14', ['cp314', 'abi3', 'abi3', 'abi3t']],
    ['cpython', '3.14', []],
    ['cpython', '3.12', ['cpx', 'CP312']],
    ['cpython', '3.12', ['none', 'cp312t']],
  ];
  for (const [implementation, version, abis] of others) {
    const [python = [3, 13] as const] = pairs(version);
    list.push({ implementation, python, abis });
  }
  list.push({ implementation: 'cpython', python: [3, 7], debug: true });
  list.push({ implementation: 'cpython', python: [3, 12], freeThreaded: true });
  return list;
}

const TARGETS: TagTarget[] = platforms().flatMap((platform) =>
  interpreters().map((interpreter) => ({ interpreter, platform })),
);
let waiting: TagTarget[] = [];

/** Walks through all described targets in an order drawn from the seed, so that a full run covers each. */
function nextTarget(random: Random): TagTarget {
  if (waiting.length === 0) waiting = [...TARGETS];
  const [target] = waiting.splice(random.int(waiting.length), 1);
  return target ?? random.pick(TARGETS);
}

const order: DifferentialKind<TagTarget> = {
  name: 'supported-tags',
  op: 'supported-tags',
  full: TARGETS.length,
  quick: 500,
  generate: nextTarget,
  ours(target) {
    const tags = supportedTags(target).map(formatTag);
    return {
      count: tags.length,
      first: tags.slice(0, 3),
      digest: createHash('sha256').update(tags.join('\n')).digest('hex'),
    };
  },
};

export const kinds: DifferentialKind[] = [order];
