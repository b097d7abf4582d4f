import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eggRequirements } from './environment-requires-txt.ts';

describe('requires.txt', () => {
  it('becomes requirements with markers, by section', () => {
    const text = [
      'a>=1',
      '# a comment',
      '',
      '[ssl]',
      'b',
      '[:sys_platform == "win32"]',
      'c @ https://x.example/c.zip',
      '[test:python_version < "3" or os_name == "nt"]',
      'd',
    ].join('\r\n');
    assert.deepEqual(eggRequirements(text), [
      'a>=1',
      'b; extra == "ssl"',
      'c @ https://x.example/c.zip ; sys_platform == "win32"',
      'd; (python_version < "3" or os_name == "nt") and extra == "test"',
    ]);
  });
});
