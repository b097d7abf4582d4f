import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVIDENCE_KINDS } from '../evidence/registry.generated.ts';
import { gatewaySettings } from './gateway-policy.ts';
import { AUDITED, gatewayRules, rulesJudging } from './judging.ts';
import { RULES } from './registry.generated.ts';
import type { Rule } from './rule.ts';

const ALL: readonly Rule[] = RULES;
const FILES = new Set(['distribution', 'artifact']);

describe('the rules of an audit', () => {
  it('are those that judge what it has: no rule about files of an index alone is asked or listed', () => {
    const audited = rulesJudging(ALL, AUDITED);
    for (const rule of ALL) {
      const isOfFiles = rule.levels.every((level) => FILES.has(level));
      assert.equal(audited.includes(rule), !isOfFiles, rule.id);
    }
  });

  it('need nothing of a gateway that could be gathered there', () => {
    const needs = new Set(rulesJudging(ALL, AUDITED).flatMap((rule) => rule.needs));
    const ofGateways = [
      'offered-file',
      'offered-project',
      'inspection',
      'rulings',
      'name-likeness',
      'repairs',
      'attestation',
    ];
    for (const { name, levels } of EVIDENCE_KINDS) {
      if (!ofGateways.includes(name) || !needs.has(name)) continue;
      assert.ok(
        levels.every((level) => FILES.has(level)),
        `${name} would be gathered about each component`,
      );
    }
  });
});

describe('the rules of a gateway', () => {
  it('judge at each level what is known there, and nothing that only a lock says', () => {
    const at = (level: 'release' | 'distribution' | 'artifact') => gatewayRules(ALL, level).map(({ id }) => id);
    assert.ok(at('release').includes('known-vulnerability'));
    assert.ok(at('release').includes('license') && at('artifact').includes('license'));
    for (const id of ['release-cooldown', 'yanked', 'project-status', 'freeze-date', 'missing-hash', 'requires-python'])
      assert.ok(!at('release').includes(id), id);
    for (const id of ['release-cooldown', 'yanked', 'project-status', 'freeze-date', 'ruling', 'first-seen-hash'])
      assert.ok(at('distribution').includes(id), id);
  });

  it('leave out none that judges files', () => {
    for (const rule of ALL.filter(({ levels }) => levels.some((level) => FILES.has(level))))
      assert.ok(
        gatewayRules(ALL, 'distribution').includes(rule) || gatewayRules(ALL, 'artifact').includes(rule),
        rule.id,
      );
  });

  it('hold what is only just out, unless the view says otherwise', () => {
    assert.deepEqual(gatewaySettings({})['release-cooldown'], { level: 'hold' });
    assert.deepEqual(gatewaySettings({ 'release-cooldown': { level: 'warn' } })['release-cooldown'], { level: 'warn' });
    const aged = gatewaySettings({ 'release-cooldown': { parameters: { age: 1 } }, yanked: { level: 'deny' } });
    assert.deepEqual(aged, {
      'release-cooldown': { level: 'hold', parameters: { age: 1 } },
      yanked: { level: 'deny' },
    });
  });

  it('that a bad file fails by are lifted by its bytes alone', () => {
    const integrity = [
      'archive-structure',
      'record',
      'metadata-mismatch',
      'filename-mismatch',
      'first-seen-hash',
      'removed-upstream',
      'weak-hash',
      'deny-list',
    ];
    for (const id of integrity) assert.equal(ALL.find((rule) => rule.id === id)?.lift, 'bytes', id);
    assert.equal(ALL.find(({ id }) => id === 'ruling')?.lift, 'never');
  });
});
