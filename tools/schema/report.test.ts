import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyBaseline } from '../../src/app/baseline.ts';
import { awkwardReport } from '../../src/report/testing/awkward.ts';
import { component, flaw, report } from '../../src/report/testing/sample.ts';
import { parseSource, readSource } from '../source/tree.ts';
import { faultsOf } from '../testing/schema-faults.ts';
import { schemasOf } from './from-types.ts';
import { reportSchema } from './report.ts';

const schema = reportSchema('.');
const whole = { $ref: '#/$defs/Report' };

describe('the schema of the report', () => {
  it('takes every report', () => {
    fc.assert(
      fc.property(awkwardReport, (given) => assert.deepEqual(faultsOf(structuredClone(given), whole, schema), [])),
      { numRuns: 50 },
    );
    const given = report([component('a')], [flaw('a==1.0', 'X')]);
    const baseline = { path: 'b', digest: 'd', now: '2026-01-01T00:00:00Z', fingerprints: new Set<string>() };
    assert.deepEqual(faultsOf(applyBaseline(given, baseline), whole, schema), []);
  });

  it('refuses what is missing, of another type, or not declared', () => {
    const { now, ...rest } = report([component('a')]);
    assert.deepEqual(faultsOf(rest, whole, schema), ['$: has no `now`']);
    assert.deepEqual(faultsOf({ ...rest, now: 7 }, whole, schema), ['$.now: is number, not string']);
    assert.deepEqual(faultsOf({ ...rest, now, extra: 1 }, whole, schema), ['$: declares no `extra`']);
    assert.deepEqual(faultsOf({ ...rest, now, schema: 'x' }, whole, schema), ['$.schema: is not "rind.report/1"']);
    const [first] = report([component('a')]).components;
    const wrong = { ...rest, now, components: [{ ...first, version: 1 }] };
    assert.deepEqual(faultsOf(wrong, whole, schema), ['$.components[0].version: is number, not string or null']);
    assert.deepEqual(faultsOf({ ...rest, now, exit: 4 }, whole, schema), ['$.exit: is none of [0,1,2,3,70]']);
  });

  it('describes each part in the words of its type', () => {
    const { $defs = {} } = schema;
    assert.match($defs['ReportComponent']?.properties?.['name']?.description ?? '', /PEP 503/);
    assert.deepEqual($defs['Answer']?.enum, ['affected', 'not_affected', 'undetermined']);
    assert.ok(!$defs['InventoryReport']?.required?.includes('findings'));
    assert.ok($defs['InventoryReport']?.required?.includes('components'));
  });

  it('refuses a type that it cannot say, instead of leaving it out', () => {
    for (const type of ['Map<string, string>[keyof X]', 'unknown', '`a${string}`', '() => void']) {
      const source = parseSource('x.ts', `export interface X { readonly a: ${type}; }`);
      assert.throws(() => schemasOf(source, {}), /x\.ts: no schema for/, type);
    }
    assert.throws(() => schemasOf(parseSource('x.ts', 'export interface X { a(): void }'), {}), /no plain property/);
    assert.doesNotThrow(() => readSource('.', 'src/contract/report.ts'));
  });
});
