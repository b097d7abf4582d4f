import {
  array,
  boolean,
  enum as choice,
  describe,
  type infer as Infer,
  looseObject,
  minLength,
  optional,
  record,
  strictObject,
  string,
} from 'zod/mini';

const level = choice(['off', 'warn', 'hold', 'deny']).check(describe('how a failure counts'));
const unknown = choice(['report', 'hold', 'deny']).check(describe('how it counts that the rule cannot tell'));
const words = string().check(minLength(1));

/**
 * The configuration, `[tool.rind]` in pyproject.toml or bare in rind.toml: every key that this
 * version acts on. A key of the contract that it does not act on yet is refused, not ignored: a
 * setting that does nothing would be a false promise.
 */
export const configSchema = strictObject({
  advisories: optional(
    strictObject({
      sources: optional(
        array(string()).check(
          describe('folders or zips of OSV records, relative to this file; used beside what `rind sync` loaded'),
        ),
      ),
    }),
  ),
  // What else stands in a rule's table are its own parameters: checked against the rule's declarations.
  rules: optional(record(string(), looseObject({ level: optional(level), unknown: optional(unknown) }))),
  waivers: optional(
    array(
      strictObject({
        ids: array(words).check(minLength(1), describe('advisory ids, any alias of the flaw')),
        component: words.check(describe('a requirement: the releases that it is for')),
        reason: words.check(describe('why the team lives with it')),
        owner: words.check(describe('who answers for it')),
        expires: words.check(describe('the date (RFC 3339) from which on it no longer holds')),
        'until-fixed': optional(boolean().check(describe('holds only while no release fixes the flaw'))),
      }),
    ),
  ),
});

/** The configuration as a file states it. */
export type ConfigFile = Infer<typeof configSchema>;

/** Keys of contract v1, dotted, that this version refuses with a word of their own. */
export const LATER_KEYS: readonly string[] = [
  'extends',
  'targets',
  'indexes',
  'advisories.max-age',
  'waivers.sha256',
  'waivers.target',
  'server',
];
