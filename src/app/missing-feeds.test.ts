import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AdvisorySource } from '../advisory/store.ts';
import { missingFeeds } from './missing-feeds.ts';

const finding = (id: string, ...aliases: string[]) => ({ advisory: { id, aliases, fixed: [], sources: [] } });
const feed = (name: string): AdvisorySource => ({ name, records: 1, newest: '', digest: '' });
const rules = (feeds: readonly AdvisorySource[], ...findings: Parameters<typeof missingFeeds>[1]) =>
  missingFeeds({ feeds }, findings).map(({ rule }) => rule);

describe('a feed that is not there', () => {
  it('is named where it could have said something of a flaw that was found', () => {
    const flaw = finding('PYSEC-2026-1', 'CVE-2026-0001');
    assert.deepEqual(rules([], flaw, flaw), ['known-vulnerability.epss', 'known-vulnerability.kev']);
    assert.deepEqual(rules([feed('epss')], flaw), ['known-vulnerability.kev']);
    assert.deepEqual(rules([feed('epss'), feed('kev')], flaw), []);
  });

  it('is not named where nothing was found, or nothing that has a CVE id', () => {
    assert.deepEqual(rules([]), []);
    assert.deepEqual(rules([], {}, finding('PYSEC-2026-1', 'GHSA-x'), finding('CVE-1')), []);
    assert.deepEqual(missingFeeds(undefined, [finding('CVE-2026-0001')]), []);
  });
});
