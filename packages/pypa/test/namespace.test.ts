import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type NormalizedName, normalizeName } from '../src/name.ts';
import {
  childNamespaces,
  closestNamespace,
  formatNamespaceDetail,
  formatNamespaceList,
  matchesNamespace,
  namespacesOverlap,
  parentNamespace,
  parseNamespaceClaims,
  parseNamespaceDetail,
  parseNamespaceList,
} from '../src/namespace.ts';

const n = normalizeName;
const name: fc.Arbitrary<NormalizedName> = fc
  .array(fc.constantFrom('foo', 'bar', 'foobar', 'a'), { minLength: 1, maxLength: 4 })
  .map((parts) => n(parts.join('-')));

describe('namespaces', () => {
  // PEP 752, "Semantics", 1: the project of the very name.
  it('a namespace holds the project of its own name', () => {
    fc.assert(fc.property(name, (each) => matchesNamespace(each, each)));
  });

  // PEP 752, "Semantics", 2: the namespace and a hyphen in front; `foobar` is not of `foo`.
  it('a namespace holds exactly the projects that begin with it and a hyphen', () => {
    fc.assert(
      fc.property(name, name, (project, namespace) =>
        assert.equal(
          matchesNamespace(project, namespace),
          project === namespace || project.startsWith(`${namespace}-`),
        ),
      ),
    );
    assert.equal(matchesNamespace(n('foobar'), n('foo')), false);
  });

  // PEP 752, "Semantics": an overlap is an existing namespace that starts with the proposed one, hyphens appended.
  it('a proposed namespace overlaps those that it would hold', () => {
    assert.equal(namespacesOverlap(n('foo'), n('foo-bar')), true);
    assert.equal(namespacesOverlap(n('foo'), n('foo')), true);
    assert.equal(namespacesOverlap(n('foo-bar'), n('foo')), false);
    assert.equal(namespacesOverlap(n('foo'), n('foobar')), false);
  });

  // PEP 752, "Namespace Detail".
  it('parent and children are the nearest granted ones', () => {
    const granted = [n('foo'), n('foo-bar'), n('foo-bar-baz'), n('foo-a-b'), n('foobar')];
    assert.equal(parentNamespace(n('foo-bar-baz'), granted), 'foo-bar');
    assert.equal(parentNamespace(n('foo-a-b'), granted), 'foo');
    assert.equal(parentNamespace(n('foo'), granted), undefined);
    assert.deepEqual(childNamespaces(n('foo'), granted), ['foo-bar', 'foo-a-b']);
    assert.equal(closestNamespace(n('foo-bar-baz-x'), granted), 'foo-bar-baz');
    assert.equal(closestNamespace(n('bar'), granted), undefined);
  });

  // PEP 752, "Project Detail": `null`, or a list of `name` and `owned`.
  it('claims are read, wrong ones left out', () => {
    assert.deepEqual(parseNamespaceClaims(null), { value: [], faults: [] });
    const { value, faults } = parseNamespaceClaims([
      { name: 'Foo.Bar', owned: true, more: 1 },
      { name: 'a' },
      7,
      { name: '-', owned: true },
    ]);
    assert.deepEqual(value, [{ name: 'foo-bar', owned: true }]);
    assert.deepEqual(
      faults.map((fault) => fault.path),
      [
        [1, 'owned'],
        [2, 'name'],
        [3, 'name'],
      ],
    );
    assert.equal(parseNamespaceClaims({}).value, undefined);
  });

  // PEP 752, "Namespace List", "Namespace Detail".
  it('lists and details are read back as written', () => {
    assert.deepEqual(parseNamespaceList(formatNamespaceList([n('foo'), n('bar')])), {
      value: ['foo', 'bar'],
      faults: [],
    });
    for (const detail of [
      { name: n('foo-bar'), parent: n('foo'), children: [n('foo-bar-x')], owner: 'org' },
      { name: n('foo'), parent: undefined, children: [], owner: undefined },
    ])
      assert.deepEqual(parseNamespaceDetail(JSON.parse(JSON.stringify(formatNamespaceDetail(detail)))), {
        value: detail,
        faults: [],
      });
    assert.equal(
      formatNamespaceDetail({ name: n('a'), parent: undefined, children: [], owner: undefined })['parent'],
      null,
    );
  });

  it('no value makes them throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseNamespaceClaims(value);
        parseNamespaceList(value);
        parseNamespaceDetail(value);
        parseNamespaceDetail({ name: 'foo', parent: value, children: [value] });
      }),
    );
    assert.equal(parseNamespaceList('x').value, undefined);
    assert.equal(parseNamespaceDetail({ name: 'a', parent: 1, children: 'x' }).faults.length, 2);
  });
});
