/**
 * Where this package differs from Python's `packaging` on purpose. Each entry is proven by a test
 * of its own; `npm run fuzz` counts how often each was met.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'dependency-group-invalid-name':
    'a group whose key is no valid name is refused when it is used: the specification demands valid names, packaging takes any text',
  'build-tag-line-end':
    'PEP 427 takes all that follows the digits into the build tag; packaging drops it from a line feed on, so that two files seem to be the same build',
  'license-kelvin-sign':
    'U+212A KELVIN SIGN is no letter of an SPDX id; Python folds it to `k`, so packaging takes it for one',
  'html-parser-dialect':
    'HTML 5 rules, as in current html.parser; older ones differ on odd white space, `==`, comment ends and text elements',
  'marker-character-by-name':
    'a string literal with `\\N{…}` is refused: the grammar knows no escapes, and this one would need the table of all character names',
  'marker-field-outside-context':
    '`extras` and `dependency_groups` are defined in lock files only, `extra` everywhere else, even where an environment brings them: the specification says so',
  'marker-text-unreadable':
    'a literal with line ends, backslashes or both kinds of quote is printed with escapes, so that the text reads back as the same marker',
  'name-ends-in-underscore':
    "the names of projects and extras end in a letter or digit, as the grammar says; packaging's word boundary lets `_` through",
  'build-tag-line-end':
    'PEP 427 takes all that follows the digits into the build tag; packaging drops it from a line feed on, so that two files seem to be the same build',
};
