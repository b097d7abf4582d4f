import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatSdistFilename, parseSdistFilename, type SdistFilename } from '../src/sdist-filename.ts';
import { formatVersion, parseVersion } from '../src/version.ts';
import { cpuTime } from './cpu-time.ts';

function read(filename: string): SdistFilename {
  const parsed = parseSdistFilename(filename);
  return parsed.ok ? parsed.value : assert.fail(`${filename}: ${parsed.error.message}`);
}

function refused(filename: string, strict = false): [string, number] | undefined {
  const parsed = parseSdistFilename(filename, { strict });
  return parsed.ok ? undefined : [parsed.error.code, parsed.error.offset];
}

const name = fc.stringMatching(/^[a-z0-9]{1,6}(?:_[a-z0-9]{1,6}){0,3}$/);
const version = fc.stringMatching(/^[1-9][0-9]?(?:\.[1-9]){0,3}(?:rc[1-9])?(?:\.post[1-9])?(?:\+[a-z]{1,4})?$/);

describe('the file name of a source distribution', () => {
  // PEP 625, "Specification": `{name}-{version}.tar.gz`, both normalized, one dash.
  it('in normal form is read strictly and written back', () => {
    fc.assert(
      fc.property(name, version, (project, release) => {
        const filename = `${project}-${release}.tar.gz`;
        assert.equal(refused(filename, true), undefined);
        const sdist = read(filename);
        assert.equal(sdist.name, project.replaceAll('_', '-'));
        assert.equal(formatVersion(sdist.version), release);
        assert.equal(formatSdistFilename(sdist), filename);
      }),
    );
  });

  it('splits at the last dash, since older names hold dashes', () => {
    const sdist = read('a-1.0-2.tar.gz');
    assert.equal(sdist.name, 'a-1-0');
    assert.equal(formatVersion(sdist.version), '2');
    assert.equal(read('zope.interface-5.0.zip').name, 'zope-interface');
    assert.equal(read('Foo_.Bar-5.0.tar.gz').name, 'foo-bar');
    assert.equal(read('ΑΣ.x-1.tar.gz').name, 'ασ-x');
  });

  it('ends in `.tar.gz` or `.zip`', () => {
    for (const filename of ['foo-1.0.xz', 'foo-1.0.tar.bz2', 'foo-1.0.tgz', 'foo-1.0.TAR.GZ', 'foo-1.0.tar.gz\n', '']) {
      assert.deepEqual(refused(filename), ['wrong-extension', filename.length]);
    }
  });

  it('has its faults at their place', () => {
    assert.deepEqual(refused('foo1.0.tar.gz'), ['missing-version', 6]);
    assert.deepEqual(refused('.tar.gz'), ['missing-version', 0]);
    assert.deepEqual(refused('-1.0.tar.gz'), ['empty-name', 0]);
    assert.deepEqual(refused('-1.0.zip'), ['empty-name', 0]);
    for (const wrong of ['1.x', '1_0', '']) {
      const version = parseVersion(wrong);
      const offset = version.ok ? assert.fail(wrong) : 'a-b-'.length + version.error.offset;
      assert.deepEqual(refused(`a-b-${wrong}.tar.gz`), ['invalid-version', offset]);
      assert.deepEqual(refused(`a-b-${wrong}.zip`), ['invalid-version', offset]);
    }
    assert.equal(refused(`foo-${'1'.repeat(4301)}.zip`)?.[0], 'number-too-long');
  });

  // PEP 625, "Specification": the suffix is `.tar.gz`, precisely one hyphen, normal name and version.
  it('in an older form is refused when strict', () => {
    assert.deepEqual(refused('foo-1.0.zip', true), ['legacy-extension', 7]);
    assert.deepEqual(refused('foo-bar-1.0.tar.gz', true), ['extra-dash', 3]);
    assert.deepEqual(refused('Foo-1.0.tar.gz', true), ['unnormalized-name', 0]);
    assert.deepEqual(refused('foo.bar-1.0.tar.gz', true), ['unnormalized-name', 0]);
    assert.deepEqual(refused('foo_-1.0.tar.gz', true), ['unnormalized-name', 0]);
    assert.deepEqual(refused('foo bar-1.0.tar.gz', true), ['unnormalized-name', 0]);
    assert.deepEqual(refused('京-1.0.tar.gz', true), ['unnormalized-name', 0]);
    assert.deepEqual(refused('foo-1.0RC1.tar.gz', true), ['unnormalized-version', 4]);
    assert.deepEqual(refused('foo- 1.0.tar.gz', true), ['unnormalized-version', 4]);
    assert.equal(refused('Foo.Bar-1.0RC1.zip'), undefined);
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['-', '.', '_', 'a', '1', '1.', ' ', '.tar.gz']) {
      const long = unit.repeat(200_000 / unit.length);
      for (const text of [long, `${long}-1`, `a-${long}`]) parseSdistFilename(`${text}.tar.gz`, { strict: true });
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}]) assert.equal(parseSdistFilename(odd as unknown as string).ok, false);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseSdistFilename(text).ok));
  });
});
