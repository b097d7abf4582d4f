import type { Component } from '../../inventory/component.ts';
import type { EvidenceKind } from '../kind.ts';

/** What the project's own files say of a component, before any index or advisory is asked. */
export type Declaration = Component;

/** What the inventory says of a component: source, hashes, specifier, supported Pythons, license, groups, places. */
export const kind: EvidenceKind<'declaration', Declaration> = {
  name: 'declaration',
  title: 'what the lock or manifest says of the component',
  levels: ['requirement', 'release'],
  collect(subject, { components }) {
    const component = components?.get(subject.id);
    return component === undefined
      ? { state: 'not-configured', reason: 'no lock or manifest speaks of it' }
      : { state: 'present', value: component, source: component.locations[0]?.path ?? '', observedAt: '' };
  },
};
