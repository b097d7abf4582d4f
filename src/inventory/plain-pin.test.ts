import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import fc from 'fast-check';
import { problem } from '../base/problem.ts';
import { readPlainPin } from './plain-pin.ts';
import { parseRequirementEntry } from './requirement-entry.ts';
import { RequirementFiles } from './requirement-file.ts';
import { readReference } from './requirement-reference.ts';

const file = { path: 'requirements.txt', text: '' };
const context = { groups: [], at: { path: 'requirements.txt', line: 1, column: 1 } };

/** What the general way makes of a line, which the quick one stands in for. */
function generally(line: string): unknown {
  const entry = parseRequirementEntry(line);
  if (!entry.ok || entry.value.kind !== 'requirement') return entry;
  const read = readReference(entry.value.text, entry.value.editable, file, context);
  return read.ok && read.value.kind === 'component' ? read.value.component : read;
}

function components(text: string): unknown {
  const files = new RequirementFiles({ maxDepth: 10, include: () => err(problem('file-unreadable', 'none')) }, []);
  files.addFile({ path: 'requirements.txt', text });
  return files.finish();
}

const characters = fc.string({
  unit: fc.constantFrom(...'aZ09._-=!<>~;[]@/ ,*+:$#{}\\'),
  maxLength: 12,
});
const names = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);
const versions = fc.stringMatching(/^[0-9.]{1,24}$/);

describe('a line that is nothing but a pin', () => {
  it('is read as the general way reads it, whatever name and version', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(names, fc.constant('=='), versions), fc.tuple(characters, characters, characters)),
        (parts) => {
          const line = parts.join('');
          const pin = readPlainPin(line);
          if (pin === undefined) return;
          const nothing = { source: { kind: 'index' }, extras: [], hashes: [], reasons: [], requires: [] };
          assert.deepEqual(generally(line), { ...pin, ...nothing, groups: [], locations: [context.at] });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('says the same as with an empty marker, which nobody reads quickly', () => {
    fc.assert(
      fc.property(names, versions, (name, version) => {
        assert.deepEqual(components(`${name}==${version}\n`), components(`${name}==${version} ;\n`));
      }),
      { numRuns: 300 },
    );
  });

  it('is no other line', () => {
    const others = ['a===1', 'a==1.*', 'a==01', 'a==1+x', 'a==1rc1', 'a==1!1', 'a[x]==1', 'a==1 # x', 'a==1;', '-a==1'];
    for (const line of [...others, 'a-==1', '.a==1', 'a==1.', `a==${'9'.repeat(16)}`, 'a==$A', 'a==1\n'])
      assert.equal(readPlainPin(line), undefined, line);
  });

  it('is refused in linear time', () => {
    assert.equal(readPlainPin(`${'a-'.repeat(500_000)}==1`), undefined);
    assert.equal(readPlainPin(`a==${'1.'.repeat(500_000)}`), undefined);
  });
});
