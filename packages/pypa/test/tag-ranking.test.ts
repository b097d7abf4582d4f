import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { supportedTags } from '../src/supported-tags.ts';
import { expandTags, formatTag, makeTag, parseTagSet, type TagSet } from '../src/tag.ts';
import { bestWheel, rankTags, tagPriority } from '../src/tag-ranking.ts';
import { parseWheelFilename, type WheelFilename } from '../src/wheel-filename.ts';

const supported = supportedTags({
  interpreter: { implementation: 'cpython', python: [3, 13] },
  platform: { os: 'linux', architecture: 'x86_64', libc: { kind: 'glibc', version: [2, 39] } },
});
const ranking = rankTags(supported);

function set(text: string): TagSet {
  const parsed = parseTagSet(text);
  return parsed.ok ? parsed.value : assert.fail(parsed.error.message);
}

function best(...filenames: string[]): string | undefined {
  const wheels = filenames.map((filename) => {
    const parsed = parseWheelFilename(filename);
    return parsed.ok ? { ...parsed.value, filename } : assert.fail(parsed.error.message);
  });
  return bestWheel<WheelFilename & { filename: string }>(ranking, wheels)?.filename;
}

describe('the rank of a wheel', () => {
  // PEP 425, "Use": the index of the tag in the supported list.
  it('is the smallest index of any of its tags in the supported list', () => {
    const some = fc.array(fc.constantFrom(...supported, makeTag('cp27', 'x', 'win32')), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(some, (tags) => {
        const parts = (part: 'interpreter' | 'abi' | 'platform') => [...new Set(tags.map((tag) => tag[part]))];
        const of = { interpreters: parts('interpreter'), abis: parts('abi'), platforms: parts('platform') };
        const indexes = expandTags(of)
          .map((tag) => supported.findIndex((other) => formatTag(other) === formatTag(tag)))
          .filter((index) => index >= 0);
        assert.equal(tagPriority(ranking, of), indexes.length === 0 ? undefined : Math.min(...indexes));
      }),
      { numRuns: 50 },
    );
  });

  it('is absent where no tag is supported', () => {
    assert.equal(tagPriority(ranking, set('cp313-cp313-win_amd64')), undefined);
    assert.equal(tagPriority(ranking, set('cp314-abi3-manylinux_2_17_x86_64')), undefined);
    assert.equal(tagPriority(ranking, set('cp313-cp313-linux_x86_64')), 0);
  });

  it('of a tag listed twice is the better one', () => {
    const tag = makeTag('py3', 'none', 'any');
    assert.equal(rankTags([makeTag('a', 'b', 'c'), tag, tag]).get('py3-none-any'), 1);
  });
});

describe('the best wheel', () => {
  it('has the best tag, then the highest build, then comes first', () => {
    assert.equal(
      best('a-1-py3-none-any.whl', 'a-1-cp313-cp313-manylinux_2_28_x86_64.whl'),
      'a-1-cp313-cp313-manylinux_2_28_x86_64.whl',
    );
    assert.equal(
      best('a-1-cp312-abi3-linux_x86_64.whl', 'a-1-cp313-abi3-manylinux1_x86_64.whl'),
      'a-1-cp313-abi3-manylinux1_x86_64.whl',
    );
    assert.equal(
      best('a-1-9-py3-none-any.whl', 'a-1-10-py3-none-any.whl', 'a-1-py3-none-any.whl'),
      'a-1-10-py3-none-any.whl',
    );
    assert.equal(best('a-1-99-py3-none-any.whl', 'a-1-py313-none-any.whl'), 'a-1-py313-none-any.whl');
    assert.equal(best('a-1-py3-none-any.whl', 'b-1-py3-none-any.whl'), 'a-1-py3-none-any.whl');
  });

  it('is absent where no wheel is supported', () => {
    assert.equal(best('a-1-cp313-cp313-win32.whl'), undefined);
    assert.equal(best(), undefined);
  });
});

describe('the list of supported tags', () => {
  const some = fc.uniqueArray(fc.stringMatching(/^(?:py|cp)3[0-9]?-(?:none|abi3)-(?:any|win32|linux)$/), {
    maxLength: 12,
  });
  const tagOf = (text: string) => {
    const [python = '', binary = '', system = ''] = text.split('-');
    return makeTag(python, binary, system);
  };

  // PEP 425, "Use": a file whose tag is in the list can be installed, and no other.
  it('takes a file exactly if one of its tags is in it', () => {
    fc.assert(
      fc.property(
        some,
        fc.stringMatching(/^(?:py3|cp3[0-9])(?:\.py3[0-9])?-(?:none|abi3)-(?:any|win32|linux)$/),
        (list, text) => {
          const fits = expandTags(set(text)).some((tag) => list.includes(formatTag(tag)));
          assert.equal(tagPriority(rankTags(list.map(tagOf)), set(text)) !== undefined, fits);
        },
      ),
    );
  });

  // PEP 425, "Use": users may order and cut the list.
  it('may be in any order and hold any tags: its own order decides', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...supported], { minLength: 1, maxLength: 20 }), (list) => {
        const own = rankTags(list);
        for (const [place, tag] of list.entries()) assert.equal(tagPriority(own, set(formatTag(tag))), place);
      }),
      { numRuns: 50 },
    );
  });

  // PEP 425, "Python Tag": the major version alone is for all of its minor versions.
  it('holds the major version alone, for every minor version', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 2, max: 3 }), (minor, major) => {
        const own = rankTags(
          supportedTags({
            interpreter: { implementation: 'cpython', python: [major, minor] },
            platform: { os: 'windows', architecture: 'x86' },
          }),
        );
        assert.notEqual(tagPriority(own, set(`py${major}-none-any`)), undefined);
        assert.equal(tagPriority(own, set(`py${5 - major}-none-any`)), undefined);
        // PEP 425, "Python Tag": a compound tag is for both versions.
        assert.notEqual(tagPriority(own, set('py2.py3-none-any')), undefined);
      }),
    );
  });
});
