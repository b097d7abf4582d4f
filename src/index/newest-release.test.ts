import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NormalizedName } from '@rind/pypa';
import { releaseLag } from './newest-release.ts';
import { readPage } from './page.ts';
import { upstreamOf } from './upstream.ts';

/** A page of files: version, day of upload where there is one, yanked. */
function page(...files: readonly (readonly [string, string?, boolean?])[]) {
  const upstream = upstreamOf({ name: 'x', url: 'https://x.example/simple/', trusted: false });
  assert.ok(upstream.ok);
  const listed = files.map(([version, day, yanked = false], i) => ({
    filename: i % 2 === 0 ? `demo-${version}.tar.gz` : `demo-${version}-py3-none-any.whl`,
    url: 'https://x.example/f',
    hashes: {},
    yanked,
    ...(day === undefined ? {} : { 'upload-time': `${day}T00:00:00Z` }),
  }));
  const text = JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo', versions: [], files: listed });
  const source = {
    bytes: Buffer.from(text),
    contentType: 'application/vnd.pypi.simple.v1+json',
    url: 'https://x.example/',
  };
  const reading = readPage(source, 'demo' as NormalizedName, upstream.value);
  for (let step = reading.next(); ; step = reading.next())
    if (step.done === true) {
      assert.ok(step.value.ok);
      return step.value.page;
    }
}

describe('how far a release is behind', () => {
  it('is the time between the first files of it and of the newest', () => {
    const lag = releaseLag(page(['1.0', '2020-01-01'], ['1.0', '2021-06-01'], ['2.0', '2022-01-01']), '1.0');
    assert.equal(lag?.latest, '2.0');
    assert.equal(lag?.years?.toFixed(3), '2.001');
  });

  it('is nothing for the newest, and for one that is newer than what is offered', () => {
    const all = page(['1.0', '2020-01-01'], ['2.0', '2022-01-01'], ['3.0', '2023-01-01', true]);
    assert.deepEqual([releaseLag(all, '2.0')?.years, releaseLag(all, '3.0')?.years], [0, 0]);
    assert.equal(releaseLag(all, '3.0')?.latest, '2.0');
  });

  it('is never less than nothing: an older line may be mended after a newer one', () => {
    assert.equal(releaseLag(page(['1.9', '2024-01-01'], ['2.0', '2022-01-01']), '1.9')?.years, 0);
  });

  it('counts pre-releases for whoever uses one', () => {
    const all = page(['1.0', '2020-01-01'], ['1.1', '2021-01-01'], ['2.0rc1', '2022-01-01'], ['1.0b1', '2019-01-01']);
    assert.deepEqual([releaseLag(all, '1.0')?.latest, releaseLag(all, '1.0b1')?.latest], ['1.1', '2.0rc1']);
  });

  it('is not known where a day is not, and not told where there is nothing to compare with', () => {
    assert.equal(releaseLag(page(['1.0'], ['2.0', '2022-01-01']), '1.0')?.years, null);
    assert.equal(releaseLag(page(['1.0', '2020-01-01', true]), '1.0'), undefined);
    assert.equal(releaseLag(page(['1.0', '2020-01-01']), 'latest'), undefined);
  });
});
