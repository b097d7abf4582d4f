import { DAY } from '../../base/instant.ts';
import type { Likeness, LikenessKind } from '../../evidence/known-names.ts';
import type { NameLikeness } from '../../evidence/name-likeness.ts';
import type { DistributionSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  score: {
    kind: 'number',
    default: 0.7,
    least: 0,
    most: 1,
    unit: 'score',
    stricter: 'lower',
    what: 'the least score that counts: how like the names are, times how much more popular the other is, times how new this project is',
  },
  young: {
    kind: 'duration',
    default: 90 * DAY,
    stricter: 'higher',
    what: 'how long a project is new, from its first file; an older one scores half',
  },
} as const;

/** No name that was meant to be another. */
export const rule: Rule<typeof parameters> = {
  id: 'name-confusion',
  title: 'no name that may have been meant to be another',
  what: 'Fails for a project whose name is like that of a known one: by its looks (`0` for `o`), separators, a slip of the finger, one or two letters, the order of its words, or something put before or behind it. How like it is, how much more popular the other one is, and how new this one is make a score together; a project that is used here already scores half. It never counts as more than `hold`, whatever the policy says. Where no list of known names is given it is not run.',
  why: 'Whoever mistypes a name installs what somebody put there for them. But of the malicious names that were collected at most one in eight is like a popular one, and thousands of honest names are, too: likeness alone proves nothing, so somebody looks, once.',
  bad: 'reqeusts, new since Monday',
  good: 'requests',
  unknownMeans: 'It never occurs.',
  levels: ['distribution'],
  needs: ['name-likeness'],
  defaultLevel: 'hold',
  defaultUnknown: 'report',
  denial: { presentation: 'list', scope: 'project', gravity: 'doubt' },
  parameters,
  judge({ name }: DistributionSubject, evidence, { parameters: { score: least, young }, now }) {
    return withValue(evidence['name-likeness'], 'name-likeness', (likeness) => {
      const old = likeness.since + young;
      const [likest] = likeness.like
        .map((known) => ({ known, score: scoreOf(known, likeness, now < old) }))
        .filter(({ score }) => score >= least)
        .sort((a, b) => b.score - a.score);
      if (likest === undefined) return [];
      const { known, score } = likest;
      const message = `\`${name.slice(0, 100)}\` may be meant to be \`${known.name.slice(0, 100)}\`: ${WORDS[known.how]} (score ${score.toFixed(2)})`;
      const hint = `if \`${known.name.slice(0, 100)}\` is meant, ask for that; otherwise have this project allowed`;
      const until = now < old ? { until: old } : {};
      return [{ outcome: 'fail', level: 'hold', message, hint, key: known.name, ...until }];
    });
  },
};

const WORDS: Readonly<Record<LikenessKind, string>> = {
  confusable: 'it looks the same',
  separators: 'only separators differ',
  slip: 'one slip of a finger',
  'one-edit': 'one letter differs',
  'two-edits': 'two letters differ',
  order: 'the same words in another order',
  combination: 'the same name with something added',
};

/** How many times as popular the other name has to be for its popularity to count in full. */
const FAR_MORE_POPULAR = 1000;

/** From 0 to 1; it falls when the project grows old, and never rises. */
function scoreOf(known: Likeness, { popularity, isUsed }: NameLikeness, isYoung: boolean): number {
  const ratio = popularity === null || popularity <= 0 ? FAR_MORE_POPULAR : known.popularity / popularity;
  const asymmetry = ratio <= 1 ? 0 : Math.min(1, Math.log(ratio) / Math.log(FAR_MORE_POPULAR));
  return known.similarity * asymmetry * (isYoung ? 1 : 0.5) * (isUsed ? 0.5 : 1);
}
