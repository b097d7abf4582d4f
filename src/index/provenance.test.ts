import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provenanceFault } from './provenance.ts';

test('only a provenance object of PEP 740 is passed on', () => {
  const fault = (text: string | Uint8Array) => provenanceFault(Buffer.from(text));
  assert.equal(fault('{"version":1,"attestation_bundles":[]}'), undefined);
  assert.equal(
    fault('{"version":1,"attestation_bundles":[{"publisher":{"kind":"x"},"attestations":[]}],"__proto__":1}'),
    undefined,
  );
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    '{"version":"1","attestation_bundles":[]}',
    '{"version":2,"attestation_bundles":[]}',
    '{"version":1}',
    '{"version":1,"attestation_bundles":{}}',
    '<html>',
    `${'['.repeat(100)}${']'.repeat(100)}`,
  ])
    assert.notEqual(fault(text), undefined, text);
  assert.notEqual(provenanceFault(Uint8Array.of(0x22, 0xff, 0x22)), undefined);
});
