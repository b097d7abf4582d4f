import { z } from 'zod';

const level = z.enum(['off', 'warn', 'hold', 'deny']);
const unknown = z.enum(['report', 'hold', 'deny']);

/**
 * The configuration, `[tool.rind]` in pyproject.toml or bare in rind.toml: every key that this
 * version acts on. A key of the contract that it does not act on yet is refused, not ignored: a
 * setting that does nothing would be a false promise.
 */
export const configSchema = z.strictObject({
  advisories: z
    .strictObject({
      sources: z
        .array(z.string())
        .describe('folders or zips of OSV records, relative to this file; used beside what `rind sync` loaded')
        .optional(),
    })
    .describe('where advisories come from')
    .optional(),
  rules: z
    .record(z.string(), z.strictObject({ level: level.optional(), unknown: unknown.optional() }))
    .describe('`rules.ID`: how a rule that fails, and one that cannot tell, is treated')
    .optional(),
  waivers: z
    .array(
      z.strictObject({
        ids: z.array(z.string()).min(1).describe('advisory ids, any alias'),
        component: z.string().describe('a requirement: the releases that it is for'),
        reason: z.string().min(1),
        owner: z.string().min(1),
        expires: z.string().describe('the date (RFC 3339) from which on it no longer holds'),
        'until-fixed': z.boolean().describe('holds only while no release fixes the flaw').optional(),
      }),
    )
    .describe('findings that the team has decided to live with')
    .optional(),
});

/** The configuration as a file states it. */
export type ConfigFile = z.infer<typeof configSchema>;

/** Keys of contract v1 that this version refuses with a word of their own. */
export const LATER_KEYS: readonly string[] = ['extends', 'targets', 'indexes', 'server'];
