import type { ArtifactSubject, ComponentSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { checkSpec, coversSubject, parseSpecs } from '../spec.ts';
import { withSpecifier } from '../with-specifier.ts';

const parameters = {
  names: {
    kind: 'texts',
    default: null,
    stricter: 'fewer',
    check: checkSpec,
    what: 'the only things that may be used: `name`, `name>=1,<2`, `name-*` or `sha256:HEX`; everything when it is not set',
  },
} as const;

/** Only what a team has admitted. */
export const rule: Rule<typeof parameters> = {
  id: 'allow-list',
  title: 'only what the team has admitted',
  what: 'Where `names` is set, fails for every component that it does not list. A component is let in by its digest when every file of it that the lock lists is admitted. The interpreter is not judged.',
  why: 'Where everything that runs has to be reviewed first, a name that nobody reviewed is a finding by itself; a mistyped one, too.',
  bad: '[rules.allow-list]\nnames = ["requests", "urllib3>=2"]\n\nreqeusts==2.32.3',
  good: 'requests==2.32.3',
  unknownMeans: 'No exact version is known, and only some of the versions that are asked for are admitted.',
  levels: ['requirement', 'release', 'artifact'],
  needs: ['declaration'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  denial: { presentation: 'list', scope: 'project', gravity: 'choice' },
  parameters,
  judge(subject: ComponentSubject | ArtifactSubject, { declaration }, { parameters: { names } }) {
    if (names === null || subject.origin.kind === 'interpreter') return [{ outcome: 'pass' }];
    return withSpecifier(subject, declaration, (specifier) => {
      const specs = parseSpecs(names).flatMap(({ spec }) => spec ?? []);
      const digests = new Set(specs.flatMap((spec) => (spec.kind === 'sha256' ? [`sha256:${spec.hex}`] : [])));
      const hashes = subject.level === 'artifact' ? [`sha256:${subject.sha256}`] : subject.hashes;
      if (hashes.length > 0 && hashes.every((hash) => digests.has(hash))) return [];
      const answers = specs.map((spec) => coversSubject(spec, subject, specifier, 'every'));
      if (answers.includes('yes')) return [];
      if (answers.includes('maybe')) {
        const message = `\`${subject.id}\` has no exact version, and only some versions are on the allow list`;
        return [{ outcome: 'unknown', reason: 'unpinned', message }];
      }
      const message = `\`${subject.id}\` is not on the allow list`;
      return [{ outcome: 'fail', message, hint: 'have it admitted, or remove it', key: 'not-admitted' }];
    });
  },
};
