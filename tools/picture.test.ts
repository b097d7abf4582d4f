import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlan } from './layers/plan.ts';
import { RULES } from './layers/violation.ts';
import { drawInto } from './picture.ts';

const PLAN = readPlan(new URL('../', import.meta.url).pathname);
const PAGE = [
  'before',
  ...['layers', 'laws'].flatMap((name) => [`<!-- ${name}:begin -->`, 'stale words', `<!-- ${name}:end -->`]),
  'after',
  '',
].join('\n');

describe('the picture of the layers', () => {
  const drawn = drawInto(PAGE, PLAN, ['src/base/problem.ts', 'src/policy/x.test.ts']);

  it('replaces what stands between the markers and nothing else', () => {
    assert.ok(drawn.startsWith('before\n<!-- layers:begin -->\n'));
    assert.ok(drawn.endsWith('<!-- laws:end -->\nafter\n'));
    assert.ok(!drawn.includes('stale words'));
  });

  it('drawn twice is drawn once', () => {
    assert.equal(drawInto(drawn, PLAN, ['src/base/problem.ts']), drawn);
  });

  it('shows every room, and marks those that hold no code but tests as planned', () => {
    for (const { path } of PLAN.rooms) assert.ok(drawn.includes(`| \`${path}\``), path);
    assert.match(drawn, /\| `src\/base` +\|/);
    assert.match(drawn, /\| `src\/policy` \(planned\) +\|/);
    assert.match(drawn, /src_policy\["src\/policy"\]:::planned/);
  });

  it('draws a door for types dotted, and none that another leads through', () => {
    assert.match(drawn, /src_policy -\.-> src_evidence/);
    assert.match(drawn, /src_compose --> src_app/);
    assert.doesNotMatch(drawn, /src_compose --> src_policy/);
  });

  it('lists every law under the name that the checker prints', () => {
    for (const rule of Object.keys(RULES)) assert.match(drawn, new RegExp(`\\| \`${rule}\` +\\|`));
  });

  it('a page without the markers is refused', () => {
    assert.throws(() => drawInto('nothing', PLAN, []), /lacks `<!-- layers:begin -->`/);
  });
});
