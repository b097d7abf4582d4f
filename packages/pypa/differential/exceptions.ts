/**
 * Where this package differs from Python's `packaging` on purpose. Each entry is proven by a test
 * of its own; `npm run fuzz` counts how often each was met.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'license-kelvin-sign':
    'U+212A KELVIN SIGN is no letter of an SPDX id; Python folds it to `k`, so packaging takes it for one',
};
