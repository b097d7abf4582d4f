import type { ClientSetting } from '../../inventory/client-setting.ts';
import type { EvidenceKind } from '../kind.ts';

/** One thing that an installer is told, as rules see it. */
export type InstallerSetting = ClientSetting;

/** What the files of a project tell installers about indexes and safety. */
export const kind: EvidenceKind<'client-settings', readonly InstallerSetting[]> = {
  name: 'client-settings',
  title: 'indexes, trusted hosts, hashes and cooldown as pip, uv, Poetry and PDM are told',
  levels: ['project'],
  collect(subject, { projects }) {
    const facts = projects?.get(subject.id);
    return facts === undefined
      ? { state: 'not-configured', reason: 'no configuration of installers was looked at' }
      : { state: 'present', value: facts.settings, source: facts.path, observedAt: '' };
  },
};
