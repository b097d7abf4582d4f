import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spelled } from './spelled.ts';

describe('arguments', () => {
  it('may have global flags before the command', () => {
    assert.deepEqual(spelled(['-q', 'audit', '.']), ['audit', '-q', '.']);
    assert.deepEqual(spelled(['--color', 'never', '--offline', 'audit', '--json']), [
      'audit',
      '--color',
      'never',
      '--offline',
      '--json',
    ]);
    assert.deepEqual(spelled(['--config=rind.toml', 'audit']), ['audit', '--config=rind.toml']);
  });
  it('are left alone where the command comes first, and where there is none', () => {
    assert.deepEqual(spelled(['audit', '-q', 'inventory']), ['audit', '-q', 'inventory']);
    assert.deepEqual(spelled(['-q']), ['-q']);
    assert.deepEqual(spelled(['--', 'audit']), ['--', 'audit']);
    assert.deepEqual(spelled([]), []);
  });
  it('know what people type out of habit', () => {
    assert.deepEqual(spelled(['--version']), ['version']);
    assert.deepEqual(spelled(['-V']), ['version']);
    assert.deepEqual(spelled(['help']), ['--help']);
    assert.deepEqual(spelled(['__proto__']), ['__proto__']);
  });
});
