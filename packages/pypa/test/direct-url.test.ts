import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { directUrlJson, parseDirectUrl } from '../src/direct-url.ts';

function faults(json: unknown): string[] {
  const parsed = parseDirectUrl(json);
  return parsed.ok ? [] : parsed.error.map(({ code, path }) => [code, ...path].join(' '));
}
const url = 'https://example.org/x.whl';
function plain(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json));
}

describe('direct_url.json', () => {
  // PEP 610, "Specification": `url` must be there; exactly one of the three kinds of information.
  it('needs a URL and exactly one kind of origin', () => {
    assert.deepEqual(faults({ url, archive_info: {} }), []);
    assert.deepEqual(faults({ archive_info: {} }), ['missing-key url']);
    assert.deepEqual(faults({ url: null, archive_info: {} }), ['missing-key url']);
    assert.deepEqual(faults({ url }), ['conflicting-keys']);
    assert.deepEqual(faults({ url, archive_info: {}, vcs_info: { vcs: 'git', commit_id: 'x' } }), ['conflicting-keys']);
    for (const json of [null, [], 'x', 1, undefined]) assert.deepEqual(faults(json), ['wrong-type']);
  });

  // Ibid., "vcs_info": `vcs` and `commit_id` must be there.
  it('a repository needs its kind and a commit', () => {
    const parsed = parseDirectUrl({
      url,
      vcs_info: { vcs: 'git', commit_id: 'abc', requested_revision: 'main' },
      subdirectory: 's',
    });
    assert.deepEqual(parsed.ok && parsed.value, {
      url,
      origin: { kind: 'vcs', vcs: 'git', commitId: 'abc', requestedRevision: 'main' },
      subdirectory: 's',
    });
    assert.deepEqual(faults({ url, vcs_info: {} }), ['missing-key vcs_info vcs', 'missing-key vcs_info commit_id']);
    assert.deepEqual(faults({ url, vcs_info: { vcs: 1, commit_id: 'x' } }), ['wrong-type vcs_info vcs']);
  });

  // Direct URL data structure, "archive_info": `hash` is the older form; beside `hashes` it must agree.
  it('hashes come from either form and must agree', () => {
    const hashes = (info: object) => {
      const parsed = parseDirectUrl({ url, archive_info: info });
      return parsed.ok && parsed.value.origin.kind === 'archive' ? [...(parsed.value.origin.hashes ?? [])] : undefined;
    };
    assert.deepEqual(hashes({ hash: 'sha256=00=1' }), [['sha256', '00=1']]);
    assert.deepEqual(hashes({ hashes: { md5: '1', sha256: '00' }, hash: 'sha256=00' }), [
      ['md5', '1'],
      ['sha256', '00'],
    ]);
    assert.deepEqual(hashes(JSON.parse('{"hashes": {"__proto__": "1"}}')), [['__proto__', '1']]);
    assert.deepEqual(faults({ url, archive_info: { hash: 'sha256' } }), ['invalid-hash archive_info hash']);
    assert.deepEqual(faults({ url, archive_info: { hashes: {}, hash: 'sha256=0' } }), [
      'conflicting-keys archive_info hashes',
    ]);
    assert.deepEqual(faults({ url, archive_info: { hashes: { a: '1' }, hash: 'a=2' } }), [
      'conflicting-keys archive_info hash',
    ]);
    assert.deepEqual(faults({ url, archive_info: { hashes: { a: 1 } } }), ['wrong-type archive_info hashes a']);
  });

  // PEP 610, "dir_info": the URL is a `file:` one with an absolute path.
  it('a directory has an absolute file URL', () => {
    assert.deepEqual(faults({ url: 'file:///x', dir_info: { editable: true } }), []);
    assert.deepEqual(faults({ url: 'FILE:/x', dir_info: {} }), []);
    for (const bad of [url, 'file:x', 'file://', 'file://[/x', '/x']) {
      assert.deepEqual(faults({ url: bad, dir_info: {} }), ['invalid-url url'], bad);
    }
    assert.deepEqual(faults({ url: 'file:///x', dir_info: { editable: 'yes' } }), ['wrong-type dir_info editable']);
  });

  it('every fault is told', () => {
    assert.deepEqual(faults({ vcs_info: { vcs: 1 }, subdirectory: 2 }).length, 4);
  });

  it('what is written has no credentials and reads back equal', () => {
    const info = fc.oneof(
      fc.record({ archive_info: fc.record({ hashes: fc.dictionary(fc.string(), fc.string()) }) }),
      fc.record({ vcs_info: fc.record({ vcs: fc.string(), commit_id: fc.string() }) }),
    );
    fc.assert(
      fc.property(info, fc.option(fc.string(), { nil: undefined }), (origin, subdirectory) => {
        const json = plain({ url, ...origin, subdirectory });
        const parsed = parseDirectUrl(json);
        assert.ok(parsed.ok);
        assert.deepEqual(plain(directUrlJson(parsed.value)), json);
      }),
    );
    const secret = parseDirectUrl({ url: 'https://u:p@h/x', archive_info: { hash: 'md5=0' } });
    assert.ok(secret.ok);
    assert.deepEqual(plain(directUrlJson(secret.value, { legacyHash: true })), {
      url: 'https://h/x',
      archive_info: { hashes: { md5: '0' }, hash: 'md5=0' },
    });
    assert.equal(directUrlJson(secret.value, { harmlessUsers: ['u:p'] })['url'], 'https://u:p@h/x');
  });

  it('text around the brackets of a host makes the URL of a directory unreadable', () => {
    assert.deepEqual(faults({ url: 'file://a[::1]/x', dir_info: {} }), ['invalid-url url']);
  });

  it('never throws', () => {
    const keys = fc.constantFrom('url', 'archive_info', 'vcs_info', 'dir_info', 'hashes', 'hash', 'editable');
    fc.assert(
      fc.property(
        fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
        (json) => void parseDirectUrl(json),
      ),
    );
    fc.assert(fc.property(fc.anything(), (json) => void parseDirectUrl(json)));
  });
});
