import { parseYaml } from '../../base/text/yaml.ts';
import { type IgnoreFile, IgnoreReader, type IgnoreReading, isAdvisoryId, itemsOf, memberOf } from './reading.ts';

/**
 * pip-audit has no file of its own: what it ignores stands where it is called. `.pre-commit-config.yaml`:
 * `--ignore-vuln ID` among the `args` of the hook `pip-audit`.
 *
 * Source: the README of pypa/pip-audit, "pre-commit support".
 */
export function readPreCommitIgnores(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('pip-audit', file);
  const document = reader.open(parseYaml);
  for (const [r, repo] of itemsOf(memberOf(document?.root, 'repos')).entries()) {
    for (const [h, hook] of itemsOf(memberOf(repo, 'hooks')).entries()) {
      if (memberOf(hook, 'id') !== 'pip-audit') continue;
      const args = itemsOf(memberOf(hook, 'args')).map((arg) => (typeof arg === 'string' ? arg : ''));
      for (const [a, arg] of args.entries()) {
        const id = arg === '--ignore-vuln' ? args[a + 1] : /^--ignore-vuln=(.*)$/s.exec(arg)?.[1];
        if (id === undefined || !isAdvisoryId(id)) continue;
        const offset = document?.spanAt(['repos', r, 'hooks', h, 'args', a])?.start ?? 0;
        reader.waive({ ids: [id], component: null, reason: '', expires: undefined }, offset);
      }
    }
  }
  return reader.finish();
}

/**
 * `.github/workflows/*.yml`: `ignore-vulns` of the action `pypa/gh-action-pip-audit`.
 *
 * Source: the README of pypa/gh-action-pip-audit, "ignore-vulns".
 */
export function readWorkflowIgnores(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('pip-audit', file);
  // Most workflows have nothing to do with it, and none of them is ours to find fault with.
  if (!file.text.includes('gh-action-pip-audit')) return reader.finish();
  const document = reader.open(parseYaml);
  for (const [name, job] of Object.entries(Object(memberOf(document?.root, 'jobs')))) {
    for (const [s, step] of itemsOf(memberOf(job, 'steps')).entries()) {
      const [uses, ignores] = [memberOf(step, 'uses'), memberOf(memberOf(step, 'with'), 'ignore-vulns')];
      if (typeof uses !== 'string' || !uses.startsWith('pypa/gh-action-pip-audit@')) continue;
      const offset = document?.spanAt(['jobs', name, 'steps', s, 'with', 'ignore-vulns'])?.start ?? 0;
      for (const id of typeof ignores === 'string' ? ignores.split(/\s+/) : []) {
        if (isAdvisoryId(id)) reader.waive({ ids: [id], component: null, reason: '', expires: undefined }, offset);
      }
    }
  }
  return reader.finish();
}
