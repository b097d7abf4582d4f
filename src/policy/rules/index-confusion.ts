import type { ComponentSubject, Subject } from '../../evidence/subject.ts';
import {
  checkIndexBinding,
  type IndexBinding,
  PYPI_INDEX,
  parseIndexBinding,
  plainIndexUrl,
} from '../index-binding.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { coversSubject } from '../spec.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  bindings: {
    kind: 'texts',
    default: [],
    stricter: 'more',
    check: checkIndexBinding,
    what: 'names that are taken from one index only, as `NAME @ URL` or `NAME-* @ URL` (`pypi` for PyPI); `indexes[].names` adds to them',
  },
} as const;

/** Each name comes from the index that it belongs to. */
export const rule: Rule<typeof parameters> = {
  id: 'index-confusion',
  title: 'each name comes from the one index that it belongs to',
  what: 'Fails for a component that comes from another index than the one that its name is bound to (`indexes[].names`), or, where a policy binds it, from an address of its own. Warns where an installer is told to merge several indexes and to take the best version of any.',
  why: 'Who publishes your internal name on PyPI with a high version gets it installed wherever indexes are merged: dependency confusion.',
  bad: '--extra-index-url https://pypi.example.com/simple\nacme-billing',
  good: '[[tool.uv.index]]\nname = "acme"\nurl = "https://pypi.example.com/simple"\nexplicit = true\n\n[tool.uv.sources]\nacme-billing = { index = "acme" }',
  unknownMeans: 'The component does not say which index it comes from: an installed environment seldom does.',
  levels: ['requirement', 'release', 'project'],
  needs: ['client-settings'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  parameters,
  judge(subject: Subject, evidence, { parameters: { bindings } }) {
    if (subject.level === 'requirement' || subject.level === 'release') return judgeOrigin(subject, bindings);
    if (subject.level !== 'project') return [{ outcome: 'pass' }];
    return withValue(evidence['client-settings'], 'client-settings', (settings) =>
      settings.flatMap(({ tool, kind, value, at }): Outcome[] => {
        const isMerging = kind === 'extra-index' && MERGING.has(tool);
        const isUnsafe = kind === 'strategy' && /^unsafe-/.test(value);
        if (!isMerging && !isUnsafe) return [];
        const message = isMerging
          ? `${tool} merges \`${value.slice(0, 100)}\` with the other indexes: the highest version of any is taken`
          : `${tool} takes the best version of any index (\`${value.slice(0, 100)}\`)`;
        const hint = 'use one index that serves all, or bind names to indexes (uv: `explicit = true`)';
        return [{ outcome: 'fail', level: 'warn', message, hint, at, key: `${tool} ${kind} ${value}` }];
      }),
    );
  },
};

/** Tools that ask all indexes and take the best answer; uv and Poetry take the first index that has the name. */
const MERGING: ReadonlySet<string> = new Set(['pip', 'pdm', 'pipenv', 'hatch']);

/** Where a component may come from past every index; a path is the team's own. */
const PAST_INDEXES: ReadonlySet<string> = new Set(['url', 'vcs']);

function judgeOrigin(subject: ComponentSubject, bindings: readonly string[]): Outcome[] {
  const { kind, url } = subject.origin;
  if (kind !== 'index' && kind !== 'installed' && !PAST_INDEXES.has(kind)) return [{ outcome: 'pass' }];
  // A team that binds a name may still take a checkout of it; past a policy's binding there is no way.
  const bound = parseBindings(bindings).filter(
    ({ spec, group }) =>
      (group !== '' || !PAST_INDEXES.has(kind)) && coversSubject(spec, subject, undefined, 'some') !== 'no',
  );
  if (bound.length === 0) return [{ outcome: 'pass' }];
  const actual = plainIndexUrl(url ?? PYPI_INDEX);
  const unmet = new Set(bound.map(({ group }) => group));
  if (kind === 'index') for (const { index, group } of bound) if (index === actual) unmet.delete(group);
  if (unmet.size === 0) return [{ outcome: 'pass' }];
  const wanted = [...new Set(bound.flatMap(({ index, group }) => (unmet.has(group) ? [index] : [])))];
  const shown = wanted.map((index) => `\`${index.slice(0, 100)}\``).join(' or ');
  if (kind === 'installed') {
    const message = `\`${subject.name}\` belongs to ${shown}, but which index it came from is not recorded`;
    return [{ outcome: 'unknown', reason: 'unknown-index', message }];
  }
  const message = `\`${subject.name}\` belongs to ${shown}, but comes from \`${actual.slice(0, 100)}\``;
  return [{ outcome: 'fail', message, hint: 'lock the project again with the name bound to its index', key: actual }];
}

const known = new WeakMap<readonly string[], readonly IndexBinding[]>();

/** A list is read once, however many components are judged by it. */
function parseBindings(texts: readonly string[]): readonly IndexBinding[] {
  const bindings = known.get(texts) ?? texts.flatMap((text) => parseIndexBinding(text) ?? []);
  known.set(texts, bindings);
  return bindings;
}
