import { formatSpecifier, normalizeName, parseSpecifierSet } from '@rind/pypa';
import type { ArtifactMetadata } from '../../evidence/inspected-artifact.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { ArtifactSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { isSameVersion } from '../same-version.ts';
import { withValue } from '../with-value.ts';

/** A file says of itself what was said of it. */
export const rule: Rule = {
  id: 'metadata-mismatch',
  title: 'a file says of itself what its index said of it',
  what: "Fails for a wheel whose METADATA has other bytes than the file that the index announces or serves beside it (PEP 658), for a file whose metadata names another project or version than its name does, and for a wheel whose `Requires-Python` is not the page's. A source distribution without metadata is not judged; a wheel without is for `archive-structure`.",
  why: 'Installers resolve by the metadata beside a wheel and install the wheel: dependencies that only one of the two names are never looked at. pip refuses such wheels since 26.2.',
  bad: 'demo-1.0-py3-none-any.whl.metadata without, and the wheel with `Requires-Dist: evil`',
  good: 'both alike, to the byte',
  unknownMeans: 'The file was not looked into, or nothing is known of it.',
  levels: ['artifact'],
  needs: ['inspection', 'offered-file'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge(subject: ArtifactSubject, evidence) {
    return withValue(evidence.inspection, 'inspection', ({ kind, metadata, metadataSha256 }) =>
      withValue(evidence['offered-file'], 'offered-file', (file) => {
        if (metadata === null) return [];
        const messages = [
          ...identity(subject, metadata),
          ...(kind === 'wheel' ? [...besides(file, metadataSha256), ...pythons(file, metadata)] : []),
        ];
        return messages.map((message): Outcome => {
          const full = `\`${subject.filename.slice(0, 100)}\` ${message}`;
          return { outcome: 'fail', message: full, hint: 'take another release, and tell its publisher', key: message };
        });
      }),
    );
  },
};

function identity({ name, version }: ArtifactSubject, metadata: ArtifactMetadata): string[] {
  const messages: string[] = [];
  if (normalizeName(metadata.name) !== name)
    messages.push(`calls itself \`${metadata.name.slice(0, 100)}\`, not \`${name}\``);
  if (!isSameVersion(metadata.version, version))
    messages.push(`calls itself version \`${metadata.version.slice(0, 100)}\`, not \`${version.slice(0, 100)}\``);
  return messages;
}

function besides({ metadataSha256: announced, sidecarSha256 }: OfferedFile, own: string | null): string[] {
  if (announced !== null && announced !== own) return ['has other metadata than the index announces'];
  if (sidecarSha256 !== null && sidecarSha256 !== own) return ['has other metadata than the index served beside it'];
  return [];
}

/** Pages write the specifiers in whatever order and spacing; which versions they mean has to be the same. */
function pythons({ requiresPython: listed }: OfferedFile, { requiresPython: own }: ArtifactMetadata): string[] {
  if (listed === null || plain(listed) === plain(own ?? '')) return [];
  return [`requires Python \`${(own ?? '').slice(0, 100)}\`, not \`${listed.slice(0, 100)}\` as the index says`];
}

function plain(text: string): string {
  const parsed = parseSpecifierSet(text);
  if (!parsed.ok) return text.trim();
  return [...new Set(parsed.value.specifiers.map(formatSpecifier))].sort().join();
}
