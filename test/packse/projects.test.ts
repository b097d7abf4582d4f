import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packseProjects } from './projects.ts';
import { isExpected } from './resolve.ts';
import { nameIn, type PackseScenario, requirementIn } from './scenario.ts';

const SCENARIO: PackseScenario = {
  name: 'one',
  root: { requires: ['a[x]>=1'] },
  expected: { satisfiable: true, packages: { a: '1.0' } },
  packages: {
    a: {
      versions: {
        '1.0': {
          requires: ['b>1 ; python_version > "3"'],
          extras: { x: ['b'] },
          wheel_tags: ['py3-none-any', 'cp312-abi3-win_amd64'],
        },
        '2.0': { yanked: true, wheel: false, requires_python: '>=3.9' },
      },
    },
    b: { versions: { '1.0+l': { sdist: false } } },
  },
};
const a = nameIn(SCENARIO, 'a');
const b = nameIn(SCENARIO, 'b');

test('projects of one name in two scenarios have two names in the index', () => {
  assert.notEqual(nameIn({ ...SCENARIO, name: 'two' }, 'a'), a);
  assert.equal(requirementIn(SCENARIO, 'a[x]>=1'), `${a}[x]>=1`);
  assert.throws(() => requirementIn(SCENARIO, '!'), /scenario `one`/);
});

test('a scenario becomes the wheels and source distributions that it names, with all they say', () => {
  const files = packseProjects(SCENARIO).flatMap((project) => project.files);
  const stem = (name: string) => name.replaceAll('-', '_');
  assert.deepEqual(
    files.map(({ filename }) => filename),
    [
      `${stem(a)}-1.0-py3-none-any.whl`,
      `${stem(a)}-1.0-cp312-abi3-win_amd64.whl`,
      `${stem(a)}-1.0.tar.gz`,
      `${stem(a)}-2.0.tar.gz`,
      `${stem(b)}-1.0+l-py3-none-any.whl`,
    ],
  );
  const metadata = files[0]?.metadata?.toString() ?? '';
  assert.match(metadata, new RegExp(`^Requires-Dist: ${b}>1; python_version > "3"$`, 'm'));
  assert.match(metadata, new RegExp(`^Requires-Dist: ${b} ; extra == "x"$`, 'm'));
  assert.deepEqual([files[3]?.yanked, files[3]?.requiresPython, files[0]?.yanked], ['', '>=3.9', undefined]);
});

test('another version, none, or an answer where there is none is not as expected', () => {
  const answer = (ok: boolean, version?: string) => ({
    ok,
    text: '',
    versions: new Map(version === undefined ? [] : [[a, [version]]]),
  });
  assert.equal(isExpected(SCENARIO, answer(true, '1.0')), true);
  for (const other of [answer(true, '2.0'), answer(true), answer(false)])
    assert.equal(isExpected(SCENARIO, other), false);
});
