/**
 * The day from which on a minor line of CPython gets no more security fixes. A day that is announced as
 * a month only is taken as the first of the next one.
 *
 * Source: devguide.python.org/versions ("Status of Python versions"), whose table the PEPs' repository keeps
 * (`release_management/python-releases.toml`, compared line by line as of 22 August 2026); and the schedules that
 * it names: PEP 361 (2.6, 3.0), 373 (2.7), 375 (3.1), 392 (3.2), 398 (3.3), 429 (3.4), 478 (3.5), 494 (3.6),
 * 537 (3.7), 569 (3.8), 596 (3.9), 619 (3.10), 664 (3.11), 693 (3.12), 719 (3.13), 745 (3.14), 790 (3.15),
 * 826 (3.16).
 */
export const PYTHON_END_OF_LIFE: ReadonlyMap<string, string> = new Map([
  ['2.6', '2013-10-29'],
  ['2.7', '2020-01-01'],
  ['3.0', '2009-06-27'],
  ['3.1', '2012-04-09'],
  ['3.2', '2016-02-20'],
  ['3.3', '2017-09-29'],
  ['3.4', '2019-03-18'],
  ['3.5', '2020-09-30'],
  ['3.6', '2021-12-23'],
  ['3.7', '2023-06-27'],
  ['3.8', '2024-10-07'],
  ['3.9', '2025-10-31'],
  ['3.10', '2026-11-01'],
  ['3.11', '2027-11-01'],
  ['3.12', '2028-11-01'],
  ['3.13', '2029-11-01'],
  ['3.14', '2030-11-01'],
  ['3.15', '2031-11-01'],
  ['3.16', '2032-11-01'],
]);
