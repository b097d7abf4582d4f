import type { DeclaredPython } from '../declared-python.ts';
import type { EvidenceKind } from '../kind.ts';

/** Which Pythons a release supports, and which it is installed on. */
export interface PythonSupport {
  /** `Requires-Python` of the release; absent where nothing at hand says it. */
  readonly requiresPython?: string;
  /** The condition under which it is installed; absent when always. */
  readonly marker?: string;
  readonly pythons: readonly DeclaredPython[];
}

/** A release's `Requires-Python`, beside the Pythons of the projects and targets that use it. */
export const kind: EvidenceKind<'python-support', PythonSupport> = {
  name: 'python-support',
  title: 'the Pythons that a release supports, and those of the projects and targets that use it',
  levels: ['release'],
  collect(subject, { components, pythons }) {
    const component = components?.get(subject.id);
    const declared = pythons?.get(subject.id);
    if (component === undefined || declared === undefined)
      return { state: 'not-configured', reason: 'nothing says both which Python it is for and which it is used with' };
    const { requiresPython, marker, locations } = component;
    const value = {
      ...(requiresPython === undefined ? {} : { requiresPython }),
      ...(marker === undefined ? {} : { marker }),
      pythons: declared,
    };
    return { state: 'present', value, source: locations[0]?.path ?? '', observedAt: '' };
  },
};
