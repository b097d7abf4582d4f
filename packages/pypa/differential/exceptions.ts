/**
 * Where this package differs from Python's `packaging` on purpose. Each entry is proven by a test
 * of its own; `npm run fuzz` counts how often each was met.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'build-tag-line-end':
    'PEP 427 takes all that follows the digits into the build tag; packaging drops it from a line feed on, so that two files seem to be the same build',
  'license-kelvin-sign':
    'U+212A KELVIN SIGN is no letter of an SPDX id; Python folds it to `k`, so packaging takes it for one',
};
