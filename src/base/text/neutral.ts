const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text from outside, made safe for a terminal: control and direction characters become visible escapes. */
export function neutralize(text: string): string {
  return text.replace(UNSAFE, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`);
}
