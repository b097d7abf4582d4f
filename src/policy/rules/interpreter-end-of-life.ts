import { parseVersion } from '@rind/pypa';
import { formatDate, parseDate } from '../../base/instant.ts';
import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import { PYTHON_END_OF_LIFE } from '../python-end-of-life.data.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  notice: {
    kind: 'duration',
    default: 90 * 24 * 60 * 60 * 1000,
    stricter: 'higher',
    what: 'how long before the end it is warned of',
  },
} as const;

/** A Python that still gets security fixes. */
export const rule: Rule<typeof parameters> = {
  id: 'interpreter-end-of-life',
  title: 'the interpreter still gets security fixes',
  what: 'Fails for a CPython whose minor line has reached its end of life; warns for `notice` before that day.',
  why: 'A flaw in the interpreter or its standard library that is found after that day stays open for good, whatever is done about dependencies.',
  bad: 'python 3.8  # since 2024-10-07 without fixes',
  good: 'python 3.13',
  unknownMeans: 'The interpreter is not CPython, does not say its version, or is newer than this list.',
  levels: ['requirement', 'release'],
  needs: ['declaration'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  parameters,
  judge(subject: ComponentSubject, { declaration }, { parameters: { notice }, now }) {
    if (subject.origin.kind !== 'interpreter') return [{ outcome: 'pass' }];
    return withValue(declaration, 'declaration', ({ version, specifier }) => {
      const line = minorLine(version ?? specifier?.replace(/^==(\d{1,4}\.\d{1,4})\.\*$/, '$1') ?? '');
      if (subject.name !== 'python' && subject.name !== 'cpython')
        return [unknown(`until when \`${subject.id}\` is maintained is not known`)];
      if (line === undefined) return [unknown('the version of the interpreter is not known')];
      return judgeLine(line, notice, now);
    });
  },
};

function judgeLine({ major, minor }: { major: number; minor: number }, notice: number, now: number): Outcome[] {
  const line = `${major}.${minor}`;
  // Lines before the first that is listed ended before dates were announced.
  if (major < 2 || (major === 2 && minor < 6)) return [ended(line, undefined)];
  const date = PYTHON_END_OF_LIFE.get(line);
  const end = date === undefined ? undefined : parseDate(date);
  if (end === undefined || !end.ok) return [unknown(`until when Python ${line} is maintained is not known`)];
  if (now >= end.value) return [ended(line, end.value)];
  if (now < end.value - notice) return [{ outcome: 'pass', until: end.value - notice }];
  const message = `Python ${line} gets security fixes only until ${formatDate(end.value)}`;
  return [{ outcome: 'fail', level: 'warn', message, hint: 'move to a later Python', until: end.value, key: line }];
}

function ended(line: string, end: number | undefined): Outcome {
  const since = end === undefined ? 'long ago' : `on ${formatDate(end)}`;
  const message = `Python ${line} reached its end of life ${since}: it gets no security fixes`;
  return { outcome: 'fail', message, hint: 'move to a Python that is maintained', key: line };
}

function unknown(message: string): Outcome {
  return { outcome: 'unknown', reason: 'unknown-interpreter', message };
}

function minorLine(text: string): { major: number; minor: number } | undefined {
  const parsed = parseVersion(text);
  const [major, minor] = parsed.ok ? parsed.value.release : [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
