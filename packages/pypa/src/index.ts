export * from './name.ts';
export * from './python-text.ts';
export * from './result.ts';
export * from './specifier-set.ts';
export * from './specifier.ts';
export * from './toml-value.ts';
export * from './version-key.ts';
export * from './version.ts';
