/** Long work lets others have their turn between steps: no step looks at more files than these. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { mapped, type Sequence } from '../../base/sequence.ts';
import { deniedFiles } from '../../compose/gateway-memory.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import { gatewaySettings } from '../../policy/gateway-policy.ts';
import { makePolicy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { judgeEach, type OfferBench } from './judge-offer.ts';
import { makeOffer } from './make-offer.ts';
import { pageAsOf } from './page-as-of.ts';
import { PinnedFiles } from './pinned-files.ts';
import { settled, sorted } from './settle-pins.ts';
import { listed, standingFile, TODAY } from './testing/fake-files.ts';
import { standing } from './testing/standing.ts';

const NAME = normalizeName('demo');
const FILES = 700;

/** A list that notes which of its entries were looked at. */
class Looked<T> implements Sequence<T> {
  readonly #list: readonly T[];
  readonly places = new Set<number>();

  constructor(list: readonly T[]) {
    this.#list = list;
  }

  get length(): number {
    return this.#list.length;
  }

  at(index: number): T | undefined {
    this.places.add(index);
    return this.#list[index];
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; at < this.length; at++) {
      const one = this.at(at);
      if (one !== undefined) yield one;
    }
  }
}

/** Does work to its end: what it gives, and the most files that one step looked at. */
function driven<T>(work: Generator<void, T, void>, places: Set<number>): { readonly value: T; readonly most: number } {
  for (let most = 0; ; ) {
    places.clear();
    const step = work.next();
    most = Math.max(most, places.size);
    if (step.done === true) return { value: step.value, most };
  }
}

const files = new Looked(
  Array.from({ length: FILES }, (_, at) => {
    const filename = `demo-${at}.0-py3-none-any.whl`;
    return listed(filename, { hashes: new Map([['sha256', hash('sha256', filename)]]) });
  }),
);

function pinned(): PinnedFiles {
  const pins = new Map<string, Pin>();
  driven(sorted(files, pins, TODAY), files.places);
  return new PinnedFiles({ listed: files, pins, passedOn: new Map(), upstream: 'up', trust: 'pypi', missing: [] });
}

describe('a step of long work', () => {
  it('of settling pins looks at few files', () => {
    const pins = new Map<string, Pin>();
    const { value, most } = driven(sorted(files, pins, TODAY), files.places);
    assert.equal(value.fresh.length, FILES);
    assert.ok(most <= 33, `${most} files`);
    assert.equal(driven(settled(pins, value.names, TODAY), files.places).value.missing.length, 0);
  });

  it('of putting together what there is looks at few files', () => {
    const parts = { files: pinned(), pages: [], inspections: new Map(), rulings: [], inUse: [], now: TODAY };
    const { value, most } = driven(makeOffer(parts), files.places);
    assert.equal(value.files.length, FILES);
    assert.ok(most <= 64, `${most} files`);
  });

  it('of judging looks at fewer still: a file takes as long as ten that are only read', () => {
    const parts = { files: pinned(), pages: [], inspections: new Map(), rulings: [], inUse: [], now: TODAY };
    const bench: OfferBench = {
      name: NAME,
      offer: driven(makeOffer(parts), files.places).value,
      policy: makePolicy(RULES, gatewaySettings({}), [], []),
      now: TODAY,
      origins: new Map(),
      sources: { indexes: [] },
    };
    let judged = 0;
    const { most } = driven(
      judgeEach(bench, () => judged++),
      files.places,
    );
    assert.equal(judged, FILES);
    assert.ok(most <= 5, `${most} files`);
  });

  it('of an older page, and of a list of what is denied, looks at few files', () => {
    const all = new Looked(Array.from({ length: FILES }, (_, at) => standingFile(`demo-${at}.0-py3-none-any.whl`)));
    const made = standing('demo', []);
    const page = { ...made.page, files: mapped(all, ({ file }) => ({ file })) };
    const stood = { ...made, page, files: { ...made.files, denied: all, get: () => undefined } };
    for (const work of [pageAsOf(stood, TODAY), deniedFiles(stood)]) {
      const { most } = driven<unknown>(work, all.places);
      assert.ok(most > 0 && most <= 33, `${most} files`);
    }
  });
});
