import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Every component has an exact version. */
export const rule: Rule = {
  id: 'unpinned',
  title: 'every component has an exact version',
  what: 'Fails for a component that is asked for without an exact version.',
  why: 'What is installed is then decided on the day of the installation, by whoever published last. Nobody can say what ran yesterday, and nothing certain can be said about flaws.',
  bad: 'requests>=2',
  good: 'requests==2.32.3  # or a lock file',
  unknownMeans: 'It never occurs: whether a version is exact can be read from the file.',
  levels: ['requirement'],
  needs: ['declaration'],
  defaultLevel: 'off',
  defaultUnknown: 'report',
  judge(subject: ComponentSubject, { declaration }) {
    return withValue(declaration, 'declaration', ({ reasons, specifier }) => {
      // A checkout or a file is exact though its version is not said; a version that cannot be read is one.
      if (!reasons.includes('unpinned') || subject.origin.kind === 'interpreter') return [];
      const asked = specifier === undefined ? 'any version' : `\`${specifier.slice(0, 100)}\``;
      return [
        {
          outcome: 'fail',
          message: `\`${subject.name}\` is asked for as ${asked}, which is no exact version`,
          hint: 'lock the project, or pin the version with `==`',
          key: 'unpinned',
        },
      ];
    });
  },
};
