import type { Scenario } from './scenario.ts';

const FAST = ['pip-26.3', 'uv'];
/** Those that make no lock: what others do by one is done by installing. */
const WITHOUT_LOCKS = ['pip-23.2', 'pip-20.3'];
const ALL = [...FAST, ...WITHOUT_LOCKS, 'poetry', 'pdm', 'pipenv', 'twine', 'flit', 'hatch'];

type Given = Omit<Scenario, 'action' | 'needs'> & Partial<Pick<Scenario, 'needs'>>;

/** The same wish as an installation with every client. */
function install({ needs = [], quick = FAST, ...given }: Given): Scenario {
  return { action: 'install', needs, quick, ...given };
}

/** What people do with an index every day; each with every client that can. */
export const SCENARIOS: readonly Scenario[] = [
  install({
    name: 'a project comes with what it requires here, and its scripts',
    requirements: ['shop'],
    expected: { installs: ['shelf==1.2', 'shop==1.1'] },
    quick: [...FAST, ...WITHOUT_LOCKS],
  }),
  install({
    name: 'an extra brings its own requirements',
    requirements: ['shop[fast]==1.0'],
    expected: { installs: ['engine==2.0', 'shelf==1.2', 'shop==1.0'] },
  }),
  install({
    name: 'a name is found however it is written',
    requirements: ['oDD.name__thing'],
    expected: { installs: ['odd-name-thing==1.0'] },
  }),
  install({
    name: "a local version's `+` reaches the index and back",
    requirements: ['localized==1.0+cu118'],
    expected: { installs: ['localized==1.0+cu118'] },
    quick: [...FAST, ...WITHOUT_LOCKS],
    formDecides: true,
  }),
  install({
    name: 'an epoch in a file name reaches the index and back',
    requirements: ['big-version'],
    expected: { installs: ['big-version==1!2.0.post1'] },
  }),
  install({
    name: 'a yanked version is passed over',
    formDecides: true,
    requirements: ['withdrawn'],
    expected: { installs: ['withdrawn==1.0'] },
  }),
  install({
    name: 'a yanked version is installed where it is pinned',
    needs: ['yanked-by-pin'],
    requirements: ['withdrawn==1.1'],
    expected: { installs: ['withdrawn==1.1'] },
  }),
  install({
    name: 'a project of which everything is yanked is not installed unless pinned',
    requirements: ['gone'],
    expected: { fails: /gone/ },
    // It takes a yanked version where there is no other, with a warning.
    otherwise: { 'pip-20.3': { installs: ['gone==1.0'] } },
  }),
  install({
    name: 'a pre-release is passed over',
    requirements: ['early'],
    expected: { installs: ['early==1.0'] },
  }),
  install({
    name: 'a version for another Python is passed over',
    formDecides: true,
    requirements: ['modern'],
    expected: { installs: ['modern==1.0'] },
  }),
  install({
    name: 'wheels of other platforms are passed over',
    requirements: ['native'],
    expected: { installs: ['native==1.0'] },
    // They lock for every platform, and the newest version has no wheel for this one.
    otherwise: { poetry: { fails: /native/ }, pdm: { fails: /native/ } },
  }),
  install({
    name: 'a source distribution is built where there is nothing else',
    requirements: ['source-only'],
    expected: { installs: ['source-only==1.0'] },
  }),
  install({
    name: 'with wheels only, a newer source distribution is passed over',
    needs: ['only-binary'],
    onlyBinary: true,
    requirements: ['mixed'],
    expected: { installs: ['mixed==1.0'] },
    // It locks what it will not install.
    otherwise: { poetry: { fails: /mixed/ } },
  }),
  install({
    name: 'with wheels only, a project without one is not installed',
    needs: ['only-binary'],
    onlyBinary: true,
    requirements: ['source-only'],
    expected: { fails: /source-only/ },
  }),
  install({
    name: 'without wheels, a project is built from its source distribution',
    needs: ['no-binary'],
    noBinary: ['both'],
    requirements: ['both'],
    expected: { installs: ['both==1.0'] },
  }),
  install({
    name: 'a wheel without `.metadata` is read all the same',
    formDecides: true,
    requirements: ['bare'],
    expected: { installs: ['bare==1.0', 'leaf==1.0'] },
  }),
  install({
    name: 'with the right digest a file is installed',
    needs: ['hashes'],
    hashes: 'right',
    requirements: ['leaf==1.0'],
    expected: { installs: ['leaf==1.0'] },
  }),
  install({
    name: 'with another digest a file is refused',
    needs: ['hashes'],
    hashes: 'wrong',
    requirements: ['leaf==1.0'],
    expected: { fails: /hash/i },
    quick: [...FAST, ...WITHOUT_LOCKS],
  }),
  install({
    name: 'what is old finds all of it at once: an extra, a yanked version, a source distribution, odd names',
    requirements: ['shop[fast]', 'withdrawn', 'source-only', 'oDD.name__thing', 'bare'],
    expected: {
      installs: [
        'bare==1.0',
        'engine==2.0',
        'leaf==1.0',
        'odd-name-thing==1.0',
        'shelf==1.2',
        'shop==1.1',
        'source-only==1.0',
        'withdrawn==1.0',
      ],
    },
    quick: WITHOUT_LOCKS,
  }),
  install({
    name: 'with wheels only and the right digests, a yanked version is installed where it is pinned',
    needs: ['hashes', 'only-binary', 'yanked-by-pin'],
    hashes: 'right',
    onlyBinary: true,
    requirements: ['withdrawn==1.1', 'mixed==1.0'],
    expected: { installs: ['mixed==1.0', 'withdrawn==1.1'] },
    quick: WITHOUT_LOCKS,
  }),
  install({
    name: 'an unknown project is not found',
    requirements: ['no-such-project'],
    expected: { fails: /no-such-project/ },
    quick: ALL,
    formDecides: true,
  }),
  install({
    name: 'an unknown version is not found',
    requirements: ['leaf==9.9'],
    expected: { fails: /leaf/ },
  }),
  {
    name: 'a lock says what would be installed',
    action: 'lock',
    needs: [],
    requirements: ['shop[fast]', 'localized==1.0+cu118'],
    expected: { locks: ['engine', 'localized', 'shelf', 'shop'] },
    quick: FAST,
  },
  {
    name: 'a lock is installed as it was made',
    action: 'sync',
    needs: [],
    requirements: ['shop[fast]', 'withdrawn', 'source-only', 'localized==1.0+cu118', 'bare', 'oDD.name__thing'],
    expected: {
      installs: [
        'bare==1.0',
        'engine==2.0',
        'leaf==1.0',
        'localized==1.0+cu118',
        'odd-name-thing==1.0',
        'shelf==1.2',
        'shop==1.1',
        'source-only==1.0',
        'withdrawn==1.0',
      ],
    },
    quick: ALL,
    formDecides: true,
  },
  {
    name: 'what a lock binds to other bytes is refused',
    action: 'sync',
    needs: [],
    hashes: 'wrong',
    requirements: ['leaf==1.0'],
    // Poetry's words are `did not match any known checksums in your lock file`.
    expected: { fails: /hash|known checksums/i },
    quick: ALL,
  },
  {
    name: 'what is uploaded is listed with its digest',
    action: 'upload',
    needs: [],
    requirements: [],
    expected: { uploads: ['whl'] },
    quick: ALL,
  },
];
