/**
 * What is made when it is first asked for, once; what it is made from is let go then. For what only some
 * reports show: a hash of a small thing costs little, but Node's cryptography, which must be loaded first,
 * as much as judging hundreds of pins.
 */
export function lazy<Value>(make: () => Value): () => Value {
  let open: (() => Value) | undefined = make;
  let made: { readonly value: Value } | undefined;
  return () => {
    if (open !== undefined) made = { value: open() };
    open = undefined;
    if (made === undefined) throw new Error('what is asked for is being made of itself');
    return made.value;
  };
}
