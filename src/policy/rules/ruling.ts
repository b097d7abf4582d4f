import type { Ruling } from '../../evidence/ruling.ts';
import type { FileSubject } from '../../evidence/subject.ts';
import { areAmong, isStanding, type ReadRuling, readRulings } from '../allowance.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { coversSubject, type Spec } from '../spec.ts';
import { withValue } from '../with-value.ts';

/** What persons have denied or hold. */
export const rule: Rule = {
  id: 'ruling',
  title: 'nothing that a person has denied or holds',
  what: "Fails for a file that a person's standing `rind deny` or `rind hold` names: by project, versions, the beginning of the name, or SHA-256. The strictest word counts, whichever was said first or is more exact: deny before hold before allow. One thing lifts a deny or a hold: an allow of the very bytes (`sha256:HEX`) that was said after it, where that one does not name bytes itself. A hold counts as `hold` at most.",
  why: 'When a release is found to be bad, somebody has to be able to stop it within seconds, whatever was allowed before. Were the more exact word to win, an old forgotten allow would defeat today’s emergency.',
  bad: "rind deny 'litellm==1.82.8' --reason 'steals credentials'\n\nlitellm-1.82.8-py3-none-any.whl",
  good: 'litellm-1.82.6-py3-none-any.whl',
  unknownMeans: 'A ruling cannot be read. Nothing that it may be about is let through by the rule.',
  levels: ['distribution', 'artifact'],
  needs: ['rulings'],
  defaultLevel: 'deny',
  defaultUnknown: 'hold',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'never',
  judge(subject: FileSubject, { rulings }, { now }) {
    return withValue(rulings, 'rulings', (all) => {
      const standing = readRulings(all).filter(({ ruling }) => isStanding(ruling, now));
      return standing.flatMap((one): Outcome[] => {
        if (one.ruling.word === 'allow') return [];
        const spec = one.spec;
        if (spec === undefined) return [unread(one.ruling)];
        if (coversSubject(spec, subject, undefined, 'some') !== 'yes') return [];
        const lifting = spec.kind === 'sha256' ? undefined : laterAllow(standing, one.ruling, subject);
        // It is lifted for as long as the allow stands.
        if (lifting !== undefined) return lifting.expires === null ? [] : [{ outcome: 'pass', until: lifting.expires }];
        return [failure(one.ruling, spec, subject)];
      });
    });
  },
};

/** The allow of these very bytes that was said after a ruling and lasts longest. */
function laterAllow(standing: readonly ReadRuling[], { made }: Ruling, subject: FileSubject): Ruling | undefined {
  let longest: Ruling | undefined;
  for (const { ruling, spec } of standing) {
    const isIt =
      ruling.word === 'allow' && ruling.made > made && spec?.kind === 'sha256' && areAmong([spec.hex], subject);
    if (!isIt) continue;
    if (longest === undefined || (ruling.expires ?? Infinity) > (longest.expires ?? Infinity)) longest = ruling;
  }
  return longest;
}

const WORDS = { deny: 'denied', hold: 'held', allow: 'allowed' } as const;

function failure({ id, word, spec: text, owner, reason, expires }: Ruling, spec: Spec, subject: FileSubject): Outcome {
  const by = owner === '' ? '' : ` by ${owner.slice(0, 100)}`;
  const why = reason === '' ? '' : `: ${reason.slice(0, 200)}`;
  const isWhole = spec.kind === 'prefix' || (spec.kind === 'name' && spec.specifiers.specifiers.length === 0);
  return {
    outcome: 'fail',
    ...(word === 'hold' ? { level: 'hold' as const } : {}),
    message: `\`${subject.filename.slice(0, 100)}\` is ${WORDS[word]}${by}, as \`${text.slice(0, 100)}\`${why}`,
    hint: `ask who ${word === 'hold' ? 'holds' : 'denied'} it; \`rind ${word} --remove ${id}\` takes it back`,
    key: id,
    scope: isWhole ? 'project' : 'version',
    ...(expires === null ? {} : { until: expires }),
  };
}

/** What cannot be read may be about this file: a restored state, a ruling of a later version. */
function unread({ id, spec, expires }: Ruling): Outcome {
  return {
    outcome: 'unknown',
    reason: 'unread-ruling',
    message: `the ruling \`${id}\` cannot be read: \`${spec.slice(0, 100)}\``,
    hint: 'remove it and make it again',
    key: id,
    ...(expires === null ? {} : { until: expires }),
  };
}
