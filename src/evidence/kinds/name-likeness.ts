import type { NormalizedName } from '@rind/pypa';
import type { EvidenceKind } from '../kind.ts';
import type { KnownNames, Likeness } from '../known-names.ts';
import type { NameLikeness } from '../name-likeness.ts';
import type { Offer } from '../offer.ts';

/** Thousands of files of a project have one name. */
const remembered = new WeakMap<Offer, { readonly names: KnownNames; readonly like: readonly Likeness[] }>();

/** A project's name beside those that it may be mistaken for. */
export const kind: EvidenceKind<'name-likeness', NameLikeness> = {
  name: 'name-likeness',
  title: "known names that the project's name is like: by letters, looks, separators, order or decoration",
  levels: ['distribution'],
  collect(subject, { offer, names }) {
    if (offer === undefined || names === undefined || subject.level !== 'distribution')
      return { state: 'not-configured', reason: 'no list of known names is given' };
    const { since, firstSeen, isUsed } = offer.project;
    const value = {
      like: likeOf(subject.name, offer, names),
      popularity: names.popularityOf(subject.name) ?? null,
      since: since ?? firstSeen,
      isUsed,
    };
    return { state: 'present', value, source: 'known names', observedAt: '' };
  },
};

function likeOf(name: NormalizedName, offer: Offer, names: KnownNames): readonly Likeness[] {
  const known = remembered.get(offer);
  if (known?.names === names) return known.like;
  const like = names.like(name);
  remembered.set(offer, { names, like });
  return like;
}
