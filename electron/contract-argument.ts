/** The names of the contract's calls and events, as the preload is told them. */
export interface ContractNames {
  readonly calls: readonly string[];
  readonly events: readonly string[];
}

const prefix = '--kpoll-contract=';

/** Hands the names over on the page process's command line: a preload that carried the schemas would be a hundred times the size. */
export function contractArgument(names: ContractNames): string {
  return `${prefix}${JSON.stringify(names)}`;
}

/** No names at all where the argument is missing. */
export function readContractArgument(argv: readonly string[]): ContractNames {
  const text = argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return { calls: namesIn(value, 'calls'), events: namesIn(value, 'events') };
}

function namesIn(value: unknown, key: 'calls' | 'events'): string[] {
  const names: unknown = typeof value === 'object' && value !== null ? (value as Partial<ContractNames>)[key] : undefined;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}
