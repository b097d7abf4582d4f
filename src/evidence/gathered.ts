/**
 * What gathering a kind of evidence for a subject came to.
 *
 * - `present`: the value, who says so and as of when (RFC 3339, empty when the source does not say).
 * - `unknown`: it was looked for and cannot be told; `failed` where looking for it threw.
 * - `not-configured`: this door or this run has no source for it.
 */
export type Gathered<V> =
  | { readonly state: 'present'; readonly value: V; readonly source: string; readonly observedAt: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly failed?: true }
  | { readonly state: 'not-configured'; readonly reason: string };
