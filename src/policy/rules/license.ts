import { isLicenseAccepted, type LicenseTerm, parseLicenseExpression } from '@rind/pypa';
import type { ParameterValues } from '../../base/parameter.ts';
import type { ArtifactSubject, ComponentSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  allow: {
    kind: 'texts',
    default: null,
    stricter: 'fewer',
    check: checkTerm,
    what: 'the only licenses that are used, as SPDX ids, with `+` or `WITH EXCEPTION` where meant; any when it is not set',
  },
  deny: {
    kind: 'texts',
    default: [],
    stricter: 'more',
    check: checkTerm,
    what: 'licenses that are not used, as SPDX ids',
  },
} as const;

/** Licenses that a team can live with. */
export const rule: Rule<typeof parameters> = {
  id: 'license',
  title: 'a license that the team can live with',
  what: 'Judges the license expression (PEP 639) of a release by the lists `allow` and `deny`. Of `A OR B` one has to be acceptable, of `A AND B` both. It is silent until a list is set.',
  why: 'A license binds whoever distributes or serves the program; finding out after the release is late.',
  bad: '[rules.license]\ndeny = ["AGPL-3.0-only"]\n\nsome-project 1.0: AGPL-3.0-only',
  good: 'some-project 1.0: AGPL-3.0-only OR MIT',
  unknownMeans:
    'Nothing at hand says a license, or what it says is no SPDX expression. Locks say none: environments, SBOMs and the metadata of a fetched file do.',
  levels: ['requirement', 'release', 'artifact'],
  needs: ['declaration', 'inspection'],
  defaultLevel: 'deny',
  defaultUnknown: 'report',
  denial: { presentation: 'yank', scope: 'version', gravity: 'choice' },
  parameters,
  judge(subject: ComponentSubject | ArtifactSubject, { declaration, inspection }, { parameters: lists }) {
    const { allow, deny } = lists;
    if ((allow === null && deny.length === 0) || subject.origin.kind === 'interpreter') return [{ outcome: 'pass' }];
    if (subject.level !== 'artifact')
      return withValue(declaration, 'declaration', ({ license }) => judged(subject.id, license, lists));
    return withValue(inspection, 'inspection', ({ metadata }) =>
      judged(subject.filename.slice(0, 100), metadata?.license ?? undefined, lists),
    );
  },
};

function judged(
  what: string,
  license: string | undefined,
  { allow, deny }: ParameterValues<typeof parameters>,
): Outcome[] {
  if (license === undefined) {
    const message = `nothing at hand says the license of \`${what}\``;
    return [{ outcome: 'unknown', reason: 'unknown-license', message }];
  }
  const shown = `\`${license.slice(0, 100)}\``;
  const expression = parseLicenseExpression(license);
  if (!expression.ok) {
    const message = `the license of \`${what}\` is no SPDX expression: ${shown}`;
    return [{ outcome: 'unknown', reason: 'invalid-license', message }];
  }
  const denied = new Set(deny.map(canonical));
  const allowed = allow === null ? null : new Set(allow.map(canonical));
  const accepts = (term: LicenseTerm) => {
    const names = spellings(term);
    // Denying a license denies it with any exception; allowing it allows the exception, which grants more.
    return !names.some((name) => denied.has(name)) && (allowed === null || names.some((name) => allowed.has(name)));
  };
  if (isLicenseAccepted(expression.value, accepts)) return [];
  const message = `the license of \`${what}\`, ${shown}, is ${allowed === null ? 'denied' : 'not allowed'}`;
  return [{ outcome: 'fail', message, hint: 'replace it, or have the license admitted', key: license }];
}

/** The names by which a list may mean a term, most exact first. */
function spellings({ id, orLater, exception }: LicenseTerm): string[] {
  const version = orLater ? `${id}+` : id;
  const names = exception === undefined ? [version] : [`${version} WITH ${exception}`, version];
  return names.map((name) => name.toLowerCase());
}

/** A list's item in the spelling of the SPDX list. */
function canonical(text: string): string {
  const parsed = parseLicenseExpression(text);
  return parsed.ok && parsed.value.kind === 'license' ? (spellings(parsed.value)[0] ?? text) : text.toLowerCase();
}

function checkTerm(text: string): string | undefined {
  const parsed = parseLicenseExpression(text);
  return parsed.ok && parsed.value.kind === 'license' ? undefined : 'it is no SPDX license id';
}
