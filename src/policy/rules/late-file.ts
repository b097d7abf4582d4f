import { DAY, formatDate } from '../../base/instant.ts';
import type { OfferedFile } from '../../evidence/offered-file.ts';
import type { DistributionSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  age: {
    kind: 'duration',
    default: 14 * DAY,
    stricter: 'lower',
    what: 'how old a release may be when a file is added to it',
  },
  for: {
    kind: 'duration',
    default: 90 * DAY,
    stricter: 'higher',
    what: 'how long after it appeared such a file is held',
  },
} as const;

/** Nothing is added to an old release. */
export const rule: Rule<typeof parameters> = {
  id: 'late-file',
  title: 'no file that was added to an old release',
  what: 'Fails for a file that appeared when the oldest file of its release was older than `age`, for as long as `for` says.',
  why: 'A version that everybody trusts and pins is a good place for a bad file: installers prefer a wheel that fits better to the one that they took yesterday. PyPI has refused such uploads since July 2026, so one is an anomaly. Before, maintainers did add wheels for later Pythons: that is why it is held and not denied, and forgotten once it has been out long enough to be known.',
  bad: 'demo 1.0 of 2023: demo-1.0-cp313-cp313-manylinux_2_28_x86_64.whl of yesterday',
  good: 'demo 1.0.post1 of yesterday',
  unknownMeans: 'The index does not say when the file was uploaded, and it was there when the gateway looked first.',
  levels: ['distribution'],
  needs: ['offered-file', 'offered-project'],
  defaultLevel: 'hold',
  defaultUnknown: 'report',
  denial: { presentation: 'yank', scope: 'version', gravity: 'doubt' },
  parameters,
  judge({ filename }: DistributionSubject, evidence, { parameters: { age, for: span }, now }) {
    return withValue(evidence['offered-file'], 'offered-file', (file) =>
      withValue(evidence['offered-project'], 'offered-project', ({ firstSeen }) => {
        if (file.trust === 'own') return [];
        const shown = `\`${filename.slice(0, 100)}\``;
        const appeared = appearedAt(file, firstSeen);
        if (appeared === undefined) {
          const message = `when ${shown} was uploaded is not known`;
          return [{ outcome: 'unknown', reason: 'unknown-upload-time', message }];
        }
        const until = appeared + span;
        if (appeared - file.releaseSince <= age || now >= until) return [];
        const message = `${shown} appeared on ${formatDate(appeared)} in a release of ${formatDate(file.releaseSince)}`;
        const hint = 'take another file of the release, or have somebody look at this one';
        return [{ outcome: 'fail', message, hint, until, key: 'late-file' }];
      }),
    );
  },
};

/** When a file appeared; undefined where it was there when its project was looked at first, and nobody says since when. */
function appearedAt(
  { trust, claimedAt, backfilledAt, firstSeen }: OfferedFile,
  projectFirstSeen: number,
): number | undefined {
  const said = claimedAt ?? backfilledAt ?? undefined;
  if (firstSeen <= projectFirstSeen) return said;
  // It was not there before: an index that is not PyPI's cannot date it back.
  if (trust === 'pypi' && said !== undefined) return said;
  return Math.max(firstSeen, said ?? firstSeen);
}
