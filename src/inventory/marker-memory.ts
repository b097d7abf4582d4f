import {
  type Condition,
  formatMarker,
  impliesMarker,
  type Marker,
  type Parsed,
  parseMarker,
  simplifyMarker,
} from '@rind/pypa';
import { Remembered } from './remembered.ts';

/*
 * The locks of a folder share their markers, and to prove something about one takes a thousand times longer than
 * to look it up. These are functions of what they are given and of nothing else: what is remembered changes no answer.
 */
const parsed = new Remembered<Parsed<Marker>>();
const simplified = new Remembered<Condition>();
const implied = new Remembered<ReturnType<typeof impliesMarker>>();

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
