import { type Condition, conjoinMarkers, disjoinMarkers, formatMarker, type Marker } from '@rind/pypa';
import { rememberedImplication, rememberedMarker, rememberedSimple } from './marker-memory.ts';

/*
 * What the conditions of one lock may cost. Beyond it a condition is taken for "always", which hides
 * nothing. A proof about `n` comparisons looks at up to 3^n environments, at most at 20,000.
 */
/** Comparisons of one condition. */
const MAX_COMPARISONS = 24;
/** UTF-16 units of one marker. */
const MAX_MARKER_LENGTH = 4000;
/** Comparisons squared × environments, over all proofs of a lock: some seconds at worst. */
const MAX_WORK = 100_000_000;
const MOST_ENVIRONMENTS = 20_000;
/** Pairs of conditions whose joint one is remembered. */
const MAX_PAIRS = 100_000;

/**
 * The conditions of one lock. Hundreds of arrows share a few markers: equal conditions are the same
 * object, and what two of them make together is worked out once.
 */
export class LockConditions {
  readonly #read = new Map<string, Condition>();
  readonly #byText = new Map<string, Marker>();
  readonly #both = new Map<Condition, Map<Condition, Condition>>();
  readonly #either = new Map<Condition, Map<Condition, Condition>>();
  #work = 0;
  #pairs = 0;

  /** What a marker says; one that cannot be read is taken for "always", which hides nothing. */
  read(text: string | undefined): Condition {
    if (text === undefined) return true;
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    const parsed = text.length > MAX_MARKER_LENGTH ? undefined : rememberedMarker(text);
    const condition = parsed?.ok ? this.own(parsed.value) : true;
    this.#read.set(text, condition);
    return condition;
  }

  /** The condition as this lock holds it: simplified where that can be afforded, "always" where it is too long. */
  own(condition: Condition): Condition {
    if (typeof condition === 'boolean' || comparisonsOf(condition) > MAX_COMPARISONS) return condition !== false;
    return this.#same(this.#affords(condition) ? rememberedSimple(condition) : condition);
  }

  /** Under which condition both hold: false where they exclude each other. */
  both(a: Condition, b: Condition): Condition {
    if (a === true || b === false) return b;
    if (b === true || a === false || a === b) return a;
    return this.#remembered(this.#both, a, b, () => this.own(conjoinMarkers(a, b)));
  }

  /** Under which condition one of them holds: `known` itself where `way` adds nothing to it. */
  either(known: Condition, way: Condition): Condition {
    if (known === true || way === false || known === way) return known;
    if (known === false || way === true) return way;
    return this.#remembered(this.#either, known, way, () => {
      const joint = disjoinMarkers(known, way);
      if (comparisonsOf(joint) > MAX_COMPARISONS || !this.#affords(joint)) return true;
      if (typeof joint === 'boolean') return joint;
      return rememberedImplication(way, known) === 'yes' ? known : this.#same(rememberedSimple(joint));
    });
  }

  #remembered(
    memory: Map<Condition, Map<Condition, Condition>>,
    a: Condition,
    b: Condition,
    make: () => Condition,
  ): Condition {
    const row = memory.get(a) ?? new Map<Condition, Condition>();
    const known = row.get(b);
    if (known !== undefined) return known;
    const made = make();
    if (++this.#pairs > MAX_PAIRS) return made;
    memory.set(a, row.set(b, made));
    return made;
  }

  #same(condition: Condition): Condition {
    if (typeof condition === 'boolean') return condition;
    const text = formatMarker(condition);
    const known = this.#byText.get(text);
    if (known === undefined) this.#byText.set(text, condition);
    return known ?? condition;
  }

  /** Whether there is work left for a proof about a condition; it is taken off. */
  #affords(condition: Condition): boolean {
    const comparisons = comparisonsOf(condition);
    this.#work += comparisons ** 2 * Math.min(MOST_ENVIRONMENTS, 3 ** comparisons);
    return this.#work <= MAX_WORK;
  }
}

function comparisonsOf(condition: Condition): number {
  if (typeof condition === 'boolean') return 0;
  if (condition.kind === 'comparison') return 1;
  return condition.parts.reduce((count, part) => count + comparisonsOf(part), 0);
}
