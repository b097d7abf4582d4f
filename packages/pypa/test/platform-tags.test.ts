import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Libc, type MajorMinor, platformTags, type TagPlatform } from '../src/platform-tags.ts';

const glibc = (...version: [number, number]): Libc => ({ kind: 'glibc', version });
const musl = (...version: [number, number]): Libc => ({ kind: 'musl', version });
const linux = (architecture: string, libc?: Libc, hardFloat = true) =>
  platformTags({ os: 'linux', architecture, libc, hardFloat });
const mac = (architecture: string, ...version: [number, number]) =>
  platformTags({ os: 'macos', architecture, version });

describe('Linux', () => {
  it('has its plain tag before all others', () => {
    assert.deepEqual(linux('x86_64'), ['linux_x86_64']);
    assert.equal(linux('x86_64', glibc(2, 39))[0], 'linux_x86_64');
    assert.equal(linux('aarch64', musl(1, 2))[0], 'linux_aarch64');
  });

  // PEP 600, "Core definition": a profile needs that glibc or a newer one; aliases name three of them.
  it('with glibc takes each older profile down to the first, aliases after their profile', () => {
    assert.deepEqual(linux('x86_64', glibc(2, 6)), [
      'linux_x86_64',
      'manylinux_2_6_x86_64',
      'manylinux_2_5_x86_64',
      'manylinux1_x86_64',
    ]);
    assert.deepEqual(linux('aarch64', glibc(2, 18)), [
      'linux_aarch64',
      'manylinux_2_18_aarch64',
      'manylinux_2_17_aarch64',
      'manylinux2014_aarch64',
    ]);
    const aliases = linux('i686', glibc(2, 17)).filter((tag) => !/_\d+_\d+_/.test(tag));
    assert.deepEqual(aliases, ['linux_i686', 'manylinux2014_i686', 'manylinux2010_i686', 'manylinux1_i686']);
  });

  it('with too old a glibc has no profile', () => {
    assert.deepEqual(linux('x86_64', glibc(2, 4)), ['linux_x86_64']);
    assert.deepEqual(linux('s390x', glibc(2, 16)), ['linux_s390x']);
  });

  it('with glibc 3 still takes all profiles of glibc 2', () => {
    const tags = linux('x86_64', glibc(3, 1));
    assert.deepEqual(tags.slice(1, 4), ['manylinux_3_1_x86_64', 'manylinux_3_0_x86_64', 'manylinux_2_50_x86_64']);
    assert.equal(tags.at(-1), 'manylinux1_x86_64');
  });

  it('has manylinux profiles on the architectures that define one', () => {
    for (const architecture of [
      'x86_64',
      'i686',
      'aarch64',
      'armv7l',
      'ppc64',
      'ppc64le',
      's390x',
      'riscv64',
      'loongarch64',
    ]) {
      assert.ok(linux(architecture, glibc(2, 17)).includes(`manylinux_2_17_${architecture}`), architecture);
    }
    for (const architecture of ['armv6l', 'mips64', 'riscv32']) {
      assert.deepEqual(linux(architecture, glibc(2, 39)), [`linux_${architecture}`]);
    }
  });

  it('on 32-bit ARM needs the hard-float ABI for manylinux, not for musllinux', () => {
    assert.deepEqual(linux('armv7l', glibc(2, 39), false), ['linux_armv7l']);
    assert.deepEqual(linux('armv7l', musl(1, 0), false), ['linux_armv7l', 'musllinux_1_0_armv7l']);
  });

  it('on armv8l takes armv7l wheels too, after its own', () => {
    assert.deepEqual(linux('armv8l', glibc(2, 17)), [
      'linux_armv8l',
      'linux_armv7l',
      'manylinux_2_17_armv8l',
      'manylinux2014_armv8l',
      'manylinux_2_17_armv7l',
      'manylinux2014_armv7l',
    ]);
    assert.deepEqual(linux('armv8l', musl(1, 0)).slice(2), ['musllinux_1_0_armv8l', 'musllinux_1_0_armv7l']);
  });

  // PEP 656, "Specification": musl of that version or a newer minor one.
  it('with musl takes each older minor version of the same major', () => {
    assert.deepEqual(linux('mips64', musl(1, 2)), [
      'linux_mips64',
      'musllinux_1_2_mips64',
      'musllinux_1_1_mips64',
      'musllinux_1_0_mips64',
    ]);
    assert.equal(linux('x86_64', musl(2, 0)).includes('musllinux_1_2_x86_64'), false);
  });
});

describe('macOS', () => {
  it('10 counts minor versions down, each with its kinds of fat binary', () => {
    assert.deepEqual(mac('x86_64', 10, 5), [
      'macosx_10_5_x86_64',
      'macosx_10_5_intel',
      'macosx_10_5_fat64',
      'macosx_10_5_fat3',
      'macosx_10_5_universal2',
      'macosx_10_5_universal',
      'macosx_10_4_x86_64',
      'macosx_10_4_intel',
      'macosx_10_4_fat64',
      'macosx_10_4_fat3',
      'macosx_10_4_universal2',
      'macosx_10_4_universal',
    ]);
    assert.deepEqual(mac('arm64', 10, 0), ['macosx_10_0_arm64', 'macosx_10_0_universal2']);
  });

  it('11 and later count major versions, named with minor 0', () => {
    const tags = mac('arm64', 13, 4);
    assert.deepEqual(tags.slice(0, 6), [
      'macosx_13_0_arm64',
      'macosx_13_0_universal2',
      'macosx_12_0_arm64',
      'macosx_12_0_universal2',
      'macosx_11_0_arm64',
      'macosx_11_0_universal2',
    ]);
    assert.equal(
      tags.some((tag) => tag.startsWith('macosx_13_4')),
      false,
    );
  });

  it('on Apple silicon takes older `universal2` files, and on Intel all older kinds', () => {
    const older = (tags: string[]) => tags.filter((tag) => tag.startsWith('macosx_10_'));
    assert.deepEqual(
      older(mac('arm64', 11, 0)),
      [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((minor) => `macosx_10_${minor}_universal2`),
    );
    assert.equal(older(mac('x86_64', 11, 0)).length, 13 * 6);
    assert.equal(older(mac('x86_64', 11, 0))[0], 'macosx_10_16_x86_64');
    assert.equal(older(mac('x86_64', 11, 0)).at(-1), 'macosx_10_4_universal');
  });

  it('ran on PowerPC for a while', () => {
    assert.deepEqual(mac('ppc64', 10, 6), [
      'macosx_10_5_ppc64',
      'macosx_10_5_fat64',
      'macosx_10_5_universal',
      'macosx_10_4_ppc64',
      'macosx_10_4_fat64',
      'macosx_10_4_universal',
    ]);
    assert.deepEqual(mac('ppc', 10, 7).slice(0, 4), [
      'macosx_10_6_ppc',
      'macosx_10_6_fat3',
      'macosx_10_6_fat',
      'macosx_10_6_universal',
    ]);
    assert.equal(mac('ppc', 10, 7).at(-1), 'macosx_10_0_universal');
    assert.equal(
      mac('ppc', 11, 0).some((tag) => tag.startsWith('macosx_11')),
      false,
    );
    assert.deepEqual(
      mac('i386', 10, 4),
      ['i386', 'intel', 'fat3', 'fat', 'universal'].map((kind) => `macosx_10_4_${kind}`),
    );
    assert.deepEqual(mac('i386', 10, 3), []);
    assert.deepEqual(mac('intel', 10, 0), ['macosx_10_0_intel', 'macosx_10_0_universal']);
    assert.deepEqual(mac('x86_64', 9, 2), []);
  });
});

describe('other systems', () => {
  it('Windows has one tag', () => {
    assert.deepEqual(platformTags({ os: 'windows', architecture: 'x86' }), ['win32']);
    assert.deepEqual(platformTags({ os: 'windows', architecture: 'x86_64' }), ['win_amd64']);
    assert.deepEqual(platformTags({ os: 'windows', architecture: 'arm64' }), ['win_arm64']);
  });

  // PEP 730, "Platform tags": version, architecture and SDK; older versions are compatible.
  it('iOS counts down to 12.0, with ten minor versions for each older major', () => {
    const tags = platformTags({ os: 'ios', version: [13, 1], multiarch: 'arm64-iphoneos' });
    assert.deepEqual(tags, [
      'ios_13_1_arm64_iphoneos',
      'ios_13_0_arm64_iphoneos',
      ...[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((minor) => `ios_12_${minor}_arm64_iphoneos`),
    ]);
    assert.deepEqual(platformTags({ os: 'ios', version: [11, 9], multiarch: 'arm64_iphoneos' }), []);
    assert.deepEqual(platformTags({ os: 'ios', version: [12, 0], multiarch: 'x' }), ['ios_12_0_x']);
  });

  // PEP 738, "Platform tags": API level and ABI; lower levels are compatible.
  it('Android counts API levels down to 16', () => {
    const tags = platformTags({ os: 'android', apiLevel: 18, abi: 'armeabi-v7a' });
    assert.deepEqual(tags, ['android_18_armeabi_v7a', 'android_17_armeabi_v7a', 'android_16_armeabi_v7a']);
    assert.deepEqual(platformTags({ os: 'android', apiLevel: 15, abi: 'x86' }), []);
  });

  // PEP 783: the platform version stands for a set of build settings and comes before the plain name.
  it('Emscripten prefers its PyEmscripten platform', () => {
    const platform = 'emscripten-4.0.9-wasm32';
    assert.deepEqual(platformTags({ os: 'emscripten', platform }), ['emscripten_4_0_9_wasm32']);
    assert.deepEqual(platformTags({ os: 'emscripten', platform, pyemscripten: '2026_0' }), [
      'pyemscripten_2026_0_wasm32',
      'emscripten_4_0_9_wasm32',
    ]);
  });

  // PEP 425, "Platform Tag": dots and hyphens of the system's name become underscores.
  it('anything else has its own name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.\- _]{1,20}$/), (platform) => {
        assert.deepEqual(platformTags({ os: 'other', platform }), [platform.replace(/[^a-z0-9]/g, '_')]);
      }),
    );
  });
});

describe('every list of platform tags', () => {
  const version: fc.Arbitrary<MajorMinor> = fc.tuple(fc.nat(40), fc.nat(60));
  const platform: fc.Arbitrary<TagPlatform> = fc.oneof(
    fc.record({
      os: fc.constant('linux' as const),
      architecture: fc.constantFrom('x86_64', 'armv8l', 's390x', 'mips'),
      libc: fc.record({ kind: fc.constantFrom('glibc' as const, 'musl' as const), version }),
    }),
    fc.record({ os: fc.constant('macos' as const), architecture: fc.constantFrom('arm64', 'x86_64', 'ppc'), version }),
    fc.record({ os: fc.constant('ios' as const), multiarch: fc.constant('arm64_iphoneos'), version }),
  );

  it('names no platform twice', () => {
    fc.assert(
      fc.property(platform, (described) => {
        const tags = platformTags(described);
        assert.equal(new Set(tags).size, tags.length);
      }),
    );
  });

  it('is finite for any version', () => {
    const huge: MajorMinor = [Number.POSITIVE_INFINITY, 1e300];
    for (const described of [
      { os: 'linux', architecture: 'x86_64', libc: { kind: 'glibc', version: huge } },
      { os: 'linux', architecture: 'x86_64', libc: { kind: 'musl', version: huge } },
      { os: 'macos', architecture: 'x86_64', version: huge },
      { os: 'macos', architecture: 'x86_64', version: [10, 1e300] },
      { os: 'ios', multiarch: 'x', version: huge },
      { os: 'android', abi: 'x', apiLevel: 1e300 },
    ] as const) {
      assert.ok(platformTags(described).length < 100_000);
    }
    assert.deepEqual(platformTags({ os: 'android', abi: 'x', apiLevel: Number.NaN }), []);
  });
});
