/** 12,412 comparisons of versions as they stand on PyPI. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compareVersions, readVersion } from '../src/version.ts';
import { sharedData } from './shared-data.ts';

/** Versions from before PEP 440: no version now, so the 80 lines that name one cannot be asked. */
const LEGACY: ReadonlySet<string> = new Set(
  `0.1-bulbasaur 0.1-charmander 0.9-doduo 0.9-eevee 0.9-fearow 0.9-gyarados 0.9-horsea 0.9-ivysaur
  -class.-jw.util.version.version-pre -class.-jw.util.version.version-preview -class.-jw.util.version.version-dev
  -class.-jw.util.version.Version- 2.0.1rc2-git 0.7.1.fix1 0.7.4.svn.r2010 2013-01-21T20:33:09+0100
  2013-01-23T17:11:52+0100 2013-02-01T20:50:46+0100 2013-02-02T19:59:03+0100 2013-02-02T20:23:17+0100
  2013-02-08T17:40:57+0000 2013-03-27T16:32:26+0100 2013-05-09T12:47:53+0200 2013-05-10T17:55:56+0200
  2013-05-14T20:16:05+0200 2013-06-01T10:32:51+0200 2013-07-19T09:11:08+0000 2013-08-12T21:48:56+0200
  2013-09-11T19-27-10 2013-12-23T17-51-15 2014-01-12T15-52-10 0.0.1-test1 0.7.10p1 0.7.11p1 0.7.11p2 0.7.11p3
  0.8.1p1 0.8.3p1 0.8.4p1 0.8.4p2 0.8.6p1 0.8.7p1 trunk 0.3m1 0.3m2 0.3m3 0.3m4 0.3m5 0.4m1 0.4m2 0.4m3 0.4m4
  0.4m5 0.5m1 0.5m2 0.5m3 0.5m4 0.5m5 0.6m1 0.6m2 0.6m3 0.6m4 0.6m5 0.6m6 1.3.1-STAGING 4.11-final 5.0-final a3
  2.0.0-final 1.0beta6.1 0.3.1-p1 0.4.0-p1`.split(/\s+/),
);

const files = ['pypi-versions.txt', 'pypi-versions-generated.txt'].map((file) => sharedData(`versions/${file}`));
const SIGNS: Readonly<Record<string, number>> = { '<': -1, '=': 0, '>': 1 };

describe('versions from PyPI', { skip: files.includes(undefined) && 'no shared data here' }, () => {
  const lines = files
    .flatMap((file) => (file === undefined ? [] : readFileSync(file, 'utf8').split('\n')))
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map((line) => line.split(' '));
  const legacy = lines.filter(([left = '', , right = '']) => LEGACY.has(left) || LEGACY.has(right));

  it('are refused where they are older than PEP 440', () => {
    for (const text of LEGACY) assert.equal(readVersion(text), undefined, text);
    assert.equal(legacy.length, 80);
  });

  it('are in the order that the 12,332 other lines say', () => {
    const others = lines.filter((line) => !legacy.includes(line));
    assert.equal(others.length, 12_332);
    for (const [left = '', sign = '', right = ''] of others) {
      const [a, b] = [readVersion(left), readVersion(right)];
      assert.ok(a && b, `${left} ${sign} ${right}`);
      assert.equal(compareVersions(a, b), SIGNS[sign], `${left} ${sign} ${right}`);
    }
  });
});
