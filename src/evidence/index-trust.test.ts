import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirroring } from './index-trust.ts';

const corp = 'https://pypi.corp.example/simple';

describe('an index', () => {
  it('that no tool names is PyPI', () => assert.equal(mirroring({ kind: 'index' }, []), 'pypi'));
  it('that nobody declared may mirror PyPI', () => {
    assert.equal(mirroring({ kind: 'index', url: corp }, []), 'assumed');
    assert.equal(mirroring({ kind: 'conda', url: 'https://conda.anaconda.org/conda-forge' }, []), 'assumed');
    assert.equal(mirroring({ kind: 'conda' }, []), 'assumed');
  });
  it('that was declared is what the declaration says', () => {
    assert.equal(mirroring({ kind: 'index', url: corp }, [{ url: corp, mirrors: 'pypi' }]), 'pypi');
    assert.equal(mirroring({ kind: 'index', url: corp }, [{ url: corp }]), 'own');
  });
  it('is known by its address without credentials, case of the host and a slash at the end', () => {
    const known = [{ url: 'https://user:${TOKEN}@PyPI.corp.example/simple/', mirrors: 'pypi' as const }];
    assert.equal(mirroring({ kind: 'index', url: corp }, known), 'pypi');
    assert.equal(mirroring({ kind: 'index', url: `${corp}2` }, known), 'assumed');
    assert.equal(mirroring({ kind: 'index', url: 'https://pypi.corp.example/Simple' }, known), 'assumed');
    assert.equal(mirroring({ kind: 'index', url: 'https://pypi.corp.example:8443/simple' }, known), 'assumed');
  });
  it('is no question for files, checkouts and what is installed', () => {
    for (const kind of ['url', 'vcs', 'path', 'installed'] as const)
      assert.equal(mirroring({ kind, url: corp }, []), 'pypi');
  });
});
