import type { ArtifactSubject, ComponentSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { checkSpec, coversSubject, parseSpecs, type Spec } from '../spec.ts';
import { withSpecifier } from '../with-specifier.ts';

const parameters = {
  names: {
    kind: 'texts',
    default: [],
    stricter: 'more',
    check: checkSpec,
    what: 'what is not used: `name`, `name>=1,<2`, `name-*` or `sha256:HEX`',
  },
} as const;

/** Nothing that a team has ruled out. */
export const rule: Rule<typeof parameters> = {
  id: 'deny-list',
  title: 'nothing that the team has ruled out',
  what: 'Fails for every component that `names` lists: a project, versions of it, all projects whose names begin alike, or a file by its digest. At a gateway the digest of the bytes fetched counts, whatever the index says it is.',
  why: 'A compromised release or an abandoned project has to be kept out today, before anybody publishes an advisory.',
  bad: '[rules.deny-list]\nnames = ["left-pad", "ctx>=0.2", "sha256:…"]\n\nctx==0.2.2',
  good: 'ctx==0.1.2',
  unknownMeans: 'No exact version is known, and some of the versions that are asked for are on the list.',
  levels: ['requirement', 'release', 'artifact'],
  needs: ['declaration'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  denial: { presentation: 'yank', scope: 'version', gravity: 'choice' },
  lift: 'bytes',
  parameters,
  judge(subject: ComponentSubject | ArtifactSubject, { declaration }, { parameters: { names } }) {
    if (names.length === 0) return [{ outcome: 'pass' }];
    return withSpecifier(subject, declaration, (specifier) =>
      parseSpecs(names).flatMap(({ text, spec }): Outcome[] => {
        // Configuration refuses what cannot be read; were it here all the same, it must let nothing through.
        const covers = spec === undefined ? 'maybe' : coversSubject(spec, subject, specifier, 'some');
        if (covers === 'no') return [];
        const message = `\`${subject.id}\` is on the deny list, as \`${text.slice(0, 100)}\``;
        if (covers === 'yes')
          return [{ outcome: 'fail', message, hint: 'replace or remove it', key: text, ...scopeOf(spec) }];
        const undecided = `\`${subject.id}\` has no exact version, and the deny list names \`${text.slice(0, 100)}\``;
        return [{ outcome: 'unknown', reason: 'unpinned', message: undecided, key: text }];
      }),
    );
  },
};

/** Whether nothing of a project is left by it. */
function scopeOf(spec: Spec | undefined): { readonly scope?: 'project' } {
  const isWhole = spec?.kind === 'prefix' || (spec?.kind === 'name' && spec.specifiers.specifiers.length === 0);
  return isWhole ? { scope: 'project' } : {};
}
