import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rind } from './rind.ts';
import { tree } from './tree.ts';

const PYPROJECT = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.9"\n';
const POETRY = `[[package]]
name = "one"
version = "1.0"
groups = ["main"]
files = []

[metadata]
lock-version = "2.1"
python-versions = ">=3.9"
`;
const UV = `version = 1
requires-python = ">=3.9"

[[package]]
name = "app"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "two" }]

[[package]]
name = "two"
version = "1.10"
source = { registry = "https://pypi.org/simple" }
`;

function stale(test: Parameters<typeof tree>[0], files: Readonly<Record<string, string>>): string[] {
  const { out } = rind(tree(test, files), 'inventory', '--json');
  const { problems } = JSON.parse(out);
  return problems
    .filter(({ code }: { code: string }) => code === 'lock-stale')
    .map(
      ({ message, at }: { message: string; at: { path: string; line: number } }) => `${at.path}:${at.line} ${message}`,
    );
}

describe('locks beside their manifests', () => {
  it('are each compared with their own, whatever was read before', (test) => {
    const files = {
      'a/poetry.lock': POETRY,
      'a/pyproject.toml': `${PYPROJECT}dependencies = ["one>=1"]\n`,
      'b/uv.lock': UV,
      'b/pyproject.toml': `${PYPROJECT}dependencies = [\n  "two>=1.9",\n  "three",\n]\n`,
    };
    assert.deepEqual(stale(test, files), [
      'b/pyproject.toml:7 `b/uv.lock` has no `three`, which its manifest asks for',
    ]);
  });

  it('are compared with the manifest that said where their arrows start', (test) => {
    const files = { 'poetry.lock': POETRY, 'pyproject.toml': `${PYPROJECT}dependencies = ["one>1.0", "two"]\n` };
    assert.deepEqual(stale(test, files), [
      'pyproject.toml:5 `poetry.lock` has `one` 1.0, but its manifest asks for `one>1.0`, and 1 more is not as it asks',
    ]);
  });
});
