import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMetadata } from '@rind/pypa';
import { type ArtifactFault, inspectedArtifact } from './inspected-artifact.ts';

function metadata(text: string) {
  return { sha256: '00', fields: readMetadata(Buffer.from(`Metadata-Version: 2.4\n${text}\n`)) };
}
const fault = (code: string, severity: ArtifactFault['severity'] = 'fatal') => ({
  code,
  message: code,
  severity,
  more: 1,
});

describe('an inspection', () => {
  it('is told as structure, RECORD and metadata', () => {
    const found = inspectedArtifact({
      kind: 'wheel',
      faults: [
        fault('zip-duplicate'),
        fault('record-hash'),
        fault('record-odd', 'warning'),
        fault('filename-mismatch'),
      ],
      metadata: metadata('Name: Demo\nVersion: 1.0\nRequires-Python: >=3.8\nLicense-Expression: MIT'),
    });
    assert.deepEqual(JSON.parse(JSON.stringify(found)), {
      kind: 'wheel',
      faults: [{ code: 'zip-duplicate', message: 'zip-duplicate', severity: 'fatal' }],
      recordFaults: [
        { code: 'record-hash', message: 'record-hash', severity: 'fatal' },
        { code: 'record-odd', message: 'record-odd', severity: 'warning' },
      ],
      metadata: { name: 'Demo', version: '1.0', requiresPython: '>=3.8', license: 'MIT' },
      metadataSha256: '00',
    });
  });

  it('loses no fault where there is no metadata to judge', () => {
    const { faults, metadata: none } = inspectedArtifact({
      kind: 'sdist',
      faults: [fault('filename-mismatch'), fault('metadata-missing')],
      metadata: undefined,
    });
    assert.deepEqual([faults.length, none], [2, null]);
  });

  it('has empty names, which no release has, where the metadata says none', () => {
    const { metadata: said } = inspectedArtifact({ kind: 'wheel', faults: [], metadata: metadata('Summary: x') });
    assert.deepEqual(said, { name: '', version: '', requiresPython: null, license: null });
  });
});
