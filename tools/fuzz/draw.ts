/** A number below another, from a seeded row of draws. */
export type Draw = (below: number) => number;

/** One of a list. */
export function drawn<T>(draw: Draw, list: readonly T[]): T {
  const one = list[draw(list.length)];
  if (one === undefined) throw new Error('nothing can be drawn from an empty list');
  return one;
}
