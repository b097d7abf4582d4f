/**
 * Where this package differs from Python's `packaging` on purpose. Each entry is proven by a test
 * of its own; `npm run fuzz` counts how often each was met.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'license-file-drive':
    'any character before `:` is a Windows drive, so `1:/x` is absolute: CPython 3.12 and later say so, 3.11 wants a letter',
  'dependency-group-invalid-name':
    'a group whose key is no valid name is refused when it is used: the specification demands valid names, packaging takes any text',
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
  'specifier-foreign-letters':
    'letters outside ASCII are refused in `~=` as everywhere: packaging folds `ı` and `ſ` there to `i` and `s`, and then fails when asked',
  'content-type-comment':
    'a comment before the type that holds `;` makes packaging fall back to `text/plain`, whatever the type is; comments around the type are refused',
  'content-type-rfc2231':
    "`Description-Content-Type` has the parameters `charset` and `variant`; their split or encoded forms (`charset*=utf-8''UTF-8`) are refused",
  'email-parser-crash':
    "Python's e-mail parser raises a TypeError when a `Content-Type` has both `boundary*=` and `boundary*0=`; metadata is read all the same",
  'import-name-clash':
    'PEP 794: a name both in `Import-Name` and in `Import-Namespace` is an error; packaging does not look',
  'url-host-brackets':
    'text around the brackets of a host (`a[::1]`, `[::1]80`) makes a URL unreadable: CPython 3.13.4 and later say so, older ones read on',
};
