import type { TreePath } from '@rind/pypa';
import { didYouMean } from '../base/did-you-mean.ts';

/** Why a configuration is refused, and at which key. */
export interface ConfigFault {
  readonly path: TreePath;
  readonly message: string;
  readonly hint?: string;
}

/** The hint for a word that is mistyped. */
export function suggestion(written: string, known: readonly string[]): { hint?: string } {
  const near = didYouMean(written, known);
  return near === undefined ? {} : { hint: `did you mean \`${near}\`?` };
}
