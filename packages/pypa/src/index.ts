export * from './name.ts';
export * from './python-text.ts';
export * from './result.ts';
export * from './toml-value.ts';
export * from './version.ts';
