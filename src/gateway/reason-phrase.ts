/** The longest reason phrase: pip prints it whole, proxies in front cut what is much longer. */
const MOST = 200;

/**
 * A reason phrase that any server, proxy and client takes: printable ASCII, at most 200 characters. Node throws on
 * anything else, and a line end would begin a header. Source: RFC 9112, 4.
 */
export function reasonPhrase(text: string, tail: string = ''): string {
  const head = ascii(text);
  const end = ascii(tail);
  const most = MOST - end.length;
  return (head.length <= most ? head : `${head.slice(0, Math.max(0, most - 3))}...`) + end;
}

function ascii(text: string): string {
  return text
    .slice(0, 4 * MOST)
    .replace(/[^\x20-\x7e]+/g, '?')
    .trimEnd();
}
