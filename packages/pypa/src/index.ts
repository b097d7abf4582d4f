export * from './name.ts';
export * from './python-text.ts';
export * from './result.ts';
export * from './version.ts';
