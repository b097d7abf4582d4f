import type { DistributionSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { isSameVersion } from '../same-version.ts';
import { withValue } from '../with-value.ts';

/** A file is of the project and version that it is listed under. */
export const rule: Rule = {
  id: 'filename-mismatch',
  title: 'a file is named after the project and version that it is listed under',
  what: 'Fails for a file whose name, read as a wheel’s (PEP 427) or a source distribution’s (PEP 625), names another project or version than the one asked for, or neither. The version of a source distribution begins after the last dash, whatever an installer would guess.',
  why: '`foo-2-2.tar.gz` is version 2 of `foo-2`; installers that know which project they want have read it as version `2-2` of `foo`. A page that lists a file of another project has it installed under a name that somebody trusts.',
  bad: 'on the page of foo: foo-2-2.tar.gz',
  good: 'on the page of foo: foo-2.2.tar.gz',
  unknownMeans: 'Nothing is known of the file.',
  levels: ['distribution'],
  needs: ['offered-file'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'omit', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge({ filename, name, version }: DistributionSubject, evidence) {
    return withValue(evidence['offered-file'], 'offered-file', ({ parsed }): Outcome[] => {
      const shown = `\`${filename.slice(0, 100)}\``;
      const failure = (message: string): Outcome => ({
        outcome: 'fail',
        message,
        hint: 'take another file of the release',
        key: 'filename',
      });
      if (parsed.kind === 'unreadable')
        return [failure(`${shown} is the name of no wheel and no source distribution: ${parsed.why.slice(0, 200)}`)];
      if (parsed.name !== name)
        return [failure(`${shown} is listed under \`${name}\` and belongs to \`${parsed.name.slice(0, 100)}\``)];
      if (isSameVersion(parsed.version, version)) return [];
      return [
        failure(`${shown} is of version \`${parsed.version.slice(0, 100)}\`, not of \`${version.slice(0, 100)}\``),
      ];
    });
  },
};
