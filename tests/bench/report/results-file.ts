import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const values = z.array(z.number()).readonly();

const rowSchema = z.object({
  what: z.string(),
  unit: z.string(),
  values,
  target: z.union([z.object({ atLeast: z.number() }), z.object({ atMost: z.number() })]).exactOptional(),
  reference: z.object({ what: z.string(), values, atLeast: z.number().exactOptional() }).exactOptional(),
});

const tableSchema = z.object({
  title: z.string(),
  unit: z.string(),
  columns: z.array(z.string()).readonly(),
  rows: z.array(z.object({ what: z.string(), cells: z.array(values).readonly() })).readonly(),
});

const entrySchema = z.object({
  date: z.iso.datetime(),
  command: z.string(),
  /** How long it took, in seconds. */
  seconds: z.number(),
  machine: z.object({ cpu: z.string(), cores: z.int(), memoryGb: z.number(), system: z.string() }),
  versions: z.record(z.string(), z.string()),
  rows: z.array(rowSchema).readonly(),
  tables: z.array(tableSchema).readonly().default([]),
  notes: z.array(z.string()).readonly(),
});

const fileSchema = z.object({
  v: z.literal(1),
  /** By name; a quick run never takes the place of a full one. */
  benchmarks: z.record(z.string(), z.object({ full: entrySchema.exactOptional(), quick: entrySchema.exactOptional() })),
});

export type Entry = z.infer<typeof entrySchema>;
export type Results = z.infer<typeof fileSchema>;
export type Mode = 'full' | 'quick';

/** Nothing yet where there is no file. Throws where there is one that cannot be read: old numbers are not to be lost. */
export function readResults(file: string): Results {
  if (!existsSync(file)) return { v: 1, benchmarks: {} };
  return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function withEntry(results: Results, name: string, mode: Mode, entry: Entry): Results {
  return { ...results, benchmarks: { ...results.benchmarks, [name]: { ...results.benchmarks[name], [mode]: entry } } };
}

export function writeResults(file: string, results: Results): void {
  // NaN and Infinity have no place in JSON: what was not measured is left out by who measures.
  writeFileSync(file, `${JSON.stringify(fileSchema.parse(results), null, 2)}\n`);
}
