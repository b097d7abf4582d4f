import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_CONFIG } from './config.ts';
import { readEnvironment } from './environment.ts';
import { layered } from './layers.ts';

const RULES = [
  { id: 'deny-list', parameters: { names: { kind: 'texts', default: [], stricter: 'more', what: '' } } },
  { id: 'stale-advisories', parameters: { 'max-age': { kind: 'duration', default: 1, stricter: 'lower', what: '' } } },
] as const;

describe('the environment', () => {
  it('sets levels and parameters of rules, and says where from', () => {
    const read = readEnvironment(
      {
        RIND_RULES_DENY_LIST_LEVEL: 'hold',
        RIND_RULES_DENY_LIST_NAMES: 'a, b',
        RIND_ADVISORIES_MAX_AGE: '2d',
        RIND_DATA_DIR: '/x',
        PATH: '/bin',
      },
      RULES,
    );
    assert.ok(read.ok);
    assert.deepEqual(read.value.rules, {
      'stale-advisories': { parameters: { 'max-age': 172_800_000 } },
      'deny-list': { level: 'hold', parameters: { names: ['a', 'b'] } },
    });
    assert.equal(read.value.origins.get('rules.deny-list.names'), 'RIND_RULES_DENY_LIST_NAMES');
  });

  it('is refused where a variable names no rule, or a value is none', () => {
    for (const [name, value, message] of [
      ['RIND_RULES_DENY_LIST_LEVLE', 'off', /sets nothing/],
      ['RIND_RULES_DENY_LIST_LEVEL', 'of', /must be one of/],
      ['RIND_ADVISORIES_MAX_AGE', 'long', /length of time/],
    ] as const) {
      const read = readEnvironment({ [name]: value }, RULES);
      assert.ok(!read.ok && message.test(read.error.message), name);
    }
  });
});

describe('layers of configuration', () => {
  it('hold key by key, the strongest first, with the origin of each', () => {
    const layer = (origin: string, setting: object) => ({
      ...DEFAULT_CONFIG,
      rules: { demo: setting },
      origins: new Map(Object.keys(setting).map((key) => [`rules.demo.${key}`, origin])),
    });
    const merged = layered([
      layer('env', { level: 'deny' }),
      layer('rind.toml', { level: 'off', unknown: 'hold', parameters: { a: 1 } }),
      layer('user', { unknown: 'deny', parameters: { a: 2, b: 2 } }),
    ]);
    assert.deepEqual(merged.rules['demo'], { level: 'deny', unknown: 'hold', parameters: { a: 1, b: 2 } });
    assert.equal(merged.origins.get('rules.demo.level'), 'env');
    assert.equal(merged.origins.get('rules.demo.unknown'), 'rind.toml');
  });
});
