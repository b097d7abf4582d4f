/**
 * A function of a header that is remembered: clients send the same few values again and again. Attackers do
 * not, so there is a bound, after which everything is forgotten.
 */
export function remembered<T>(most: number, compute: (text: string | undefined) => T): (text: string | undefined) => T {
  const known = new Map<string | undefined, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    if (text !== undefined && text.length > 1000) return value;
    if (known.size >= most) known.clear();
    known.set(text, value);
    return value;
  };
}
