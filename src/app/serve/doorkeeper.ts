import type { Secret } from '../../base/secret.ts';
import type { Forbidden, Later } from './answers.ts';
import type { Asker } from './ask.ts';

/** Whose token it is. `unknown` stands for wrong, expired and revoked alike: which of them is nobody's business. */
export type Identified =
  | {
      readonly answer: 'principal';
      /** The token's id: what {@link Asker.principal} becomes. */
      readonly principal: string;
    }
  | { readonly answer: 'unknown' }
  | Later;

/** Knows whose tokens are whose. Slows down and turns away who guesses. */
export interface Doorkeeper {
  /** Asked only when a token came along; `later` when this address has guessed too often. */
  identify(token: Secret, address: string): Promise<Identified>;
  /** Why an asker may not read at all; undefined when it may. */
  readFault(asker: Asker): Forbidden | undefined;
}
