import type { PythonToken } from './python-tokens.ts';

/**
 * Names that are bound once, at the left margin, and only read otherwise: by token where the bound
 * expression begins. Anything that may change a value afterwards (a method, an index, another binding,
 * a call that is handed it) makes it unknown.
 */
export function bindingsOf(tokens: readonly PythonToken[], closing: ReadonlyMap<number, number>): Map<string, number> {
  const starts = new Map<string, number>();
  const changed = new Set<string>();
  const callers = new CallStack(closing);
  for (const [i, token] of tokens.entries()) {
    const caller = callers.at(tokens, i);
    if (token.kind !== 'name') continue;
    const before = tokens[i - 1]?.text;
    if (before === '.') continue;
    const after = tokens[i + 1];
    const bound = bindingAt(tokens, i);
    if (bound !== undefined && !starts.has(token.text)) starts.set(token.text, bound);
    else if (
      bound !== undefined ||
      BINDERS.has(before ?? '') ||
      (after?.kind === 'operator' && !isRead(after.text, token.depth)) ||
      (caller !== undefined && !PURE_CALLS.has(caller))
    )
      changed.add(token.text);
  }
  for (const name of changed) starts.delete(name);
  return starts;
}

const BINDERS: ReadonlySet<string> = new Set(['for', 'as', 'import', 'def', 'class', 'global', 'nonlocal', 'del']);
const PURE_CALLS: ReadonlySet<string> = new Set([
  'setup',
  'dict',
  'print',
  'len',
  'sorted',
  'list',
  'tuple',
  'set',
  'str',
]);

/** Whether what follows a name leaves its value alone. `=` inside brackets names an argument. */
function isRead(after: string, depth: number): boolean {
  return after === '=' ? depth > 0 : [',', ')', ']', '}', '+', ':', '%', '==', '!=', '*'].includes(after);
}

/** `NAME = …` or `NAME: type = …` at the left margin: where the expression begins. */
function bindingAt(tokens: readonly PythonToken[], at: number): number | undefined {
  const token = tokens[at];
  if (token === undefined || !token.isTopLevel) return undefined;
  if (tokens[at + 1]?.text === '=') return at + 2;
  if (tokens[at + 1]?.text !== ':') return undefined;
  for (let next = at + 2; next < Math.min(tokens.length, at + 20); next++) {
    const { kind, text, depth } = tokens[next] ?? { kind: 'newline', text: '', depth: 0 };
    if (kind === 'newline') return undefined;
    if (text === '=' && depth === 0) return next + 1;
  }
  return undefined;
}

/** Which call's brackets a token stands in, while tokens are looked at in order. */
class CallStack {
  readonly #closing: ReadonlyMap<number, number>;
  readonly #open: { readonly end: number; readonly caller: string | undefined }[] = [];

  constructor(closing: ReadonlyMap<number, number>) {
    this.#closing = closing;
  }

  at(tokens: readonly PythonToken[], index: number): string | undefined {
    while ((this.#open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= index) this.#open.pop();
    const caller = this.#open.at(-1)?.caller;
    const end = this.#closing.get(index);
    if (end !== undefined) {
      const before = tokens[index - 1];
      const isCall = tokens[index]?.text === '(' && before?.kind === 'name' && !KEYWORDS.has(before.text);
      const called = isCall ? before.text : tokens[index]?.text === '(' && before?.text === ')' ? ')' : caller;
      this.#open.push({ end, caller: called });
    }
    return caller;
  }
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'in',
  'and',
  'or',
  'not',
  'if',
  'else',
  'return',
  'is',
  'lambda',
  'assert',
]);
