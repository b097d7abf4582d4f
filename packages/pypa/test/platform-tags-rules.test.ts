import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Libc, platformTags } from '../src/platform-tags.ts';

const glibc = (...version: [number, number]): Libc => ({ kind: 'glibc', version });
const musl = (...version: [number, number]): Libc => ({ kind: 'musl', version });
const linux = (architecture: string, libc?: Libc, hardFloat = true) =>
  platformTags({ os: 'linux', architecture, libc, hardFloat });
const mac = (architecture: string, ...version: [number, number]) =>
  platformTags({ os: 'macos', architecture, version });

describe('platform tags by their rules', () => {
  /** What is installed and what a file wants: mostly equal or next to each other. */
  const pair = (min: number, max: number): fc.Arbitrary<readonly [number, number]> =>
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.constantFrom(-1, 0, 1, undefined))
      .map(([a, b, step]) => [a, step === undefined ? b : Math.min(max, Math.max(min, a + step))]);
  const x86 = fc.constantFrom('x86_64', 'i686');
  const others = fc.constantFrom('aarch64', 'armv7l', 'ppc64', 'ppc64le', 's390x');

  // Platform compatibility tags, "Overview": spaces become underscores, as hyphens and dots do.
  it('no tag holds a space, a hyphen or a dot', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9. -]{1,12}$/), (odd) => {
        const tags = [
          ...linux(odd, glibc(2, 17)),
          ...platformTags({ os: 'android', apiLevel: 17, abi: odd }),
          ...platformTags({ os: 'emscripten', platform: odd }),
          ...platformTags({ os: 'other', platform: odd }),
        ];
        for (const tag of tags) assert.match(tag, /^[a-z0-9_]+$/);
      }),
    );
  });

  // Platform compatibility tags, "manylinux": a profile is for its glibc and later ones, on its own architecture.
  it('a manylinux profile is taken exactly where glibc is of its version or later', () => {
    fc.assert(
      fc.property(x86, pair(5, 60), (architecture, [installed, wanted]) => {
        const tags = linux(architecture, glibc(2, installed));
        assert.equal(tags.includes(`manylinux_2_${wanted}_${architecture}`), wanted <= installed);
        assert.ok(tags.every((tag) => tag.endsWith(`_${architecture}`)));
      }),
    );
  });

  // Platform compatibility tags, "manylinux": the older names, each with its glibc and architectures.
  it('the older manylinux names stand for glibc 2.5, 2.12 and 2.17', () => {
    fc.assert(
      fc.property(fc.oneof(x86, others), fc.constantFrom(4, 5, 11, 12, 16, 17, 40), (architecture, minor) => {
        const tags = linux(architecture, glibc(2, minor));
        const intel = architecture === 'x86_64' || architecture === 'i686';
        assert.equal(tags.includes(`manylinux1_${architecture}`), intel && minor >= 5);
        assert.equal(tags.includes(`manylinux2010_${architecture}`), intel && minor >= 12);
        assert.equal(tags.includes(`manylinux2014_${architecture}`), minor >= 17);
      }),
    );
  });

  // Platform compatibility tags, "manylinux": built for an older glibc works on a newer one, not the other way.
  it('a newer glibc takes all that an older one does, and more', () => {
    fc.assert(
      fc.property(
        x86,
        fc.integer({ min: 5, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        (architecture, minor, more) => {
          const [older, newer] = [linux(architecture, glibc(2, minor)), linux(architecture, glibc(2, minor + more))];
          assert.ok(older.every((tag) => newer.includes(tag)));
          assert.ok(newer.length > older.length);
        },
      ),
    );
  });

  // Platform compatibility tags, "musllinux": for musl of that version and higher, on its own architecture.
  it('a musllinux profile is taken exactly where musl is of its version or later', () => {
    fc.assert(
      fc.property(fc.oneof(x86, others), fc.nat(3), pair(0, 60), (architecture, major, [installed, wanted]) => {
        const tags = linux(architecture, musl(major, installed));
        assert.equal(tags.includes(`musllinux_${major}_${wanted}_${architecture}`), wanted <= installed);
        assert.ok(!tags.some((tag) => tag.startsWith('manylinux')));
      }),
    );
  });

  // Platform compatibility tags, "macOS": 10 has minor versions, 11 and later are named with minor 0.
  it('a macOS tag names the minor version up to 10 and 0 from 11 on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 30 }),
        fc.nat(16),
        fc.constantFrom('x86_64', 'arm64'),
        (major, minor, machine) => {
          for (const tag of mac(machine, major, minor)) {
            const [, ten, eleven] = /^macosx_(?:(10_[0-9]+)|([0-9]+)_0)_[a-z0-9_]+$/.exec(tag) ?? assert.fail(tag);
            assert.ok(ten !== undefined || Number(eleven) >= 11, tag);
          }
        },
      ),
    );
  });

  // Platform compatibility tags, "macOS": compatible with that version or later.
  it('a macOS tag is taken exactly by that version and later ones', () => {
    fc.assert(
      fc.property(pair(11, 40), fc.nat(9), ([installed, wanted], minor) => {
        assert.equal(mac('arm64', installed, minor).includes(`macosx_${wanted}_0_arm64`), wanted <= installed);
      }),
    );
    fc.assert(
      fc.property(pair(4, 16), ([installed, wanted]) => {
        assert.equal(mac('x86_64', 10, installed).includes(`macosx_10_${wanted}_x86_64`), wanted <= installed);
      }),
    );
  });

  // Platform compatibility tags, "macOS": one architecture, or a name for several that hold the machine's.
  it('a macOS tag names the machine, or a kind of binary that holds its code', () => {
    const kinds: Record<string, string[]> = {
      universal2: ['arm64', 'x86_64'],
      universal: ['i386', 'ppc', 'ppc64', 'x86_64'],
      intel: ['i386', 'x86_64'],
      fat: ['i386', 'ppc'],
      fat3: ['i386', 'ppc', 'x86_64'],
      fat64: ['ppc64', 'x86_64'],
    };
    const machines = fc.constantFrom('arm64', 'x86_64', 'i386', 'ppc', 'ppc64');
    fc.assert(
      fc.property(machines, fc.constantFrom(...Object.keys(kinds)), fc.constantFrom(4, 5), (machine, kind, minor) => {
        const tags = mac(machine, 10, minor);
        assert.ok(tags.includes(`macosx_10_${minor}_${machine}`));
        assert.equal(tags.includes(`macosx_10_${minor}_${kind}`), kinds[kind]?.includes(machine), kind);
        for (const other of ['arm64', 'x86_64', 'i386', 'ppc', 'ppc64']) {
          if (other !== machine) assert.ok(!tags.includes(`macosx_10_${minor}_${other}`), other);
        }
      }),
    );
  });

  // Platform compatibility tags, "Android": that API level or later, on that ABI.
  it('an Android tag is taken exactly by its API level and later ones', () => {
    const abi = fc.constantFrom('armeabi-v7a', 'arm64-v8a', 'x86', 'x86_64');
    fc.assert(
      fc.property(abi, pair(16, 60), (name, [installed, wanted]) => {
        const tags = platformTags({ os: 'android', apiLevel: installed, abi: name });
        assert.equal(tags.includes(`android_${wanted}_${name.replaceAll('-', '_')}`), wanted <= installed);
        assert.ok(tags.every((tag) => tag.endsWith(`_${name.replaceAll('-', '_')}`)));
      }),
    );
  });

  // Platform compatibility tags, "Android": an API level is a positive integer.
  it('an Android tag has a positive API level', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 60 }), (apiLevel) => {
        for (const tag of platformTags({ os: 'android', apiLevel, abi: 'x86' }))
          assert.match(tag, /^android_[1-9][0-9]*_x86$/);
      }),
    );
  });

  const multiarch = fc.constantFrom('arm64_iphoneos', 'arm64_iphonesimulator', 'x86_64_iphonesimulator');
  const ios = (major: number, minor: number, name: string) =>
    platformTags({ os: 'ios', version: [major, minor], multiarch: name });

  // Platform compatibility tags, "iOS": that version or later.
  it('an iOS tag is taken exactly by its version and later ones', () => {
    fc.assert(
      fc.property(multiarch, pair(12, 30), pair(0, 9), (name, [major, older], [minor, least]) => {
        const fits = older < major || (older === major && least <= minor);
        assert.equal(ios(major, minor, name).includes(`ios_${older}_${least}_${name}`), fits);
      }),
    );
  });

  // Platform compatibility tags, "iOS": major and minor version always.
  it('an iOS tag has a major and a minor version', () => {
    fc.assert(
      fc.property(multiarch, fc.integer({ min: 12, max: 30 }), fc.nat(12), (name, major, minor) => {
        for (const tag of ios(major, minor, name))
          assert.match(tag, /^ios_[1-9][0-9]*_[0-9]+_(?:arm64|x86_64)_iphone(?:os|simulator)$/);
      }),
    );
  });

  // Platform compatibility tags, "iOS": devices and simulators do not take each other's files.
  it('an iOS tag is for one architecture and SDK alone', () => {
    fc.assert(
      fc.property(multiarch, multiarch, fc.integer({ min: 12, max: 30 }), (name, other, major) => {
        const taken = new Set(ios(major, 0, name));
        assert.equal(
          ios(major, 0, other).some((tag) => taken.has(tag)),
          name === other,
        );
      }),
    );
  });
});
