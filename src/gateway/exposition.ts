/** Kinds of families that Prometheus tells apart. */
export type FamilyType = 'counter' | 'gauge' | 'histogram';

type Labels = Readonly<Record<string, string>>;

/** Text for Prometheus, family by family. Source: Prometheus text exposition format 0.0.4. */
export class Exposition {
  readonly #lines: string[] = [];
  #name = '';

  /** Begins a family: its samples follow. One without any is still told, so that nobody takes it for a slip of the pen. */
  family(name: string, type: FamilyType, help: string): this {
    this.#name = name;
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    return this;
  }

  /** A sample of the family that was begun last. */
  sample(labels: Labels, value: number, suffix = ''): this {
    this.#lines.push(`${this.#name}${suffix}${labelled(labels)} ${value}`);
    return this;
  }

  /** A family of one sample without labels; nothing at all where its value is not known. */
  single(name: string, type: FamilyType, help: string, value: number | undefined): this {
    return value === undefined ? this : this.family(name, type, help).sample({}, value);
  }

  /**
   * The samples of one histogram of the family that was begun last; nothing where nothing was counted.
   *
   * @param counts for each upper end what is above the one before and not above it, and last what is above all
   */
  histogram(labels: Labels, ends: readonly number[], counts: ArrayLike<number>, sum: number): this {
    let total = 0;
    const rows: [string, number][] = [];
    for (let place = 0; place <= ends.length; place++) {
      total += counts[place] ?? 0;
      rows.push([String(ends[place] ?? '+Inf'), total]);
    }
    if (total === 0) return this;
    for (const [le, count] of rows) this.sample({ ...labels, le }, count, '_bucket');
    return this.sample(labels, sum, '_sum').sample(labels, total, '_count');
  }

  /** All of it. */
  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function labelled(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** A value on one line; what a terminal would obey is written out. */
function escaped(value: string): string {
  return value
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\p{Cs}]/gu, (one) => `\\\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The class of a value in a histogram of these upper ends. */
export function bucketOf(ends: readonly number[], value: number): number {
  let bucket = 0;
  while (bucket < ends.length && value > (ends[bucket] ?? 0)) bucket++;
  return bucket;
}
