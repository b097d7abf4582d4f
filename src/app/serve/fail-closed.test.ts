import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryStore } from '../../advisory/memory-store.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { listed } from './testing/fake-files.ts';
import { House } from './testing/project-house.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';

function housed(): House {
  const house = new House();
  house.files = [listed(WHEEL)];
  return house;
}

describe('the gateway', () => {
  it('a rule that throws holds the file, whatever its unknown says', async (t) => {
    for (const id of ['known-malware', 'known-vulnerability', 'yanked']) {
      const rule = RULES.find((one) => one.id === id);
      assert.ok(rule !== undefined);
      const { mock } = t.mock.method(rule, 'judge', () => {
        throw new Error('a defect');
      });
      for (const unknown of ['report', 'hold', 'deny'] as const) {
        const house = housed();
        house.settings = { [id]: { level: 'warn', unknown } };
        const file = (await house.ask()).files.get(WHEEL);
        const told = [file?.denial?.verdict, file?.denial?.rule];
        assert.deepEqual(told, [unknown === 'deny' ? 'deny' : 'hold', id], unknown);
        assert.ok(file?.undetermined.includes(id));
      }
      mock.restore();
    }
  });

  it('evidence that could not be collected for a defect holds the file; that there is none does not, and is said', async () => {
    const without = (await housed().ask()).files.get(WHEEL);
    assert.equal(without?.denial, undefined);
    assert.deepEqual(without?.undetermined, ['known-malware', 'known-vulnerability']);
    const house = housed();
    house.store = {
      ...memoryStore([]),
      forProject() {
        throw new Error('a defect');
      },
    };
    const broken = (await house.ask()).files.get(WHEEL);
    assert.equal(broken?.denial?.verdict, 'hold');
    const strict = housed();
    strict.settings = { 'known-malware': { unknown: 'deny' } };
    assert.equal((await strict.ask()).files.get(WHEEL)?.denial?.rule, 'known-malware');
  });
});
