/** A sample of an exposition: the whole name, and labels by name. */
export interface ReadSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** A family as it is told. */
export interface ReadFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: ReadSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|\})/;
const VALUE = /^ (NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * Reads an exposition as strictly as its format says, and throws where it is none: a line that is none, a sample of no
 * family or outside of it, a sample or family twice, a histogram that does not add up. Source: Prometheus, "Exposition
 * formats", text format 0.0.4.
 */
export function readExposition(text: string): Map<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, ReadFamily>();
  const seen = new Set<string>();
  let current = '';
  let help = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (NAME.exec(name)?.[0] !== name) throw new Error(`no name: ${line}`);
      if (kind === 'HELP') help = rest;
      else if (families.has(name)) throw new Error(`twice: ${name}`);
      else if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`no type: ${line}`);
      else families.set(name, { type: rest, help, samples: [] });
      current = name;
      continue;
    }
    const sample = readSample(line);
    const family = families.get(current);
    const suffix = sample.name.slice(current.length);
    const allowed = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    if (!sample.name.startsWith(current) || !allowed.includes(suffix)) throw new Error(`of no family: ${line}`);
    const key = JSON.stringify([sample.name, [...sample.labels].sort()]);
    if (seen.has(key)) throw new Error(`twice: ${line}`);
    seen.add(key);
    family?.samples.push(sample);
  }
  for (const [name, family] of families) checkFamily(name, family);
  return families;
}

function readSample(line: string): ReadSample {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const labels = new Map<string, string>();
  let rest = line.slice(name.length);
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    for (;;) {
      const found = LABEL.exec(rest);
      if (found === null) throw new Error(`no label: ${line}`);
      const [all, label = '', written = '', end] = found;
      if (labels.has(label)) throw new Error(`a label twice: ${line}`);
      const value = written.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
      labels.set(label, value);
      rest = rest.slice(all.length);
      if (end === '}') break;
    }
  }
  const value = VALUE.exec(rest)?.[1];
  if (value === undefined) throw new Error(`no value: ${line}`);
  return { name, labels, value: Number(value) };
}

function checkFamily(name: string, { type, samples }: ReadFamily): void {
  if (type === 'counter' && (!name.endsWith('_total') || samples.some(({ value }) => value < 0)))
    throw new Error(`no counter: ${name}`);
  if (type !== 'histogram') return;
  const series = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify([...sample.labels].filter(([label]) => label !== 'le').sort());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const all of series.values()) {
    const buckets = all.filter((one) => one.name === `${name}_bucket`);
    const ends = buckets.map(({ labels }) => Number(labels.get('le')?.replace('+Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    const count = all.find((one) => one.name === `${name}_count`)?.value;
    const isRising = (row: readonly number[]) => row.every((one, i) => i === 0 || one >= (row[i - 1] ?? 0));
    if (!isRising(ends) || !isRising(counts) || ends.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== count)
      throw new Error(`no histogram: ${name}`);
    if (!all.some((one) => one.name === `${name}_sum`)) throw new Error(`no sum: ${name}`);
  }
}
