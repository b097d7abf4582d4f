/** What a fault of a distribution file means, for its page. */
export interface FaultPage {
  readonly title: string;
  /** What happened and why it matters. */
  readonly why: string;
  /** `fatal`: the file is not what installers may be given. `warning`: it is odd, and published files are as well. */
  readonly severity: 'fatal' | 'warning';
}

const fatal = (title: string, why: string): FaultPage => ({ title, why, severity: 'fatal' });
const warning = (title: string, why: string): FaultPage => ({ title, why, severity: 'warning' });

const pages = {
  'entry-name-folded': warning(
    'two names differ by case or Unicode form only',
    'On macOS and Windows the second file replaces the first when they are unpacked.',
  ),
  'entry-name-odd': warning(
    'a name cannot be used on Windows, or does not show as it is',
    'Windows refuses the name or makes another of it; marks that turn the direction of text show another name than the one that is written.',
  ),
  'entry-points-malformed': warning(
    '`entry_points.txt` cannot be read whole',
    'Readers take the line differently: one may install a command that another does not see.',
  ),
  'filename-mismatch': fatal(
    'the metadata in the file is that of another release',
    'Installers choose a file by its name and record what its metadata says. Where they differ, something else is installed than was asked for, and advisories are looked up for the wrong release.',
  ),
  'gzip-content': fatal(
    'the compressed content is damaged',
    'It cannot be unpacked, or does not have the checksum and size that the file states.',
  ),
  'gzip-header': fatal('the file is no gzip file', 'A source distribution named `.tar.gz` starts as RFC 1952 says.'),
  'gzip-too-large': fatal(
    'the file unpacks to more than the limit',
    'A small file that unpacks to very many bytes fills the disk of whoever installs it.',
  ),
  'gzip-trailing': fatal(
    'something follows the compressed content',
    'Some readers stop at the end of the first member of a gzip file, some read on: they see different archives.',
  ),
  'license-file-missing': warning(
    'a license file that the metadata names is not in the file',
    'PEP 639: each `License-File` stands in the archive.',
  ),
  'metadata-malformed': warning(
    'a field of the metadata is wrong',
    'The field is left out of what is known of the release, as if it were not there.',
  ),
  'metadata-missing': fatal(
    'the file holds no metadata, or none that can be read',
    'Nothing in it says which release it is: METADATA of a wheel, PKG-INFO of a source distribution.',
  ),
  'name-asked': fatal(
    'the file is of another release than the one that was asked for',
    'Name or version of the file differ from those of the page or the request that it was listed for.',
  ),
  'record-hash': fatal(
    'a file of the wheel is not the one that RECORD describes',
    'The hash differs: the file was changed after the wheel was built, or RECORD was made up.',
  ),
  'record-listed-twice': fatal(
    'RECORD lists a file twice and says different things of it',
    'Readers take the first or the last line.',
  ),
  'record-malformed': fatal('a line of RECORD is malformed', 'Readers of RECORD take it differently or refuse it.'),
  'record-missing': fatal(
    'the wheel has no RECORD',
    'Without the list of files and their hashes nobody can say which files belong to the wheel.',
  ),
  'record-missing-file': fatal('RECORD lists a file that is not in the wheel', 'A file was removed, or RECORD was made up.'),
  'record-odd': warning(
    'RECORD is written in an unusual way',
    'What it says is clear and holds; the specification wants it written otherwise.',
  ),
  'record-size': fatal(
    'a file of the wheel has another size than RECORD says',
    'The file was changed after the wheel was built, or RECORD was made up.',
  ),
  'record-unlisted': fatal(
    'the wheel holds a file that RECORD does not list',
    'It was added after the wheel was built. Installers put it in place all the same.',
  ),
  'record-weak-hash': fatal(
    'RECORD has no hash that proves anything',
    'MD5 and SHA-1 can be forged: two files of one hash can be made. PEP 427 asks for SHA-256 or better.',
  ),
  'sdist-folder-name': warning(
    'the folder of a source distribution has another name than the file',
    'PEP 625: one folder, named `{name}-{version}`.',
  ),
  'sdist-no-build': warning(
    'a source distribution has neither `pyproject.toml` nor `setup.py`',
    'Nothing in it says how it is built.',
  ),
  'sdist-top-folder': fatal(
    'a source distribution does not hold one folder at its top',
    'Which folder is built, and whose metadata counts, is left to the reader.',
  ),
  'tar-duplicate': fatal(
    'two entries of an archive stand for one path',
    'Readers keep the first or the last, or write through a link: they see different files.',
  ),
  'tar-end': fatal('an archive has no end', 'It was cut off, or its end was left out so that more can be added.'),
  'tar-extension': fatal(
    'an extension header of an archive is malformed or contradicts another',
    'Readers that know one kind of extension see other names than those that know the other.',
  ),
  'tar-header': fatal('a header of an archive is damaged', 'Its checksum is wrong.'),
  'tar-link': fatal(
    'a link leads out of the folder of the archive',
    'Whoever unpacks it reads or writes files elsewhere. PEP 721 forbids it.',
  ),
  'tar-name': fatal('a name leads out of the archive, or is unsafe', 'Whoever unpacks it writes files elsewhere. PEP 721 forbids it.'),
  'tar-name-encoding': warning('a name is not UTF-8', 'Each reader guesses its encoding.'),
  'tar-padding': warning('something stands where only zeros belong', 'Bytes behind the content of an entry that no reader shows.'),
  'tar-size': fatal('the size of an entry is wrong', 'It leads beyond the archive, or two headers disagree about it, and readers take content for entries.'),
  'tar-too-large': fatal('an entry is larger than the limit', 'It would fill the disk of whoever installs it.'),
  'tar-too-many': fatal('an archive has more entries than the limit', 'Very many entries keep whoever unpacks them busy for long.'),
  'tar-trailing': fatal('something follows the end of an archive', 'Some readers stop there, some read on: they see different files.'),
  'tar-type': fatal('an entry is neither file, folder nor link', 'Devices, pipes and sparse files have no place in a source distribution. PEP 721 forbids them.'),
  'wheel-dist-info': fatal(
    'a wheel does not hold exactly one `.dist-info` folder of its own name',
    'Installers choose one of several: they see different metadata.',
  ),
  'wheel-file': fatal('the file WHEEL is missing or cannot be read', 'It says how the wheel is unpacked. PEP 427.'),
  'wheel-file-odd': warning('the file WHEEL is written in an unusual way', 'What matters can be read.'),
  'wheel-tags': warning(
    'the tags in WHEEL are not those of the file name',
    'The wheel was renamed, or says that it is for other interpreters or platforms than its name.',
  ),
  'zip-64': fatal('a ZIP64 field is missing or contradicts its record', 'Readers that know ZIP64 and readers that do not see different files.'),
  'zip-comment': warning('an entry of the directory has a comment', 'PyPI refuses such wheels today.'),
  'zip-content': fatal('an entry cannot be unpacked to what the directory says', 'Its size, its checksum or its compression is wrong.'),
  'zip-descriptor': warning('sizes follow the content of an entry', 'Readers that do not look at the directory have to guess its end. PyPI refuses such wheels today.'),
  'zip-directory': fatal('the directory of an archive is malformed', 'Readers take different files from it.'),
  'zip-disagreement': fatal('the directory of an archive and its entries disagree', 'Some readers go by one and some by the other: they see different files.'),
  'zip-disks': fatal('an archive spans several disks', 'Only a part of it is here.'),
  'zip-duplicate': fatal('two entries of an archive stand for one path', 'Readers keep the first or the last: they see different files.'),
  'zip-encrypted': fatal('an entry is encrypted', 'What is in it cannot be judged.'),
  'zip-entry': fatal('an entry has no header, or leads beyond the archive', 'The directory points to something that is not there.'),
  'zip-entry-too-large': fatal('an entry is larger than the limit', 'It would fill the disk of whoever installs it.'),
  'zip-extra': fatal('the extra fields of an entry are malformed', 'Readers take names and sizes from them, each in its way.'),
  'zip-gap': fatal('there is something between, before or behind the entries of an archive', 'Readers that go from entry to entry find what the directory does not list.'),
  'zip-link': fatal('an entry is a symbolic link', 'Wheels hold none; tools that follow it write or read elsewhere.'),
  'zip-name': fatal('a name leads out of the archive, or is unsafe', 'Whoever unpacks it writes files elsewhere.'),
  'zip-name-encoding': warning('a name does not say its encoding', 'Each reader guesses it.'),
  'zip-no-directory': fatal('the file is no ZIP archive, or something follows it', 'The record that ends an archive is not at the end of the file.'),
  'zip-overlap': fatal('entries of an archive overlap', 'The same bytes are read as two things, or unpacked very many times.'),
  'zip-several-ends': fatal('an archive has several ends', 'Readers that look from the front and from the back find different directories.'),
  'zip-too-large': fatal('the entries together are larger than the limit', 'A small file that unpacks to very many bytes fills the disk of whoever installs it.'),
  'zip-too-many': fatal('an archive has more entries than the limit', 'Very many entries keep whoever unpacks them busy for long.'),
  'zip-type': fatal('an entry is neither file nor folder', 'Its mode or its content contradict its name.'),
} as const satisfies Record<string, FaultPage>;

/** The code of a fault of a distribution file. */
export type ArtifactFaultCode = keyof typeof pages;

/** Every fault that inspecting a distribution file can find, with its page. */
export const FAULT_PAGES: Readonly<Record<ArtifactFaultCode, FaultPage>> = pages;
