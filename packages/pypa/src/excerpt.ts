/** The most UTF-16 code units of a text from outside that a message repeats. */
const MOST = 80;

/** Cuts a text from outside to what a message can bear. Not part of the public surface. */
export function excerpt(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1).toWellFormed()}…`;
}
