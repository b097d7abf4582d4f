import {
  type Condition,
  formatMarker,
  impliesMarker,
  type Marker,
  type Parsed,
  parseMarker,
  simplifyMarker,
} from '@rind/pypa';

/** UTF-16 units of the texts that are remembered; beyond it everything is forgotten. */
const MAX_UNITS = 1_000_000;

/** What a function of texts answered, as long as there is room. */
class Memory<Value> {
  readonly #known = new Map<string, Value>();
  #units = 0;

  of(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#units += key.length;
    if (this.#units > MAX_UNITS) {
      this.#known.clear();
      this.#units = key.length;
    }
    this.#known.set(key, made);
    return made;
  }
}

/*
 * The locks of a folder share their markers, and to prove something about one takes a thousand times longer than
 * to look it up. These are functions of what they are given and of nothing else: what is remembered changes no answer.
 */
const parsed = new Memory<Parsed<Marker>>();
const simplified = new Memory<Condition>();
const implied = new Memory<ReturnType<typeof impliesMarker>>();

/** `parseMarker`, remembered. */
export function rememberedMarker(text: string): Parsed<Marker> {
  return parsed.of(text, () => parseMarker(text));
}

/** `simplifyMarker`, remembered. */
export function rememberedSimple(marker: Marker): Condition {
  return simplified.of(formatMarker(marker), () => simplifyMarker(marker));
}

/** `impliesMarker`, remembered. */
export function rememberedImplication(marker: Marker, other: Marker): ReturnType<typeof impliesMarker> {
  return implied.of(`${formatMarker(marker)}\n${formatMarker(other)}`, () => impliesMarker(marker, other));
}
